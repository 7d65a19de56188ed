import Model
import TestSupport

@testable import Queries

/// Decisions replayed under a policy by loops over decoded events: no columns, no tallies.
struct PlainWhatIf {
    /// What the question states.
    struct Stated {
        var threshold: Double?
        /// In the order in which they are looked for.
        var segments: [(name: String, value: String, threshold: Double)] = []
        var percentile: Double?
        var capacity: Int?

        var isByRank: Bool {
            capacity != nil && threshold == nil && segments.isEmpty && percentile == nil
        }
    }

    struct One {
        let scored: PlainScored
        let score: Double
        /// Nil where there is no threshold.
        let then: Bool?
        var now: Bool?
        /// What a false positive and a false negative cost at its time.
        let costs: (positive: Double, negative: Double)?

        var isPositive: Bool { scored.isPositive }
        var isNegative: Bool { scored.isNegative }
        var isUnknown: Bool { scored.label == nil }
        var day: Int64 { scored.at.microseconds.flooredDivided(by: 86_400_000_000) }
    }

    let ones: [One]

    /// - Parameters:
    ///   - policies: those of the model, in the order of the journal.
    ///   - costs: the caller's; nil for the policies'.
    init(
        _ decisions: [PlainScored], _ stated: Stated, policies: [(at: Timestamp, policy: Policy)],
        costs: (Double, Double)?
    ) {
        var ones = decisions.compactMap { scored -> One? in
            guard let score = scored.decision.score else { return nil }
            return One(
                scored: scored, score: score, then: scored.threshold.map { score >= $0 }, now: nil,
                costs: costs.map { ($0.0, $0.1) } ?? Self.costs(at: scored.at, policies))
        }
        let quantile = stated.percentile.flatMap { PlainFigures.quantile(ones.map(\.score), $0) }
        for place in ones.indices {
            let one = ones[place]
            var threshold = quantile ?? stated.threshold
            let own = stated.segments.first { rule in
                one.scored.decision.segments.contains {
                    $0.name == rule.name.identifier && $0.value == rule.value.identifier
                }
            }
            if let own { threshold = own.threshold }
            ones[place].now = stated.isByRank ? true : threshold.map { one.score >= $0 } ?? one.then
        }
        if let capacity = stated.capacity {
            let reached = ones.filter { $0.now == true }
            for place in ones.indices where ones[place].now == true {
                let one = ones[place]
                // It has a place when no more than the capacity are as high.
                let rivals = reached.count { $0.day == one.day && $0.score >= one.score }
                ones[place].now = rivals <= capacity
            }
        }
        self.ones = ones
    }

    private static func costs(
        at time: Timestamp, _ policies: [(at: Timestamp, policy: Policy)]
    ) -> (positive: Double, negative: Double)? {
        var best: (at: Timestamp, costs: Policy.Costs)?
        for (at, policy) in policies {
            guard let costs = policy.costs, at <= time else { continue }
            if best.map({ at >= $0.at }) ?? true { best = (at, costs) }
        }
        return best.map { ($0.costs.falsePositive, $0.costs.falseNegative) }
    }

    /// What some calls cost, with outcomes for those that have none.
    static func cost(_ ones: [One], _ called: (One) -> Bool?, unknown: (One) -> Bool?) -> Double {
        ones.reduce(0) { sum, one in
            guard let costs = one.costs, let isCalled = called(one) else { return sum }
            let isPositive =
                one.isPositive ? true : one.isNegative ? false : one.isUnknown ? unknown(one) : nil
            guard let isPositive, isCalled != isPositive else { return sum }
            return sum + (isCalled ? costs.positive : costs.negative)
        }
    }
}
