import Documents
import Model
import Projections
import Statistics
import Wire

/// Who gets a label at all, and what that leaves unseen.
struct SelectionQuery: Query {
    static let name = "selection"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let selection = try Selection(request)
        let grouping = Grouping(arguments.groupings("by"))
        let maturity = Maturity(arguments)
        let reading = try ScoredReading(
            selection, request, view, parts: grouping.parts + [.action], maturity: maturity,
            wants: .init(positions: true))
        let model = selection.model ?? Identifier("")
        let cells = SelectionCells(
            reading,
            BandCutter([.score], scale: try PerformanceMaker.scale(of: model, reading, request, view)))
        var ignored = LeftOut(nil)
        let (classes, _) = try ClassBook.judged(selection, request, view, maturity, leftOut: &ignored)
        let segments = try Representation.all(classes, selection, request, view)
        let draw = ExplorationDraw(
            size: Int(arguments.integer("sample") ?? 0), seed: UInt64(arguments.integer("seed") ?? 1))
        let (why, drawn) = draw.draw(cells)
        var sample: [SelectionPage.Drawn] = []
        for (cell, position) in drawn {
            try request.deadline.check()
            let event = try view.event(at: position)
            guard case .decision(let decision) = event.body else { continue }
            sample.append((event.id, position, event.at, decision.score, cell))
        }
        let delay = try DelayCurve(selection, request, view)
        let page = SelectionPage(
            model: model, grouping: grouping, reading: reading, cells: cells, segments: segments, why: why,
            sample: sample, wanted: draw.size)
        return .document(
            Document(
                name: Self.name, title: "Who is labelled, of \(model.text)",
                parameters: try request.parameters(),
                definitions: SelectionPage.definitions + DelayCurve.definitions,
                findings: SelectionFindings(page).all,
                sections: page.sections(
                    empty: reading.groups.isEmpty ? try selection.whyEmpty(request, view) : nil)
                    + [.facts(delay.facts)] + [delay.chart].compactMap { $0.map(Section.chart) }))
    }
}
