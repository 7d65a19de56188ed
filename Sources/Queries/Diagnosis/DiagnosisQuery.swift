import Documents
import Model
import Projections
import Wire

/// Why a model in use does other than before: one cause, what mends it, and the evidence.
struct DiagnosisQuery: Query {
    static let name = "diagnosis"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let diagnosis = try Self.diagnosis(request, view)
        let scope = diagnosis.answers.scope
        let page = DiagnosisPage(diagnosis)
        return .document(
            Document(
                name: Self.name, title: "Diagnosis of \(scope.model.text)",
                parameters: try request.parameters([
                    Fact("baseline_used", "baseline used", .text(scope.baseline.text)),
                    Fact("current_used", "current used", .text(scope.current.text)),
                ]),
                definitions: page.definitions, findings: page.findings, sections: page.sections))
    }

    /// What the parameters of this question, whoever takes them, come to.
    static func diagnosis(_ request: Request, _ view: borrowing View) throws -> Diagnosis {
        let scope = try DiagnosisScope(request, view)
        let series = try view.series().filter { $0.model == scope.model }
        guard try series.contains(where: { try view.isKnown($0, asOf: request.position) }) else {
            throw QueryFailure(
                .notFound, "the ledger holds no decision of the model \(scope.model.text)", parameter: "model"
            )
        }
        return Diagnosis(try DiagnosisAnswers(scope, request, view))
    }
}
