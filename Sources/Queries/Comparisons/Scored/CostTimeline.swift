import Model
import Projections
import Statistics

/// What wrong decisions cost at each time: the caller's costs always, else those of the policy in force at
/// the decision.
struct CostTimeline: Sendable {
    /// Ascending; the first is that before every policy.
    private let starts: [Int64]
    /// By stretch; nil where no policy states any.
    let costs: [CostsInForce?]

    static let definition = "cost.in-force"

    /// - Throws: `QueryFailure` when only one of the two costs is given.
    init(_ request: Request, _ timeline: PolicyTimeline) throws {
        if let given = try CostsInForce.given(request.arguments) {
            self.init(starts: [.min], costs: [given])
            return
        }
        var starts: [Int64] = [.min]
        var costs: [CostsInForce?] = [nil]
        for entry in timeline.policies {
            guard let stated = entry.policy.costs else { continue }
            let found = CostsInForce(stated, of: entry.row.id)
            if starts.last == entry.row.at.microseconds {
                costs[costs.count - 1] = found
            } else {
                starts.append(entry.row.at.microseconds)
                costs.append(found)
            }
        }
        self.init(starts: starts, costs: costs)
    }

    private init(starts: [Int64], costs: [CostsInForce?]) {
        self.starts = starts
        self.costs = costs
    }

    var isEmpty: Bool { costs.allSatisfy { $0 == nil } }

    /// By row: the stretch of its time; empty when there is one.
    func places(of rows: ScoredRows) -> [Int32] {
        guard starts.count > 1 else { return [] }
        var last = 0
        return rows.ats.map { at in
            // Neighbours mostly fall into the same stretch.
            if starts[last] > at || (last + 1 < starts.count && starts[last + 1] <= at) {
                last = starts.lastIndex { $0 <= at } ?? 0
            }
            return Int32(truncatingIfNeeded: last)
        }
    }

    /// What decisions cost; nil where no stretch has costs.
    func money(_ outcomes: (_ stretch: Int) -> UnknownOutcomes) -> Money? {
        var money = Money()
        for (stretch, costs) in costs.enumerated() {
            let outcomes = outcomes(stretch)
            guard let matrix = costs?.matrix else {
                money.without += outcomes.known.count + outcomes.called + outcomes.notCalled
                continue
            }
            let bounds = outcomes.cost(matrix)
            money.known += matrix.cost(of: outcomes.known)
            money.low += bounds.low
            money.high += bounds.high
        }
        return isEmpty ? nil : money
    }

    /// What the decisions that are called another way cost more than before.
    func change(_ flips: (_ stretch: Int) -> FlippedOutcomes?) -> Money? {
        var money = Money()
        for (stretch, costs) in costs.enumerated() {
            guard let flips = flips(stretch) else { continue }
            guard let matrix = costs?.matrix else {
                money.without += flips.newly.count + flips.noLonger.count
                continue
            }
            let bounds = flips.cost(matrix)
            money.known += flips.knownCost(matrix)
            money.low += bounds.low
            money.high += bounds.high
        }
        return isEmpty ? nil : money
    }

    /// Where the costs come from, in words.
    var words: String {
        let found = costs.compactMap { $0 }
        return found.isEmpty ? "no costs" : found.map(\.words).joined(separator: ", then ")
    }
}

/// An amount of money: of the decisions whose outcome is known, and the least and the most of all.
struct Money: Sendable {
    var known = 0.0
    var low = 0.0
    var high = 0.0
    /// Decisions that were made when no costs were in force, which are in none of these.
    var without = 0
}
