import Documents
import Model
import Projections
import Wire

/// What a promotion asked, all of one snapshot as of one position.
struct PromotionAnswers: Sendable {
    let model: Identifier
    let version: Identifier
    /// The version that it would replace, and why that one; nil where none is live.
    let beside: (version: Identifier, source: String)?
    let bounds: PromotionBounds
    /// The policy whose review rules are in force.
    let policy: PolicyTimeline.PolicyEntry?
    /// Shadow decisions beside those of the version in use; nil where there is nothing to hold it beside.
    private(set) var shadow: Answer?
    /// Of the newest replay set that both scored.
    private(set) var replay: Answer?
    private(set) var contract: Answer?
    /// Reviews of the version, in position order.
    let reviews: [(row: DocumentRow, review: Review)]
    /// Questions that could not be answered, with why.
    private(set) var failures: [(question: Subquestion, why: String)] = []

    /// Replay sets that are tried, the newest first.
    private static let setsMax = 8

    /// Cost: that of the questions, each a pass or a few over the decisions of both versions.
    init(_ request: Request, _ view: borrowing View) throws {
        let arguments = request.arguments
        let model = arguments.identifier("model") ?? Identifier("")
        let version = arguments.identifier("version") ?? Identifier("")
        (self.model, self.version) = (model, version)
        let timeline = try PolicyTimeline(of: model, request, view)
        let policy = timeline.policy(.reviewRules, at: request.knowledge.evaluated)
        self.policy = policy
        bounds = PromotionBounds(policy?.policy.reviewRules ?? [], policy: policy?.row.id.text ?? "")
        beside = try Self.beside(model, version, timeline, request, view)
        reviews = try Self.reviews(model, version, request, view)
        let labelsBy = request.knowledge.labelsBy.map { [(name: "labels_by", value: $0.text)] } ?? []
        let about = (name: "model", value: model.text)
        var current = SelectionArgument()
        (current.roles, current.versions) = ([.shadow], [version])
        contract = try ask(
            "contract-violations",
            [about, ("version", version.text), ("role", Role.shadow.rawValue)], request, view)
        guard let beside else { return }
        var baseline = SelectionArgument()
        (baseline.roles, baseline.versions) = ([.live], [beside.version])
        shadow = try ask(
            "shadow",
            [about, ("baseline", baseline.text), ("current", current.text)] + labelsBy, request, view)
        try askReplay(beside.version, labelsBy, request, view)
    }

    /// The newest set that both versions scored.
    private mutating func askReplay(
        _ before: Identifier, _ labelsBy: [(name: String, value: String)], _ request: Request,
        _ view: borrowing View
    ) throws {
        let isReplayed = try view.series().contains {
            $0.model == model && $0.version == version && $0.role == .replay
        }
        guard isReplayed else { return }
        let sets = try view.documents(.replaySet, model: model, asOf: request.position)
        for set in sets.sorted(by: { $0.position > $1.position }).prefix(Self.setsMax) {
            let answer = try ask(
                "replay-diff",
                [("name", set.id.text), ("versions", before.text), ("versions", version.text)] + labelsBy,
                request, view)
            if let answer, answer.fact("pairs", "pairs")?.number ?? 0 > 0 {
                replay = answer
                return
            }
        }
    }

    /// The version in use beside which another one is judged: as asked, else that of the last deployment,
    /// else the one whose live decisions are the newest; never the judged one.
    private static func beside(
        _ model: Identifier, _ version: Identifier, _ timeline: PolicyTimeline, _ request: Request,
        _ view: borrowing View
    ) throws -> (version: Identifier, source: String)? {
        if let asked = request.arguments.identifier("beside") {
            guard asked != version else {
                throw QueryFailure(
                    .badParameter, "beside is the version itself; expected the one that it would replace",
                    parameter: "beside")
            }
            return (asked, "given")
        }
        let live = try DiagnosisScope.versions(of: model, .live, request, view).filter {
            $0.version != version
        }
        let evaluated = request.knowledge.evaluated
        let deployed = timeline.deployments.last { entry in
            entry.row.at <= evaluated && live.contains { $0.version == entry.deployment.version }
        }
        if let deployed { return (deployed.deployment.version, "deployment \(deployed.row.id.text)") }
        let newest = live.max { ($0.last, $0.version) < ($1.last, $1.version) }
        return newest.map { ($0.version, "its live decisions are the newest") }
    }

    private static func reviews(
        _ model: Identifier, _ version: Identifier, _ request: Request, _ view: borrowing View
    ) throws -> [(row: DocumentRow, review: Review)] {
        try view.documents(.review, model: model, asOf: request.position).compactMap { row in
            guard row.version == version,
                case .review(let review) = try view.event(at: row.position).body
            else { return nil }
            return (row, review)
        }
    }

    /// Nil where the question cannot be answered for what there is; the reason is kept.
    private mutating func ask(
        _ name: String, _ items: [(name: String, value: String)], _ request: Request, _ view: borrowing View
    ) throws -> Answer? {
        let question = try Subquestion(name, items)
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

    /// All answers.
    var all: [Answer] { [shadow, replay, contract].compactMap(\.self) }
}
