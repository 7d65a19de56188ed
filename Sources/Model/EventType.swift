/// What an event is. The codes are final: they stand in the ledger.
package enum EventType: UInt8, CaseIterable, Hashable, Sendable {
    case decision = 1
    case outcome = 2
    case outcomeWithdrawn = 3
    case contract = 4
    case deployment = 5
    case policy = 6
    case replaySet = 7
    case review = 8
    case pin = 9

    /// The name on the wire: the value of `type`.
    package var name: String {
        switch self {
        case .decision: "decision"
        case .outcome: "outcome"
        case .outcomeWithdrawn: "outcome_withdrawn"
        case .contract: "contract"
        case .deployment: "deployment"
        case .policy: "policy"
        case .replaySet: "replay_set"
        case .review: "review"
        case .pin: "pin"
        }
    }

    /// The type of that name on the wire, nil if there is none.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { Bytewise.equal($0.name, name) }) else { return nil }
        self = found
    }

    /// The most bytes that an event of this type may have.
    package var bytesMax: Int {
        switch self {
        case .contract, .policy, .replaySet: Limits.largeEventBytes
        case .decision, .outcome, .outcomeWithdrawn, .deployment, .review, .pin: Limits.eventBytes
        }
    }
}
