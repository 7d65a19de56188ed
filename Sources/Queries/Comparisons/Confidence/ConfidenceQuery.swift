import Documents
import Model
import Projections
import Statistics
import Wire

/// How sure the model was, how near to the boundary, and what came of it.
struct ConfidenceQuery: Query {
    static let name = "confidence"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let selection = try Selection(request)
        let grouping = Grouping(arguments.groupings("by"))
        let unit = arguments.choice("window").flatMap { CalendarUnit(rawValue: $0) }
        let reading = try ScoredReading(
            selection, request, view, parts: grouping.parts + (unit.map { [.calendar($0)] } ?? []),
            maturity: Maturity(arguments),
            wants: .init(money: true, margins: true, fields: ConfidenceFigures.fields))
        let options = ConfidenceOptions(
            delta: arguments.number("delta"), low: arguments.number("low") ?? 0.7,
            wide: arguments.number("wide") ?? 0.3)
        var rows: [ConfidencePage.Row] = []
        for (key, group) in zip(reading.book.keys, reading.groups) {
            try request.deadline.check()
            let range = group.range
            let scale = Bins.scale(
                given: nil, contract: try Bins.contract(of: group.series, view, asOf: request.position),
                minimum: range?.lowerBound, maximum: range?.upperBound)
            rows.append(
                (
                    RowKey(key, hasPeriod: unit != nil), ConfidenceFigures(group, scale, options)
                ))
        }
        rows.sort { $0.key < $1.key }
        let page = ConfidencePage(
            rows: rows, grouping: grouping, hasPeriods: unit != nil, options: options, reading: reading)
        return .document(
            Document(
                name: Self.name, title: "Confidence" + (selection.model.map { " of \($0.text)" } ?? ""),
                parameters: try request.parameters(), definitions: ConfidencePage.definitions,
                findings: ConfidenceFindings(page).all,
                sections: page.sections(empty: rows.isEmpty ? try selection.whyEmpty(request, view) : nil)))
    }
}
