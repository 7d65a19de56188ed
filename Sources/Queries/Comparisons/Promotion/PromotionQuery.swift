import Documents
import Model
import Projections
import Wire

/// Whether a version that runs as a shadow may go live.
struct PromotionQuery: Query {
    static let name = "promotion"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let answers = try PromotionAnswers(request, view)
        let series = try view.series().filter { $0.model == answers.model }
        guard try series.contains(where: { try view.isKnown($0, asOf: request.position) }) else {
            throw QueryFailure(
                .notFound, "the ledger holds no decision of the model \(answers.model.text)",
                parameter: "model")
        }
        let page = PromotionPage(answers)
        return .document(
            Document(
                name: Self.name, title: "Promotion of \(answers.model.text) \(answers.version.text)",
                parameters: try request.parameters([
                    Fact(
                        "beside_used", "beside used",
                        .text(answers.beside?.version, else: "no other version is live"))
                ]),
                definitions: page.definitions, findings: page.findings, sections: page.sections))
    }
}
