import Model
import Projections
import Wire

/// Asks the questions of a diagnosis, each as anyone would, on the thread and the snapshot of the caller.
struct DiagnosisAsker: Sendable {
    /// Questions that need nothing of each other, the longest first.
    enum Job: CaseIterable {
        case drift, contract, concept, labels, calibrate, performanceBefore, performance, compare, leakage,
            pairs, rules
    }

    private typealias Part = DiagnosisAnswers.Part
    private typealias Asked = DiagnosisAnswers.Asked

    private let scope: DiagnosisScope
    private let request: Request
    private let labelsBy: [DiagnosisScope.Item]

    init(_ scope: DiagnosisScope, _ request: Request) {
        self.scope = scope
        self.request = request
        labelsBy = request.knowledge.labelsBy.map { [("labels_by", $0.text)] } ?? []
    }

    /// What comes before the others: the share that was called before is what performance is seen at.
    func workflow(_ view: borrowing View) throws -> DiagnosisAnswers.Asked {
        var asked = Asked()
        try ask(.workflow, "workflow", scope.sides, into: &asked, view)
        return asked
    }

    /// - Parameter called: the share of the baseline that was called.
    func answers(
        _ job: Job, called: Double?, _ view: borrowing View
    ) throws -> DiagnosisAnswers.Asked {
        var asked = Asked()
        let cut = called.map { [("percentile", "\(max(0, min(1, 1 - $0)))")] } ?? []
        let (baseline, current) = (scope.items(scope.baseline), scope.items(scope.current))
        switch job {
        case .drift: try ask(.drift, "drift", scope.sides, into: &asked, view)
        case .labels: try ask(.labels, "labels", scope.sides, into: &asked, view)
        case .compare: try ask(.compare, "compare", scope.sides, into: &asked, view)
        case .calibrate: try ask(.calibrate, "calibrate", scope.sides, into: &asked, view)
        case .concept: try ask(.concept, "concept", scope.sides, into: &asked, view)
        case .contract:
            try ask(.contract, "contract-violations", current, into: &asked, view)
            // What was broken before matters only where something is broken now.
            if asked.answers[.contract]?.rows("violations") ?? 0 > 0 {
                try ask(.contractBefore, "contract-violations", baseline, into: &asked, view)
            }
        case .rules:
            let items = scope.after.map { [("model", scope.model.text), ("version", $0.text)] }
            try ask(.rules, "contract", items, into: &asked, view)
        case .performanceBefore:
            let items = baseline.map { $0 + [("by", "none")] + cut }
            try ask(.performanceBefore, "performance", items, into: &asked, view)
        case .performance:
            let items = current.map { $0 + [("by", "none")] + cut }
            try ask(.performance, "performance", items, into: &asked, view)
        case .leakage: try ask(.leakage, "leakage", current, into: &asked, view)
        case .pairs: try askPairs(into: &asked, view)
        }
        return asked
    }

    /// Shadow decisions beside the version before, and the newest set that both versions scored.
    private func askPairs(into asked: inout DiagnosisAnswers.Asked, _ view: borrowing View) throws {
        guard let versions = scope.versions else { return }
        func pairs(_ part: DiagnosisAnswers.Part) -> Double {
            asked.answers[part]?.fact("pairs", "pairs")?.number ?? 0
        }
        // Either the version since was scored beside the one before, or the one before beside it.
        let series = try view.series().filter { $0.model == scope.model && $0.role == .shadow }
        let window: [DiagnosisScope.Item] = scope.window.from.map { [("from", $0.text)] } ?? []
        let both = [("versions", versions.before.text), ("versions", versions.after.text)]
        if series.contains(where: { $0.version == versions.after }) {
            try ask(
                .shadow, "shadow", [("model", scope.model.text)] + both + window, into: &asked, view)
        }
        if series.contains(where: { $0.version == versions.before }), pairs(.shadow) == 0 {
            var (before, after) = (SelectionArgument(), SelectionArgument())
            (before.roles, before.versions) = ([.shadow], [versions.before])
            (after.roles, after.versions) = ([.live], [versions.after])
            let sides = [("baseline", before.text), ("current", after.text)]
            try ask(
                .shadow, "shadow", [("model", scope.model.text)] + sides + window, into: &asked, view)
        }
        let isReplayed = try view.series().contains {
            $0.model == scope.model && $0.version == versions.after && $0.role == .replay
        }
        guard isReplayed else { return }
        let sets = try view.documents(.replaySet, model: scope.model, asOf: request.position)
        for set in sets.sorted(by: { $0.position > $1.position }).prefix(3) {
            let before = asked.answers[.replay]
            let found = pairs(.replay)
            try ask(.replay, "replay-diff", [("name", set.id.text)] + both, into: &asked, view)
            if found > 0 { asked.answers[.replay] = before }
            if pairs(.replay) >= Double(PairFindings.least) { break }
        }
    }

    /// Asks one question, with the bound on labels where it takes one. One that cannot be answered for what
    /// there is leaves the answer as it was, and its reason. What is wrong with the sides is wrong with what
    /// was asked, so it is thrown.
    ///
    /// - Parameter items: nil where the sides cannot be said so, and it is not asked.
    private func ask(
        _ part: DiagnosisAnswers.Part, _ name: String, _ items: [DiagnosisScope.Item]?,
        into asked: inout DiagnosisAnswers.Asked, _ view: borrowing View
    ) throws {
        guard let items else { return }
        let takesLabels = QuerySpecifications.named(name)?.parameter("labels_by") != nil
        let question = try Subquestion(name, items + (takesLabels ? labelsBy : []))
        do {
            asked.answers[part] = Answer(
                question: question, position: request.position,
                document: try question.document(asOf: request.position, request, view))
        } catch let failure as QueryFailure {
            // Out of time is the end of the whole; too much to hold is the end of this question.
            try request.deadline.check()
            if failure.code == .badParameter, DiagnosisAnswers.isEssential(name) { throw failure }
            asked.failures.append((question, failure.detail))
        }
    }
}
