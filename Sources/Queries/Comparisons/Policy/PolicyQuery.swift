import Documents
import Model
import Projections
import Wire

/// Which policies and deployments hold at a time.
struct PolicyQuery: Query {
    static let name = "policy"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let model = request.arguments.identifier("model") ?? Identifier("")
        let time = try request.instant("at") ?? request.knowledge.evaluated
        let page = PolicyPage(
            timeline: try PolicyTimeline(of: model, request, view), model: model, time: time,
            isKnown: try view.series().contains { $0.model == model })
        return .document(
            Document(
                name: Self.name, title: "Policy of \(model.text)",
                parameters: try request.parameters([Fact("at_used", "at used", .time(time))]),
                definitions: ["policy.in-force", "threshold.in-force"], findings: page.findings,
                sections: page.sections))
    }
}
