package import Model

/// How far an outcome for a subject reaches: the contract's roles and window, or the defaults.
struct SubjectReach {
    let roles: [Role]
    private let window: Model.Span?

    init(_ contract: Contract?) {
        roles = contract?.outcomeRoles ?? [.live, .shadow]
        window = contract?.outcomeWindow
    }

    /// Whether the outcome is not before the decision and not later than the window after it (inclusive).
    func covers(decisionAt: Timestamp, outcomeAt: Timestamp) -> Bool {
        guard outcomeAt >= decisionAt else { return false }
        guard let window else { return true }
        guard let end = decisionAt.adding(window) else { return true }
        return outcomeAt <= end
    }
}

extension LabelState {
    /// Puts a label together from the outcomes that bear on a decision.
    ///
    /// Among those that stand, one for the decision itself beats one for its subject. Within each, the
    /// greatest position wins; with *labels by* (`byTime`), the greatest (`at`, position).
    init(of outcomes: [OutcomeRow], byTime: Bool, contract: Contract?) {
        var current: OutcomeRow?
        var first: OutcomeRow?
        var count = 0
        for outcome in outcomes where outcome.withdrawnBy == nil {
            count += 1
            if let best = current {
                if Self.beats(outcome, best, byTime: byTime) { current = outcome }
            } else {
                current = outcome
            }
            if let earliest = first, (earliest.at, earliest.position) <= (outcome.at, outcome.position) {
                continue
            }
            first = outcome
        }
        self.init(
            current: current, first: first, count: count, withdrawn: outcomes.count - count,
            labelClass: current.map { Self.meaning(of: $0.label, under: contract) })
    }

    private static func beats(_ a: OutcomeRow, _ b: OutcomeRow, byTime: Bool) -> Bool {
        if a.direct != b.direct { return a.direct }
        return byTime ? (a.at, a.position) > (b.at, b.position) : a.position > b.position
    }

    /// What a label means: the contract's lists first; then true and false always map; else a text is
    /// unmapped and a number is a value.
    package static func meaning(of label: Label, under contract: Contract?) -> LabelClass {
        if let rule = contract?.labels {
            if rule.positive.contains(label) { return .positive }
            if rule.negative.contains(label) { return .negative }
            if rule.excluded.contains(label) { return .excluded }
        }
        return switch label {
        case .boolean(true): .positive
        case .boolean(false): .negative
        case .text: .unmapped
        case .number: .numeric
        }
    }
}
