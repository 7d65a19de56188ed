import Digest

/// A frozen set of labelled decisions, to be scored again before the release.
struct SimulatedReplay: Sendable {
    static let name = "before-v2"
    static let size = 200

    /// A decision with its label as it was known when the set was frozen.
    struct Candidate: Sendable {
        let decision: SimulatedDecision
        let label: String
    }

    let frozen: Int64

    /// Nil when no label was known in time.
    func candidate(_ decision: SimulatedDecision, _ told: [SimulatedLabels.Told]) -> Candidate? {
        // What is on its way when the set is frozen, some seconds, does not count; so nothing told in the
        // last minute does, and the set's own bound on labels says the same.
        guard let label = told.last(where: { $0.label != nil && $0.at <= bound })?.label else { return nil }
        return Candidate(decision: decision, label: label)
    }

    private var bound: Int64 { frozen - 60_000_000 }

    /// The latest, in the order of time.
    func members(of candidates: [Candidate]) -> [Candidate] { candidates.suffix(Self.size) }

    func event(_ members: [Candidate], model: String) -> String {
        var event = SimulatedText("replay_set", id: Self.name, at: SimulationRun.text(frozen))
        event.add("model", model)
        event.add("members", json: "[" + members.map { "\"\($0.decision.id)\"" }.joined(separator: ",") + "]")
        event.add("criteria", json: #"{"size":\#(Self.size),"version":"v1"}"#)
        event.add("labels_by", SimulationRun.text(bound))
        event.add("digest", Self.digest(members))
        return event.line
    }

    /// As the ledger derives it: id, digest of the decision's bytes, label, each in its order.
    private static func digest(_ members: [Candidate]) -> String {
        var bytes: [UInt8] = []
        func append(_ text: String) {
            let count = UInt32(text.utf8.count)
            for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
            bytes.append(contentsOf: text.utf8)
        }
        for member in members {
            append(member.decision.id)
            SHA256Digest(of: Array(member.decision.text.utf8)).append(to: &bytes)
            append(member.label)
        }
        return SHA256Digest(of: bytes).hex
    }
}
