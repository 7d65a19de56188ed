import Documents
import Model
import Projections
import Statistics
import Wire

/// Features that could not have been known at the decision, or that know too much.
struct LeakageQuery: Query {
    static let name = "leakage"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let selection = try Selection(request)
        var leftOut = LeftOut(selection.filter)
        let classes = try ClassBook(selection, request, view, leftOut: &leftOut)
        let score = try LabelledColumn.read(.field(.score), selection, classes, request, view).scores
        var features: [FeatureKnowledge] = []
        for key in try ColumnSample.keys(.feature, selection, request, view) {
            try request.deadline.check()
            let column = try LabelledColumn.read(key, selection, classes, request, view)
            let lateness = try FeatureLateness.read(key, selection, request, view)
            features.append(FeatureKnowledge(key, column, lateness))
        }
        let page = LeakagePage(
            classes: classes, score: score, features: features,
            margin: request.arguments.number("margin") ?? 0.1,
            significance: request.arguments.number("significance") ?? 0.01)
        return .document(
            Document(
                name: Self.name, title: "Leaks" + (selection.model.map { " in \($0.text)" } ?? ""),
                parameters: try request.parameters(), definitions: LeakagePage.definitions,
                findings: page.findings,
                sections: page.sections(
                    leftOut, empty: classes.rows == 0 ? try selection.whyEmpty(request, view) : nil)))
    }
}
