import Documents
import Model
import Projections
import Wire

/// How labels come, and what they say, on two sides at the same age.
struct LabelsQuery: Query {
    static let name = "labels"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let sides = try Sides(request, view)
        let reading = try LabelReading(
            sides, given: request.arguments.span("within").map(\.seconds), request, view)
        let page = LabelsPage(reading: reading, figures: LabelFigures(reading))
        let empty = try sides.empty(
            (reading.baseline.decisions, reading.current.decisions), request, view)
        return .document(
            Document(
                name: Self.name, title: "Labels of \(sides.current.text) against \(sides.baseline.text)",
                parameters: try request.parameters(sides.facts), definitions: LabelsPage.definitions,
                findings: LabelFindings(page.figures).all, sections: page.sections(empty: empty)))
    }
}

extension Sides {
    /// Why a side has no decisions, where it has none.
    func empty(
        _ counts: (baseline: Int, current: Int), _ request: Request, _ view: borrowing View
    ) throws -> [String] {
        [
            counts.baseline == 0
                ? "The baseline is empty. " + (try baseline.whyEmpty(request, view)) : nil,
            counts.current == 0
                ? "The current side is empty. " + (try current.whyEmpty(request, view)) : nil,
        ].compactMap(\.self)
    }
}
