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

    /// The caller's costs, else those of the model's policy in force when the question is evaluated; nil when
    /// there are none.
    /// - Throws: `QueryFailure` when only one of the two is given.
    init?(
        _ request: Request, model: Identifier, _ view: borrowing View
    ) throws {
        if let given = try Self.given(request.arguments) {
            self = given
            return
        }
        guard
            let (policy, id) = try PolicyInForce.latest(
                model, view, at: request.knowledge, where: { $0.costs != nil }),
            let costs = policy.costs
        else { return nil }
        self.init(costs, of: id)
    }

    /// Those of a policy.
    init(_ costs: Policy.Costs, of policy: Identifier) {
        falsePositive = costs.falsePositive
        falseNegative = costs.falseNegative
        source = .policy(policy)
    }

    private init(falsePositive: Double, falseNegative: Double) {
        self.falsePositive = falsePositive
        self.falseNegative = falseNegative
        source = .given
    }

    /// The caller's costs; nil when none are given.
    /// - Throws: `QueryFailure` when only one of the two is given.
    static func given(_ arguments: QueryArguments) throws -> CostsInForce? {
        switch (arguments.number("cost_fp"), arguments.number("cost_fn")) {
        case (let first?, let second?): return CostsInForce(falsePositive: first, falseNegative: second)
        case (_?, nil):
            throw QueryFailure(.badParameter, "cost_fp is given without cost_fn", parameter: "cost_fp")
        case (nil, _?):
            throw QueryFailure(.badParameter, "cost_fn is given without cost_fp", parameter: "cost_fn")
        case (nil, nil): return nil
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
    /// Of a model's policies that fit, are known at the position and took effect not after the evaluation
    /// time, the one with the greatest (`at`, position).
    static func latest(
        _ model: Identifier, _ view: borrowing View, at knowledge: Knowledge, where fits: (Policy) -> Bool
    ) throws -> (policy: Policy, id: Identifier)? {
        var best: (at: Timestamp, position: Position, policy: Policy, id: Identifier)?
        for row in try view.documents(.policy, model: model, asOf: knowledge.position)
        where row.at <= knowledge.evaluated {
            guard case .policy(let policy) = try view.event(at: row.position).body, fits(policy) else {
                continue
            }
            if let best, (best.at, best.position) > (row.at, row.position) { continue }
            best = (row.at, row.position, policy, row.id)
        }
        return best.map { ($0.policy, $0.id) }
    }
}
