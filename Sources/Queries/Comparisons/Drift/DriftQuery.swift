import Documents
import Model
import Projections
import Statistics
import Wire

/// Which inputs of two selections differ.
struct DriftQuery: Query {
    static let name = "drift"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let sides = try Sides(request, view)
        let options = DriftOptions(request.arguments)
        let rows = DriftRows(
            try SideRows(sides.baseline, options, request, view),
            try SideRows(sides.current, options, request, view), options)
        let reading = try DriftReading(sides, rows, options, request, view)
        let features = try reading.features(request, view)
        let empty = try sides.empty((rows.baseline.count, rows.current.count), request, view)
        let page = DriftPage(
            features: features, rows: rows, options: options,
            changes: try ChangeMarkers(
                of: sides.current.selection.model, view, asOf: request.position))
        return .document(
            Document(
                name: Self.name, title: "Inputs of \(sides.current.text) against \(sides.baseline.text)",
                parameters: try request.parameters(
                    sides.facts + [
                        Fact("seasonal_used", "seasonal used", .text(rows.season.rawValue)),
                        Fact("seasonal_reason", "seasonal because", .text(rows.seasonReason)),
                    ]),
                definitions: page.definitions, findings: DriftFindings(page, empty: empty).all,
                sections: page.sections(empty: empty)))
    }
}
