import Model

extension PlainBook {
    func decision(_ asked: PlainRequest, _ journal: Journal) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        guard let id = asked.identifier("id"), let made = state.decision(id) else {
            throw PlainFailure("not_found", "id")
        }
        let label = state.label(of: made)
        let threshold = PlainThreshold(made, state)
        var document = PlainDocument(
            "decision", title: "Decision \(id.text)", parameters: try asked.echo(),
            definitions: [
                "label.current", "label.first", "threshold.in-force", "pairing.of-set-nearest",
            ])
        if let threshold, threshold.disagrees, let policy = threshold.policyValue {
            document.findings = [
                .init(
                    severity: .warning, code: "threshold-disagreement",
                    text: "The decision was made with another threshold than the policy in force sets.",
                    evidence: [("threshold", .sent(threshold.value)), ("policy_threshold", .sent(policy))])
            ]
        }
        let check = PlainContractCheck(made, state)
        document.findings += [check.finding].compactMap(\.self)
        document.facts = [
            ("decision", Self.facts(made)), ("threshold", Self.facts(threshold, made)),
            ("label", Self.facts(label, made)), ("contract", check.facts),
            ("record", Self.facts(made.entry, journal)),
        ]
        document.table("violations", ["feature", "kind", "expected", "found"], check.rows)
        document.table("outcomes", Self.outcomeColumns, label.outcomes.map { Self.cells($0, label) })
        document.table(
            "reviews",
            ["position", "id", "at", "by", "verdict", "reason", "tags", "note", "score"],
            state.entries.compactMap { Self.review($0, of: id) })
        document.table(
            "pairs",
            [
                "position", "id", "role", "version", "at", "score", "difference", "action", "replay_set",
                "reason",
            ],
            PlainPairing.pairs(of: made, state, within: asked.span("pair_window") ?? 0).map { pair in
                Self.cells(pair.made, reason: pair.reason, beside: made)
            })
        document.table(
            "segments", ["name", "value"],
            made.decision.segments.map { [.text($0.name), .text($0.value)] })
        document.table(
            "features", ["name", "value", "known_at", "known_after", "contribution"], Self.features(made))
        document.table(
            "context", ["name", "value"], made.decision.context.map { [.text($0.name), .text($0.value)] })
        return document.value
    }

    private static func facts(_ made: PlainDecision) -> [(String, PlainValue)] {
        let decision = made.decision
        let prediction: PlainValue =
            switch decision.prediction {
            case .text(let text): .text(text)
            case .number(let number): .sent(number)
            case nil: .null
            }
        let fallback: PlainValue =
            switch decision.fallback {
            case .flag(let flag): .flag(flag)
            case .text(let text): .text(text)
            case nil: .null
            }
        return [
            ("id", .text(made.id)), ("at", .time(made.at)), ("model", .text(decision.model)),
            ("version", .text(decision.version)), ("role", .text(decision.role.rawValue)),
            ("subject", .text(decision.subject)), ("score", .sent(decision.score)),
            ("prediction", prediction), ("threshold", .sent(decision.threshold)),
            ("action", .text(decision.action)), ("confidence", .sent(decision.confidence)),
            ("interval_low", .sent(decision.interval?.low)),
            ("interval_high", .sent(decision.interval?.high)), ("value", .sent(decision.value)),
            ("variant", .text(decision.variant)), ("route", .text(decision.route)),
            ("group", .text(decision.group)), ("of", .text(decision.of)),
            ("replay_set", .text(decision.replaySet)),
            ("latency", .number(decision.latencyMilliseconds.map { $0 / 1_000 })), ("fallback", fallback),
        ]
    }

    private static func facts(_ threshold: PlainThreshold?, _ made: PlainDecision) -> [(String, PlainValue)] {
        let source = threshold.map { $0.policy == nil ? "own" : "policy" }
        var isOver = PlainValue.null
        if let threshold, let score = made.decision.score { isOver = .flag(score >= threshold.value) }
        return [
            ("value", .sent(threshold?.value)), ("source", .text(source)),
            ("policy", .text(threshold?.policy)), ("policy_value", .sent(threshold?.policyValue)),
            ("disagrees", .flag(threshold?.disagrees ?? false)), ("at_or_over", isOver),
        ]
    }

    private static func facts(_ label: PlainLabel, _ made: PlainDecision) -> [(String, PlainValue)] {
        [
            ("label", .label(label.current?.outcome.label)), ("class", .text(label.meaning?.rawValue)),
            ("by", .text(label.current?.outcome.by)), ("at", .time(label.current?.at)),
            ("first_at", .time(label.first?.at)),
            ("delay", label.first.map { .seconds(PlainDelays.microseconds(made, $0)) } ?? .null),
            ("outcomes", .count(label.standing)), ("withdrawn", .count(label.withdrawn)),
        ]
    }

    private static func facts(_ entry: Entry, _ journal: Journal) -> [(String, PlainValue)] {
        [
            ("position", .position(entry.position)), ("recorded", .time(entry.recorded)),
            ("wall_clock", .time(entry.wallClock)), ("uid", .integer(Int64(entry.user))),
            ("bytes", .count(entry.line.utf8.count)),
            ("digest", .text(journal.digests[Int(entry.position) - 1])),
            ("unknown_fields", .list(entry.event.unknownFields.map { .text($0) })),
            ("event", .text(entry.line)),
        ]
    }

    private static let outcomeColumns = [
        "position", "id", "at", "label", "by", "value", "for", "standing", "first", "withdrawn_by", "event",
    ]

    private static func cells(_ outcome: PlainOutcome, _ label: PlainLabel) -> [PlainValue] {
        [
            .position(outcome.position), .text(outcome.entry.event.id), .time(outcome.at),
            .label(outcome.outcome.label), .text(outcome.outcome.by), .sent(outcome.outcome.value),
            .text(outcome.isDirect ? "decision" : "subject"), .text(label.standing(of: outcome)),
            .flag(outcome.position == label.first?.position),
            outcome.withdrawnBy.map { .position($0) } ?? .null, .text(outcome.entry.line),
        ]
    }

    private static func review(_ entry: Entry, of id: Identifier) -> [PlainValue]? {
        guard case .review(let review) = entry.event.body, case .decision(id) = review.target else {
            return nil
        }
        return [
            .position(entry.position), .text(entry.event.id), .time(entry.event.at), .text(review.by),
            .text(review.verdict.rawValue), .text(review.reason), .list(review.tags.map { .text($0) }),
            .text(review.note), .sent(review.score),
        ]
    }

    private static func cells(_ other: PlainDecision, reason: String, beside made: PlainDecision)
        -> [PlainValue]
    {
        var difference: Double?
        if let theirs = other.decision.score, let own = made.decision.score { difference = theirs - own }
        return [
            .position(other.position), .text(other.id), .text(other.series.role.rawValue),
            .text(other.series.version), .time(other.at), .sent(other.decision.score), .number(difference),
            .text(other.decision.action), .text(other.decision.replaySet), .text(reason),
        ]
    }

    /// Features in the order of the event, then what has only a time, then what has only a contribution.
    private static func features(_ made: PlainDecision) -> [[PlainValue]] {
        let decision = made.decision
        var names: [Identifier] = []
        let all =
            decision.features.map(\.name) + decision.featureTimes.map(\.name)
            + decision.contributions.map(\.name)
        for name in all where !names.contains(name) { names.append(name) }
        return names.map { name in
            let value: PlainValue =
                switch decision.features.first(where: { $0.name == name })?.value {
                case .number(let number): .sent(number)
                case .text(let text): .text(text)
                case .boolean(let flag): .flag(flag)
                case .null, nil: .null
                }
            let time = decision.featureTimes.first { $0.name == name }?.value
            return [
                .text(name), value, .time(time), time.map { .flag($0 > made.at) } ?? .null,
                .sent(decision.contributions.first { $0.name == name }?.value),
            ]
        }
    }
}

