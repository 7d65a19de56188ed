import Documents
import Model
import Projections
import Wire

/// One page about an update, from the diagnosis to what is missing.
struct UpdateReportQuery: Query {
    static let name = "update-report"

    /// Features that are shown.
    private static let featuresMax = 10
    /// Pairs of decisions that are shown.
    private static let pairsMax = 5

    /// Cost: that of a diagnosis.
    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let diagnosis = try DiagnosisQuery.diagnosis(request, view)
        let scope = diagnosis.answers.scope
        let page = DiagnosisPage(diagnosis)
        let whole = Answer(
            question: try Subquestion("diagnosis", try Self.items(request)), position: request.position,
            document: Document(
                name: "diagnosis", title: "", definitions: page.definitions, findings: page.findings,
                sections: page.sections))
        let contracts = try scope.versions.map { versions in
            try Answer(
                "contract-diff",
                [
                    ("model", scope.model.text), ("versions", versions.before.text),
                    ("versions", versions.after.text),
                ], request, view)
        }
        // What is judged by labels of a time is judged by the policies in force then.
        let moment = request.knowledge.labelsBy.map { [("at", $0.text)] } ?? []
        let policy = try Answer("policy", [("model", scope.model.text)] + moment, request, view)
        var report = CompositePage()
        report.add(
            "diagnosis", "Diagnosis", from: [whole], missing: "",
            [whole.facts("diagnosis"), whole.table("layers"), whole.table("gates")])
        Self.add(diagnosis.answers, to: &report)
        report.add(
            "contracts", "Contracts of both versions", from: [contracts],
            missing: "there are no two versions",
            [contracts?.table("changes", titled: "Changes of the contract", prefixed: "contract-diff")])
        let window = Self.window(scope, request.knowledge.evaluated)
        report.add(
            "policies", "Policies and deployments from \(window.from?.text ?? "the first")", from: [policy],
            missing: "",
            [
                policy.table("changes", titled: "Policies and deployments", prefixed: "policy") { row in
                    guard case .time(let at)? = row["at"] else { return false }
                    return window.contains(Timestamp(microseconds: at))
                }
            ])
        report.append([whole.table("missing")])
        let (before, after) = (scope.before?.text ?? "before", scope.after?.text ?? "since")
        return .document(
            Document(
                name: Self.name,
                title: before == after
                    ? "Update of \(scope.model.text)"
                    : "Update of \(scope.model.text): \(before) to \(after)",
                parameters: try request.parameters([
                    Fact("baseline_used", "baseline used", .text(scope.baseline.text)),
                    Fact("current_used", "current used", .text(scope.current.text)),
                ]),
                definitions: report.definitions(), findings: page.findings,
                sections: report.sections + [report.said(without: ["diagnosis"]), report.asked]))
    }

    /// The parts between the diagnosis and the contracts: scores, cutoffs, flips, features, labels.
    private static func add(_ answers: DiagnosisAnswers, to report: inout CompositePage) {
        func why(_ name: String, else words: String) -> String {
            answers.failures.first { $0.question.specification.name == name }?.why ?? words
        }
        let compare = answers.compare
        report.add(
            "scores", "Scores before and since", from: [compare],
            missing: why("compare", else: "no scores"),
            (compare?.charts ?? [])
                + [compare?.table("shift"), compare?.table("scores"), compare?.table("quantiles")])
        report.add(
            "thresholds", "Thresholds, and whom a new cutoff would call",
            from: [answers.workflow, answers.calibrate],
            missing: why("calibrate", else: "no thresholds"),
            [
                answers.workflow?.table("thresholds"), answers.workflow?.table("shares"),
                answers.calibrate?.table("volumes"),
            ])
        for (name, title, answer) in [
            ("shadow", "The same inputs beside each other, as shadow decisions", answers.shadow),
            ("replay", "The same inputs, scored again", answers.replay),
        ] {
            report.add(
                name, title, from: [answer],
                missing: why(
                    name == "shadow" ? "shadow" : "replay-diff", else: "there are no such decisions"),
                ["overall", "outcomes", "largest"].map {
                    answer?.table($0, prefixed: name, first: $0 == "largest" ? pairsMax : nil)
                })
        }
        report.add(
            "features", "Features, those that moved most first", from: [answers.drift],
            missing: why("drift", else: "no features"),
            [answers.drift?.table("features", first: featuresMax, largest: "effect")])
        report.add(
            "labels", "Labels by the same age", from: [answers.labels],
            missing: why("labels", else: "no labels"), [answers.labels?.facts("labels")])
        let sides = [("baseline", answers.performanceBefore), ("current", answers.performance)]
        report.add(
            "performance", "Held against labels, before and since", from: sides.map(\.1),
            missing: why("performance", else: "the sides cannot be asked about one by one"),
            [
                Table.beside("summary", title: "Decisions and their labels", sides),
                Table.beside("ranking", title: "Ranking", sides),
                Table.beside("rates", title: "Rates at each cutoff, with 95 % intervals", sides),
            ])
    }

    /// What asks the diagnosis alone.
    private static func items(_ request: Request) throws -> [DiagnosisScope.Item] {
        var items: [DiagnosisScope.Item] = []
        for parameter in request.arguments.specification.parameters {
            switch parameter.name {
            case "as_of": continue
            // As they came to, so that it is the same whenever it is asked.
            case "switch": items += try request.instant("switch").map { [("switch", $0.text)] } ?? []
            case "labels_by": items += request.knowledge.labelsBy.map { [("labels_by", $0.text)] } ?? []
            default: items += request.arguments.texts(parameter.name).map { (parameter.name, $0) }
            }
        }
        return items
    }

    /// From the first decision looked at on; open where a side has no beginning.
    private static func window(_ scope: DiagnosisScope, _ evaluated: Timestamp) -> Window {
        var starts: [Timestamp] = []
        for side in [scope.baseline, scope.current] {
            guard let start = side.period?.start ?? side.from?.instant(evaluated: evaluated) else {
                return Window(from: nil, to: nil)
            }
            starts.append(start)
        }
        return Window(from: starts.min(), to: nil)
    }
}

extension Answer {
    /// Asks a question at the position of another.
    init(
        _ name: String, _ items: [(name: String, value: String)], _ request: Request, _ view: borrowing View
    ) throws {
        let question = try Subquestion(name, items)
        self.init(
            question: question, position: request.position,
            document: try question.document(asOf: request.position, request, view))
    }
}
