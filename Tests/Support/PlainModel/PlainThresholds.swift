import Model

/// The threshold in force for a decision.
struct PlainThreshold {
    let value: Double
    /// The policy that it is taken from; nil when the decision states it.
    let policy: Identifier?
    /// What the policy in force says beside the decision's own.
    let policyValue: Double?

    var disagrees: Bool { policyValue.map { $0 != value } ?? false }

    /// The decision's own; else that of the policy with the greatest (`at`, position) not after the
    /// decision's `at` among those that set thresholds: its segments' in byte order first, then the one for
    /// all. Nil when there is none.
    init?(_ made: PlainDecision, _ state: PlainState) {
        var best: (entry: PlainBook.Entry, policy: Policy)?
        for entry in state.entries {
            guard case .policy(let policy) = entry.event.body, policy.model == made.series.model,
                policy.threshold != nil || policy.thresholds != nil, entry.event.at <= made.at,
                best.map({ entry.event.at >= $0.entry.event.at }) ?? true
            else { continue }
            best = (entry, policy)
        }
        var stated = best?.policy.threshold
        for segment in (best?.policy.thresholds ?? []).sorted(by: { $0.name > $1.name }) {
            // The first in byte order is looked at last, and so wins.
            guard let value = made.segment(segment.name) else { continue }
            if let found = segment.value.first(where: { $0.name == value }) { stated = found.value }
        }
        if let own = made.decision.threshold {
            self.init(value: own, policy: nil, policyValue: stated)
        } else if let stated {
            self.init(value: stated, policy: best?.entry.event.id, policyValue: nil)
        } else {
            return nil
        }
    }

    private init(value: Double, policy: Identifier?, policyValue: Double?) {
        self.value = value
        self.policy = policy
        self.policyValue = policyValue
    }
}