/// The decisions that stand beside one.
enum PlainPairing {
    /// Looked at are the other decisions of the subject and model, and the one that `of` names; from each
    /// series come those that name this one; else the one that it names; else, for a decision of a replay
    /// set, the last of that set; else, between live and shadow or replay, the nearest in time that is bound
    /// to no other.
    static func pairs(
        of made: PlainDecision, _ state: PlainState, within window: Int128
    ) -> [(made: PlainDecision, reason: String)] {
        let others = state.decisions.filter { other in
            other.position != made.position && other.series.model == made.series.model
                && (other.decision.subject == made.decision.subject || other.id == made.decision.of)
        }
        return state.series.flatMap { series in
            pairs(of: made, others.filter { $0.series == series }, within: window)
        }
    }

    private static func pairs(
        of made: PlainDecision, _ others: [PlainDecision], within window: Int128
    ) -> [(made: PlainDecision, reason: String)] {
        let naming = others.filter { $0.decision.of == made.id }
        if !naming.isEmpty { return naming.map { ($0, "of") } }
        if let named = others.first(where: { $0.id == made.decision.of }) { return [(named, "names it")] }
        if let set = made.decision.replaySet {
            return others.last { $0.decision.replaySet == set }.map { [($0, "replay_set")] } ?? []
        }
        guard let role = others.first?.series.role, made.decision.of == nil,
            (made.series.role == .live) != (role == .live), made.series.role != .reference,
            role != .reference
        else { return [] }
        func distance(_ other: PlainDecision) -> Int128 {
            (Int128(other.at.microseconds) - Int128(made.at.microseconds)).magnitude128
        }
        let near = others.filter {
            $0.decision.of == nil && $0.decision.replaySet == nil && distance($0) <= window
        }
        let nearest = near.min { (distance($0), $0.position) < (distance($1), $1.position) }
        return nearest.map { [($0, "nearest")] } ?? []
    }
}

extension Int128 {
    fileprivate var magnitude128: Int128 { self < 0 ? -self : self }
}
