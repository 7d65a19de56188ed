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
