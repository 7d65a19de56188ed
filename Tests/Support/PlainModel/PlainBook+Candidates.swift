import Model

extension PlainBook {
    func replayCandidates(_ asked: PlainRequest) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        let selection = try PlainSelection(asked)
        guard let model = selection.model else { throw .badParameter("model") }
        let found = selection.choose(state)
        let chosen = found.decisions
        let labelled = chosen.filter { state.label(of: $0).current != nil }
        let pool = labelled.filter { [.positive, .negative].contains(state.label(of: $0).meaning) }
        let size = asked.integer("size")
        let members = Self.draw(
            pool, size: size, seed: UInt64(asked.integer("seed")),
            isStratified: asked.text("stratify") == "label"
        ) { state.label(of: $0).meaning == .positive }
        var digest = PlainDigest()
        for member in members { digest.add(member, state.label(of: member).current?.outcome.label) }
        let parameters = try asked.echo()
        var event: [(String, PlainValue)] = [
            ("type", .text("replay_set")), ("model", .text(model)),
            ("members", .list(members.map { .text($0.id) })), ("criteria", .record(parameters)),
        ]
        if let labelsBy = asked.labelsBy { event.append(("labels_by", .time(labelsBy))) }
        event.append(("digest", .text(digest.hex)))
        var document = PlainDocument(
            "replay-candidates", title: "Candidates for a replay set of \(model.text)",
            parameters: parameters,
            definitions: ["replay-set.sha256.1", "replay-draw.1", "label.current", "where.two-valued"])
        document.facts = [
            (
                "candidates",
                [
                    ("count", .count(members.count)), ("pool", .count(pool.count)),
                    ("unlabelled", .count(chosen.count - labelled.count)),
                    ("unusable", .count(labelled.count - pool.count)),
                ] + found.facts + [
                    ("digest", .text(digest.hex)), ("event", .record(event)),
                ]
            )
        ]
        document.table(
            "members", ["position", "id", "subject", "at", "version", "score", "label"],
            members.map { member in
                [
                    .position(member.position), .text(member.id), .text(member.decision.subject),
                    .time(member.at), .text(member.series.version), .sent(member.decision.score),
                    .label(state.label(of: member).current?.outcome.label),
                ]
            })
        found.note(&document)
        if members.isEmpty {
            document.note(
                "no_data", "No decision of the selection has a label that is positive or negative.")
        } else if members.count < size {
            document.note("fewer", "There are fewer labelled decisions than the \(size) asked for.")
        }
        return document.value
    }

    /// The members in position order. By label, half of each class as far as there are so many; an odd place
    /// goes to the class with more, then to the positive one, and what one class lacks the other fills.
    private static func draw(
        _ pool: [PlainDecision], size: Int, seed: UInt64, isStratified: Bool,
        _ isPositive: (PlainDecision) -> Bool
    ) -> [PlainDecision] {
        var parts = [(pool, size)]
        if isStratified {
            let positive = pool.filter(isPositive)
            let negative = pool.filter { !isPositive($0) }
            let larger = positive.count >= negative.count ? 1 : 0
            let wanted = min(size, pool.count)
            var take = wanted / 2 + (wanted % 2) * larger
            take = max(min(take, positive.count), wanted - negative.count)
            parts = [(positive, take), (negative, wanted - take)]
        }
        return parts.flatMap { take($0.1, of: $0.0, seed) }.sorted { $0.position < $1.position }
    }

    /// The most recent, or the front of a Fisher-Yates shuffle of the pool in position order.
    private static func take(_ count: Int, of pool: [PlainDecision], _ seed: UInt64) -> [PlainDecision] {
        guard count < pool.count else { return pool }
        if seed == 0 {
            return Array(pool.sorted { ($0.at, $0.position) < ($1.at, $1.position) }.suffix(count))
        }
        var rest = pool.sorted { $0.position < $1.position }
        var generator = SeededGenerator(seed: seed)
        for index in 0..<count {
            rest.swapAt(index, index + below(rest.count - index, &generator))
        }
        return Array(rest.prefix(count))
    }

    /// A number under a bound, each as likely: the high half of the product with 64 random bits, drawn again
    /// where the low half lies in the uneven rest (Lemire 2019).
    private static func below(_ bound: Int, _ generator: inout SeededGenerator) -> Int {
        let bound = UInt64(bound)
        let uneven = UInt64((UInt128(1) << 64) % UInt128(bound))
        while true {
            let product = UInt128(generator.next()) * UInt128(bound)
            if UInt64(truncatingIfNeeded: product) >= uneven { return Int(product >> 64) }
        }
    }
}
