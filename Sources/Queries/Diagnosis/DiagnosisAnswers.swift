import Documents
import Model
import Projections
import Wire

/// What a diagnosis asked, all of one snapshot as of one position.
struct DiagnosisAnswers: Sendable {
    let scope: DiagnosisScope
    let evaluated: Timestamp
    /// By name; a question without an answer has none.
    private(set) var contract: Answer?
    /// The same for the baseline.
    private(set) var contractBefore: Answer?
    private(set) var rules: Answer?
    private(set) var workflow: Answer?
    private(set) var drift: Answer?
    private(set) var labels: Answer?
    private(set) var shadow: Answer?
    private(set) var replay: Answer?
    private(set) var compare: Answer?
    private(set) var calibrate: Answer?
    private(set) var performanceBefore: Answer?
    private(set) var performance: Answer?
    private(set) var concept: Answer?
    private(set) var leakage: Answer?
    /// Questions that could not be answered, with why.
    private(set) var failures: [(question: Subquestion, why: String)] = []

    private let labelsBy: [DiagnosisScope.Item]

    /// Cost: that of the questions, each a pass or a few over the two sides.
    init(_ scope: DiagnosisScope, _ request: Request, _ view: borrowing View) throws {
        self.scope = scope
        evaluated = request.knowledge.evaluated
        labelsBy = request.knowledge.labelsBy.map { [("labels_by", $0.text)] } ?? []
        let known = labelsBy
        if let items = scope.items(scope.current) {
            contract = try ask("contract-violations", items, request, view)
        }
        // What was broken before matters only where something is broken now.
        if contract?.rows("violations") ?? 0 > 0, let items = scope.items(scope.baseline) {
            contractBefore = try ask("contract-violations", items, request, view)
        }
        if let after = scope.after {
            rules = try ask(
                "contract", [("model", scope.model.text), ("version", after.text)], request, view)
        }
        workflow = try ask("workflow", scope.sides + known, request, view)
        drift = try ask("drift", scope.sides + known, request, view)
        labels = try ask("labels", scope.sides + known, request, view)
        try askPairs(request, view)
        compare = try ask("compare", scope.sides, request, view)
        calibrate = try ask("calibrate", scope.sides + known, request, view)
        let share = workflow?.cell("shares", [("share", "called")], "share_baseline")?.number
        let cut = share.map { [("percentile", "\(max(0, min(1, 1 - $0)))")] } ?? []
        if let items = scope.items(scope.baseline) {
            performanceBefore = try ask("performance", items + [("by", "none")] + cut + known, request, view)
        }
        if let items = scope.items(scope.current) {
            performance = try ask("performance", items + [("by", "none")] + cut + known, request, view)
            leakage = try ask("leakage", items + known, request, view)
        }
        concept = try ask("concept", scope.sides + known, request, view)
    }

    /// Shadow decisions beside the version before, and the newest set that both versions scored.
    private mutating func askPairs(_ request: Request, _ view: borrowing View) throws {
        guard let versions = scope.versions else { return }
        // Either the version since was scored beside the one before, or the one before beside it.
        let series = try view.series().filter { $0.model == scope.model && $0.role == .shadow }
        let window: [DiagnosisScope.Item] = scope.window.from.map { [("from", $0.text)] } ?? []
        if series.contains(where: { $0.version == versions.after }) {
            shadow = try ask(
                "shadow",
                [
                    ("model", scope.model.text), ("versions", versions.before.text),
                    ("versions", versions.after.text),
                ] + window + labelsBy, request, view)
        }
        if series.contains(where: { $0.version == versions.before }),
            (shadow?.fact("pairs", "pairs")?.number ?? 0) == 0
        {
            var (before, after) = (SelectionArgument(), SelectionArgument())
            (before.roles, before.versions) = ([.shadow], [versions.before])
            (after.roles, after.versions) = ([.live], [versions.after])
            shadow =
                try ask(
                    "shadow",
                    [("model", scope.model.text), ("baseline", before.text), ("current", after.text)] + window
                        + labelsBy, request, view) ?? shadow
        }
        let isReplayed = try view.series().contains {
            $0.model == scope.model && $0.version == versions.after && $0.role == .replay
        }
        guard isReplayed else { return }
        let sets = try view.documents(.replaySet, model: scope.model, asOf: request.position)
        for set in sets.sorted(by: { $0.position > $1.position }).prefix(3) {
            let answer = try ask(
                "replay-diff",
                [
                    ("name", set.id.text), ("versions", versions.before.text),
                    ("versions", versions.after.text),
                ] + labelsBy, request, view)
            if replay == nil || (replay?.fact("pairs", "pairs")?.number ?? 0) == 0 {
                replay = answer ?? replay
            }
            if (replay?.fact("pairs", "pairs")?.number ?? 0) >= Double(PairFindings.least) { break }
        }
    }

    /// Nil where the question cannot be answered for what there is; the reason is kept.
    private mutating func ask(
        _ name: String, _ items: [DiagnosisScope.Item], _ request: Request, _ view: borrowing View
    ) throws -> Answer? {
        let question = try Subquestion(
            name,
            items.filter { item in
                item.name != "labels_by"
                    || QuerySpecifications.named(name)?.parameter("labels_by") != nil
            })
        do {
            return Answer(
                question: question, position: request.position,
                document: try question.document(asOf: request.position, request, view))
        } catch let failure as QueryFailure {
            // Out of time is the end of the whole; too much to hold is the end of this question.
            try request.deadline.check()
            failures.append((question, failure.detail))
            return nil
        }
    }

    /// All answers, in the order of the layers.
    var all: [(layer: DiagnosisLayer, answer: Answer)] {
        let answers: [(DiagnosisLayer, Answer?)] = [
            (.contract, contract), (.contract, contractBefore), (.contract, rules), (.policy, workflow),
            (.parity, drift), (.parity, leakage), (.labels, labels), (.inputs, drift), (.scores, shadow),
            (.scores, replay), (.threshold, compare), (.threshold, calibrate),
            (.accuracy, performanceBefore), (.accuracy, performance), (.concept, concept),
        ]
        return answers.compactMap { layer, answer in answer.map { (layer, $0) } }
    }
}
