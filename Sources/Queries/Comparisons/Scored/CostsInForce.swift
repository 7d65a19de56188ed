import Model
import Projections
import Statistics
import Wire

/// What wrong decisions cost, and how many can be acted upon in a day: the caller's word, else the policy's.
struct CostsInForce: Sendable {
    enum Source: Sendable {
        case given
        case policy(Identifier)
    }

    let falsePositive: Double
    let falseNegative: Double
    let source: Source

    /// The caller's costs, else those of the model's policy in force; nil when there are none.
    /// - Throws: `QueryFailure` when only one of the two is given.
    init?(
        _ arguments: QueryArguments, model: Identifier, _ view: borrowing View, asOf position: Position
    ) throws {
        switch (arguments.number("cost_fp"), arguments.number("cost_fn")) {
        case (let first?, let second?):
            falsePositive = first
            falseNegative = second
            source = .given
        case (_?, nil):
            throw QueryFailure(.badParameter, "cost_fp is given without cost_fn", parameter: "cost_fp")
        case (nil, _?):
            throw QueryFailure(.badParameter, "cost_fn is given without cost_fp", parameter: "cost_fn")
        case (nil, nil):
            guard
                let (policy, id) = try PolicyInForce.latest(
                    model, view, asOf: position, where: { $0.costs != nil }),
                let costs = policy.costs
            else { return nil }
            falsePositive = costs.falsePositive
            falseNegative = costs.falseNegative
            source = .policy(id)
        }
    }

    /// What the decisions cost.
    func cost(_ confusion: Confusion) -> Double {
        CostMatrix(falsePositive: falsePositive, falseNegative: falseNegative)?.cost(of: confusion) ?? 0
    }

    var matrix: CostMatrix? { CostMatrix(falsePositive: falsePositive, falseNegative: falseNegative) }

    /// Where they come from, in words.
    var words: String {
        switch source {
        case .given: "given"
        case .policy(let id): "policy \(id.text)"
        }
    }

    static let missing = "no costs are given (cost_fp, cost_fn), and no policy states any"
}

/// Policies by what they say.
enum PolicyInForce {
    /// Of a model's policies known at a position that fit, the one with the greatest (`at`, position).
    static func latest(
        _ model: Identifier, _ view: borrowing View, asOf position: Position, where fits: (Policy) -> Bool
    ) throws -> (policy: Policy, id: Identifier)? {
        var best: (at: Timestamp, position: Position, policy: Policy, id: Identifier)?
        for row in try view.documents(.policy, model: model, asOf: position) {
            guard case .policy(let policy) = try view.events.event(at: row.position).body, fits(policy) else {
                continue
            }
            if let best, (best.at, best.position) > (row.at, row.position) { continue }
            best = (row.at, row.position, policy, row.id)
        }
        return best.map { ($0.policy, $0.id) }
    }
}
