package import Model

/// All decisions of one version of one model in one role. Numbered in the order of first appearance, from 1.
package struct Series: Hashable, Sendable {
    package let number: UInt32
    package let model: Identifier
    package let version: Identifier
    package let role: Role
}

/// What queries need of a decision; the rest stands in its record.
package struct DecisionRow: Sendable {
    package let position: Position
    package let series: Series
    /// Which of the series' rows it is, from 0.
    package let row: Int
    package let id: Identifier
    package let at: Timestamp
    package let subject: Identifier
    package let score: Double?
    package let threshold: Double?
    package let action: Identifier?
    package let segments: [(name: Identifier, value: Identifier)]
    package let of: Identifier?
    package let replaySet: Identifier?
    package let fallback: Bool

    /// The value of a segment, nil when the decision does not name it.
    package func segment(_ name: Identifier) -> Identifier? {
        segments.first { $0.name == name }?.value
    }
}

/// One outcome as it bears on a decision or a subject.
package struct OutcomeRow: Sendable {
    package let position: Position
    package let id: Identifier
    package let at: Timestamp
    package let by: Identifier
    package let label: Label
    /// Money, when the outcome carries any.
    package let value: Double?
    /// Whether it names the decision itself, not its subject.
    package let direct: Bool
    /// The position of the withdrawal that took it back, as far as known; nil while it stands.
    package var withdrawnBy: Position?
}

/// An outcome with what it names, for counting those that found nothing.
package struct TargetedOutcome: Sendable {
    package let outcome: OutcomeRow
    package let target: Outcome.Target
}

/// What a label means under the contract in force.
package enum LabelClass: String, Hashable, Sendable {
    case positive, negative, excluded
    /// A text that the contract does not name, or any text without a contract.
    case unmapped
    /// A number that the contract does not name: a value, not a class.
    case numeric
}

/// The label of one decision as of some knowledge.
package struct LabelState: Sendable {
    /// The outcome that counts now, nil when there is none.
    package let current: OutcomeRow?
    /// The outcome with the least (`at`, position), from which delay is measured.
    package let first: OutcomeRow?
    /// Outcomes that stand, the corrected ones among them.
    package let count: Int
    /// Outcomes that were taken back.
    package let withdrawn: Int
    /// What the current label means; nil without one.
    package let labelClass: LabelClass?

    static let none = LabelState(current: nil, first: nil, count: 0, withdrawn: 0, labelClass: nil)
}

/// What is known: everything up to a position, and, where given, labels up to a time.
package struct Knowledge: Hashable, Sendable {
    /// The position of *as of*.
    package let position: Position
    /// The time of *labels by*; nil takes every label known at the position.
    package let labelsBy: Timestamp?
    /// Evaluation time: that of *labels by*, else the recorded time of the position.
    package let evaluated: Timestamp

    package init(position: Position, labelsBy: Timestamp?, evaluated: Timestamp) {
        self.position = position
        self.labelsBy = labelsBy
        self.evaluated = evaluated
    }

    /// Whether an outcome or a withdrawal of that position and time is part of what is known.
    package func includes(position: Position, at: Timestamp) -> Bool {
        guard position <= self.position else { return false }
        guard let labelsBy else { return true }
        return at <= labelsBy
    }
}

/// One entry of a subject's history.
package struct SubjectEntry: Sendable {
    package enum Kind: UInt8, Sendable { case decision = 1, outcome = 2 }

    package let position: Position
    package let kind: Kind
    package let at: Timestamp
    package let id: Identifier
    /// The model of the decision, or the one that the outcome names.
    package let model: Identifier?
    /// The series of the decision; nil for an outcome.
    package let series: UInt32?
}

/// A contract, deployment, policy, replay set or pin: where it stands; its content is its record.
package struct DocumentRow: Sendable {
    package let position: Position
    package let type: EventType
    package let id: Identifier
    package let at: Timestamp
    /// `noModel` for a pin that names none.
    package let model: Identifier
    package let version: Identifier?

    /// What stands for no model; no model is called so, for names have at least one byte.
    package static let noModel = Identifier("")
}

/// A contract that holds for a version, and where it stands.
package struct ContractInForce: Sendable {
    package let row: DocumentRow
    package let contract: Contract
}

/// A review of a decision, or of a version of a model.
package struct ReviewRow: Sendable {
    package let position: Position
    package let id: Identifier
    package let at: Timestamp
}

/// How many events the projections hold.
package struct EventCounts: Sendable {
    package let position: Position
    /// Events of each type that has any, in the order of the types' codes.
    package let byType: [(type: EventType, count: UInt64)]
    /// The most frequent members that no field is defined for, at most `unknownFieldsMax`: the type, the JSON
    /// pointer, how often, and where first. An empty pointer stands for what one event had beyond 256 of
    /// them.
    package let unknownFields: [(type: EventType, pointer: String, count: UInt64, first: Position)]
    /// How many distinct ones there are.
    package let unknownFieldsInAll: Int

    package static let unknownFieldsMax = 100
}
