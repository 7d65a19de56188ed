package import Model

/// A decision with what is known of it, as plain as questions about scores and labels need it.
package struct PlainScored: Sendable {
    package let position: Position
    package let id: Identifier
    package let at: Timestamp
    package let decision: Decision
    /// The threshold in force.
    package let threshold: Double?
    /// What the policy in force says beside the decision's own threshold; nil without either.
    package let policyThreshold: Double?
    /// What the current label means: positive, negative, excluded, unmapped, numeric; nil without one.
    package let label: String?
    /// Who gave the current label, and the definition that it states; numbers and empty texts state none.
    package let labeller: Identifier?
    package let definition: String?
    /// From the decision to its first outcome, in seconds.
    package let delay: Double?
    /// The money that the current outcome states.
    package let amount: Double?

    package var isPositive: Bool { label == "positive" }
    package var isNegative: Bool { label == "negative" }
}

extension PlainBook {
    /// Every decision known at a position, in position order.
    package func scored(asOf position: Position, labelsBy: Timestamp? = nil) -> [PlainScored] {
        let state = PlainState(self, position, labelsBy: labelsBy)
        return state.decisions.map { made in
            let label = state.label(of: made)
            let outcome = label.current?.outcome
            let threshold = PlainThreshold(made, state)
            return PlainScored(
                position: made.position, id: made.id, at: made.at, decision: made.decision,
                threshold: threshold?.value, policyThreshold: threshold?.policyValue,
                label: label.meaning?.rawValue, labeller: outcome?.by,
                definition: Self.definition(outcome),
                delay: label.first.map {
                    Double($0.at.microseconds - made.at.microseconds) / 1_000_000
                }, amount: label.current?.outcome.value)
        }
    }

    private static func definition(_ outcome: Outcome?) -> String? {
        guard let outcome, let text = outcome.definition, !text.isEmpty else { return nil }
        if case .number = outcome.label { return nil }
        return text
    }

    /// The score range that a version's contract states, with its kind.
    package func scoreRange(
        _ model: Identifier, _ version: Identifier, asOf position: Position
    ) -> Contract.ScoreRange? {
        PlainState(self, position, labelsBy: nil).contract(model, version)?.score
    }
}
