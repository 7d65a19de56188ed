extension SimulatedText {
    /// What a decision says beside its inputs and its score.
    struct Written: Sendable {
        var fallback: String?
        var action: String?
        var threshold: Double?
        /// Milliseconds.
        var latency: Double?
        var of: String?
        var replaySet: String?
    }
}

extension SimulationRun {
    /// A decision as its producer logs it.
    func text(
        _ id: String, at: Int64, isAfter: Bool, role: String, _ subject: String, _ served: SimulatedRow,
        _ answer: SimulatedScorer.Answer?, _ written: SimulatedText.Written
    ) -> String {
        var event = SimulatedText("decision", id: id, at: Self.text(at))
        event.add("model", world.model)
        event.add("version", isAfter ? "v2" : "v1")
        event.add("role", role)
        event.add("subject", subject)
        if let answer {
            event.add("score", answer.score)
            event.add("confidence", answer.confidence)
        }
        if let fallback = written.fallback { event.add("fallback", fallback) }
        if let threshold = written.threshold { event.add("threshold", threshold) }
        if let action = written.action { event.add("action", action) }
        let segments = zip(world.segments, served.segments).map {
            (name: $0.name, json: "\"\($0.values[$1])\"")
        }
        event.add("segments", json: SimulatedText.members(segments))
        event.add("features", json: SimulatedText.members(features(id, served, isAfter: isAfter)))
        if let latency = written.latency {
            event.add("latency_ms", SimulatedNumbers.rounded(latency, 1))
        }
        if let of = written.of { event.add("of", of) }
        if let replaySet = written.replaySet { event.add("replay_set", replaySet) }
        return event.line
    }

    private func features(
        _ id: String, _ served: SimulatedRow, isAfter: Bool
    ) -> [(name: String, json: String)] {
        var members: [(name: String, json: String)] = []
        members.reserveCapacity(served.cells.count + 1)
        for (place, feature) in world.features.enumerated() {
            guard let json = feature.json(served.cells[place]) else { continue }
            members.append((feature.name, json))
            guard isAfter else { continue }
            switch plan.effect {
            case .renamed(let renamed, let name) where renamed == place:
                members[members.count - 1].name = name
            case .asText(let quoted) where quoted == place: members[members.count - 1].json = "\"\(json)\""
            default: break
            }
        }
        if isAfter, case .newFeature(let name) = plan.effect {
            // Any number will do that the decision's name gives: nothing depends on it.
            var random = SeededGenerator(seed: id.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
            members.append((name, SimulatedText.number(random.exponential(mean: 300).rounded())))
        }
        return members
    }
}
