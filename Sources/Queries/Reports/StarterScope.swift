import Documents
import Model
import Projections
import Wire

/// What a starter run looks at: the newest live version's last days, beside what it was trained on.
struct StarterScope: Sendable {
    typealias Item = DiagnosisScope.Item

    let model: Identifier
    /// Nil where nothing is live.
    let version: Identifier?
    let days: Int64
    /// `[from, to)`; `to` is just after the evaluation time.
    let from: Timestamp
    let to: Timestamp
    let baseline: SelectionArgument
    let current: SelectionArgument
    /// Whether the baseline are reference rows, and not the days before.
    let hasReference: Bool
    let labelsBy: [Item]

    init(_ request: Request, _ view: borrowing View) throws {
        let model = request.arguments.identifier("model") ?? Identifier("")
        self.model = model
        days = request.arguments.integer("days") ?? 14
        labelsBy = request.knowledge.labelsBy.map { [("labels_by", $0.text)] } ?? []
        let series = try view.series().filter { $0.model == model }
        guard try series.contains(where: { try view.isKnown($0, asOf: request.position) }) else {
            throw QueryFailure(
                .notFound, "the ledger holds no decision of the model \(model.text)", parameter: "model")
        }
        let evaluated = request.knowledge.evaluated.microseconds
        let length = days * 86_400_000_000
        to = Timestamp(microseconds: evaluated + 1)
        from = Timestamp(microseconds: max(0, evaluated - length))
        let live = try DiagnosisScope.versions(of: model, .live, request, view)
        let (start, end) = (from, to)
        let version = (live.last { $0.last >= start && $0.first < end } ?? live.last)?.version
        self.version = version
        let references = try DiagnosisScope.versions(of: model, .reference, request, view)
        hasReference = references.contains { $0.version == version }
        var (baseline, current) = (SelectionArgument(), SelectionArgument())
        current.roles = [.live]
        current.versions = version.map { [$0] } ?? []
        (current.from, current.to) = (.instant(from), .instant(to))
        if hasReference {
            baseline.roles = [.reference]
            baseline.versions = current.versions
        } else {
            // Of whatever version: one that has just begun has no days before.
            baseline.roles = [.live]
            baseline.from = .instant(Timestamp(microseconds: max(0, evaluated - 2 * length)))
            baseline.to = .instant(from)
        }
        (self.baseline, self.current) = (baseline, current)
    }

    /// For a question about the live decisions alone.
    var live: [Item] {
        [("model", model.text)] + (version.map { [("version", $0.text)] } ?? [])
            + [("role", "live"), ("from", from.text), ("to", to.text)]
    }

    var sides: [Item] {
        [("model", model.text), ("baseline", baseline.text), ("current", current.text)]
    }
}

/// What is there to judge a model by, and what is not yet.
struct StarterSetup: Sendable {
    /// One thing to set up.
    struct Step: Sendable {
        let what: String
        let why: String
        let command: String
    }

    private(set) var steps: [Step] = []
    /// The newest replay set.
    let newestSet: Identifier?

    /// - Parameter labelled: labelled decisions of the days looked at.
    init(_ scope: StarterScope, labelled: Double, _ request: Request, _ view: borrowing View) throws {
        let model = scope.model
        let sets = try view.documents(.replaySet, model: model, asOf: request.position)
        newestSet = sets.max { $0.position < $1.position }?.id
        let series = try view.series().filter { $0.model == model }
        func has(_ role: Role, _ version: Identifier?, _ view: borrowing View) throws -> Bool {
            try series.contains {
                try $0.role == role && (version == nil || $0.version == version)
                    && view.isKnown($0, asOf: request.position)
            }
        }
        if let version = scope.version,
            try view.contractInForce(model: model, version: version, asOf: request.position) == nil
        {
            steps.append(
                Step(
                    what: "contract of \(version.text)",
                    why:
                        "ranges, units and required features are guessed from what came until one states them",
                    command: "daybook contract register contract.json"))
        }
        if try view.documents(.policy, model: model, asOf: request.position).isEmpty {
            steps.append(
                Step(
                    what: "policy",
                    why: "no threshold and no costs are on record, so cutoffs cannot be judged",
                    command: "daybook append policy.ndjson"))
        }
        if try view.documents(.deployment, model: model, asOf: request.position).isEmpty {
            steps.append(
                Step(
                    what: "deployment", why: "when a version took over is guessed from its first decision",
                    command: "daybook append deployment.ndjson"))
        }
        if !scope.hasReference {
            steps.append(
                Step(
                    what: "reference rows",
                    why:
                        "whether live is fed as training was cannot be told; append training rows with role reference",
                    command: "daybook append reference.ndjson"))
        }
        try addPairs(
            scope, labelled: labelled, hasReplay: has(.replay, scope.version, view),
            hasShadow: has(.shadow, nil, view))
    }

    private mutating func addPairs(
        _ scope: StarterScope, labelled: Double, hasReplay: Bool, hasShadow: Bool
    ) {
        let model: [DiagnosisScope.Item] = [("model", scope.model.text)]
        if newestSet == nil {
            steps.append(
                Step(
                    what: "replay set", why: "no frozen inputs are there to score by the next version",
                    command: Self.command("replay-candidates", model, name: "baseline")))
        } else if !hasReplay, let set = newestSet {
            steps.append(
                Step(
                    what: "scores of the replay set",
                    why: "\(scope.version?.text ?? "the live version") has not scored \(set.text) again",
                    command: Self.command("replay-export", [("name", set.text)])))
        }
        if !hasShadow {
            steps.append(
                Step(
                    what: "shadow decisions",
                    why:
                        "no version was scored beside the live one; append its decisions with role shadow and of",
                    command: Self.command("shadow", model)))
        }
        if labelled < DiagnosisRule.labelsMin {
            steps.append(
                Step(
                    what: "labels",
                    why: "\(Int(labelled)) of the decisions of these days are labelled; a verdict takes "
                        + "\(Int(DiagnosisRule.labelsMin))",
                    command: labelled == 0
                        ? "daybook append outcomes.ndjson" : Self.command("feedback", scope.live)))
        }
    }

    private static func command(_ name: String, _ items: [DiagnosisScope.Item], name set: String? = nil)
        -> String
    {
        let question = QuerySpecifications.named(name)
        let command = question?.commandLine(items) ?? ""
        guard let set, let verb = question?.verb.joined(separator: " ") else { return command }
        // A new set's name stands behind the verb and is no parameter of the question.
        return "daybook \(verb) \(set)" + command.dropFirst("daybook \(verb)".count)
    }
}
