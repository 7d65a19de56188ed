import Model
import Projections

/// What one of several outcomes is to its decision.
enum OutcomeStanding: String, Sendable {
    /// The label.
    case current
    /// Another has taken its place.
    case superseded
    /// It was taken back.
    case withdrawn
}

extension LabelState {
    func standing(of outcome: OutcomeRow) -> OutcomeStanding {
        if outcome.withdrawnBy != nil { return .withdrawn }
        return outcome.position == current?.position ? .current : .superseded
    }
}
