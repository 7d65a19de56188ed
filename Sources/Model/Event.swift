/// One event as it was understood. The bytes it was read from are the record; this is derived from them.
package struct Event: Sendable {
    package let type: EventType
    /// Chosen by the producer; unique within its type.
    package let id: Identifier
    /// When the producer says that it happened.
    package let at: Timestamp
    package let body: EventBody
    /// JSON pointers of the members that no field is defined for, in document order. They are kept in the
    /// record.
    package let unknownFields: [String]

    package init(
        type: EventType, id: Identifier, at: Timestamp, body: EventBody, unknownFields: [String] = []
    ) {
        self.type = type
        self.id = id
        self.at = at
        self.body = body
        self.unknownFields = unknownFields
    }
}

/// The fields of an event beside `type`, `id` and `at`.
package enum EventBody: Sendable {
    case decision(Decision)
    case outcome(Outcome)
    case outcomeWithdrawn(OutcomeWithdrawn)
    case contract(Contract)
    case deployment(Deployment)
    case policy(Policy)
    case replaySet(ReplaySet)
    case review(Review)
    case pin(Pin)

    /// The type whose body this is.
    package var type: EventType {
        switch self {
        case .decision: .decision
        case .outcome: .outcome
        case .outcomeWithdrawn: .outcomeWithdrawn
        case .contract: .contract
        case .deployment: .deployment
        case .policy: .policy
        case .replaySet: .replaySet
        case .review: .review
        case .pin: .pin
        }
    }
}
