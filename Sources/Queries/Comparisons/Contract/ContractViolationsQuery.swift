import Documents
import Model
import Projections
import Wire

/// Which decisions break the contract of their version.
struct ContractViolationsQuery: Query {
    static let name = "contract-violations"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let selection = try Selection(request)
        let model = selection.model ?? Identifier("")
        let versions = try LiveVersions(of: model, request, view)
        var rules: [Identifier: ContractRules] = [:]
        for series in try selection.series(view) where rules[series.version] == nil {
            guard versions.isKnown(series.version) else { continue }
            var judged = selection
            judged.versions = [series.version]
            rules[series.version] = try ContractRules(
                of: model, series.version, versions, judged: judged, request, view)
        }
        let limit = Int(request.arguments.integer("examples") ?? 3)
        let reading = try ViolationReading(selection, rules, limit: limit, request, view)
        let page = try ViolationPage(reading, rules, request)
        let changes = try ChangeMarkers(of: selection.model, view, asOf: request.position)
        return .document(
            Document(
                name: Self.name, title: "Contract violations of \(model.text)",
                parameters: try request.parameters(), definitions: ViolationPage.definitions,
                findings: ViolationFindings(page).all,
                sections: changes.marking(
                    page.sections(
                        empty: page.decisions == 0 ? try selection.whyEmpty(request, view) : nil))))
    }
}
