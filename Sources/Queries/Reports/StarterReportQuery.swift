import Documents
import Model
import Projections
import Wire

/// One page to start with: the last days beside training, and what to set up next.
struct StarterReportQuery: Query {
    static let name = "starter-report"

    /// Cost: that of a diagnosis.
    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let scope = try StarterScope(request, view)
        let question = try Subquestion("diagnosis", scope.sides + scope.labelsBy)
        let diagnosis = try DiagnosisQuery.diagnosis(
            try question.request(asOf: request.position, request, view), view)
        let page = DiagnosisPage(diagnosis)
        let whole = Answer(
            question: question, position: request.position,
            document: Document(
                name: "diagnosis", title: "", definitions: page.definitions, findings: page.findings,
                sections: page.sections))
        let answers = diagnosis.answers
        let feedback = try Answer("feedback", scope.live + scope.labelsBy, request, view)
        let labelled = answers.leakage?.fact("decisions", "labelled")?.number ?? 0
        let setup = try StarterSetup(scope, labelled: labelled, request, view)
        let features = StarterFeatures(
            drift: answers.drift, leakage: answers.leakage,
            most: Int(request.arguments.integer("features") ?? 20))
        var report = CompositePage()
        report.add(
            "gates", "The five gates", from: [whole], missing: "",
            [whole.facts("diagnosis"), whole.table("gates")])
        report.add(
            "features",
            scope.hasReference ? "Features beside the reference rows" : "Features beside the days before",
            from: [answers.drift, answers.leakage], missing: "no features", [.table(features.table)])
        try Self.addParity(scope, Set(features.ranked.map { Array($0.utf8) }), to: &report, request, view)
        try Self.addReplay(scope, setup, to: &report, request, view)
        report.add(
            "labels", "Label feedback", from: [feedback], missing: "",
            [feedback.table("totals"), feedback.table("periods")])
        let sections =
            report.sections + [.table(Self.next(setup)), report.said(without: ["gates"]), report.asked]
        return .document(
            Document(
                name: Self.name,
                title: "Starter run of \(scope.model.text)"
                    + (scope.version.map { " \($0.text)" } ?? "") + ", \(scope.days) days",
                parameters: try request.parameters([
                    Fact("baseline_used", "baseline used", .text(scope.baseline.text)),
                    Fact("current_used", "current used", .text(scope.current.text)),
                ]),
                definitions: report.definitions(), findings: page.findings + Self.findings(setup),
                sections: sections))
    }

    /// Live beside the reference rows or the replays, as far as there are any.
    private static func addParity(
        _ scope: StarterScope, _ shown: Set<[UInt8]>, to report: inout CompositePage, _ request: Request,
        _ view: borrowing View
    ) throws {
        let parity = try Answer(
            "parity", scope.live.filter { $0.name != "role" }, request, view)
        report.add(
            "parity", "Parity by role", from: [parity], missing: "",
            [
                parity.table("service"),
                parity.table("features", prefixed: "parity") { row in
                    guard case .text(let name)? = row["feature"] else { return false }
                    return shown.contains(Array(name.utf8))
                },
            ])
    }

    private static func addReplay(
        _ scope: StarterScope, _ setup: StarterSetup, to report: inout CompositePage, _ request: Request,
        _ view: borrowing View
    ) throws {
        var (answer, why): (Answer?, String) = (nil, "there is none")
        if let set = setup.newestSet {
            do {
                answer = try Answer("replay-diff", [("name", set.text)] + scope.labelsBy, request, view)
            } catch let failure as QueryFailure {
                try request.deadline.check()
                why = failure.detail
            }
        }
        report.add(
            "replay", "The newest replay set, by the two newest versions that scored it", from: [answer],
            missing: why,
            ["overall", "outcomes"].map { answer?.table($0, prefixed: "replay") })
    }

    private static func next(_ setup: StarterSetup) -> Table {
        Table(
            key: "next", title: "What to set up next",
            columns: [
                Table.Column("what", "what"), Table.Column("why", "because"),
                Table.Column("command", "command"),
            ],
            rows: setup.steps.map { [.text($0.what), .text($0.why), .text($0.command)] },
            empty: "nothing: all that the gates look at is there")
    }

    private static func findings(_ setup: StarterSetup) -> [Finding] {
        guard !setup.steps.isEmpty else { return [] }
        return [
            Finding(
                .notice, code: "set-up-next",
                text: "Not there yet: \(setup.steps.map(\.what).joined(separator: ", ")).",
                evidence: [Fact("steps", "steps", .count(setup.steps.count))])
        ]
    }
}
