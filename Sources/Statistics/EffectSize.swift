import Glibc

/// How large a difference is, whatever the number of rows.
package enum EffectSize {
    /// Cohen's d: the second mean less the first over the pooled sample deviation. Nil with fewer than two
    /// values on either side and when nothing varies. `Definitions.effectCohenD`.
    package static func cohenD(_ first: Moments, _ second: Moments) -> Double? {
        guard first.count > 1, second.count > 1, let before = first.mean, let after = second.mean,
            let one = first.sampleVariance, let other = second.sampleVariance
        else { return nil }
        let (left, right) = (Double(first.count - 1), Double(second.count - 1))
        let pooled = (left * one + right * other) / (left + right)
        let size = (after - before) / pooled.squareRoot()
        return pooled > 0 && pooled.isFinite && size.isFinite ? size : nil
    }

    /// Hedges' g: Cohen's d less its bias in few rows, by the factor 1 - 3 / (4 (n1 + n2) - 9); nil as for d.
    /// `Definitions.effectHedgesG`.
    package static func hedgesG(_ first: Moments, _ second: Moments) -> Double? {
        cohenD(first, second).map { $0 * (1 - 3 / (4 * (Double(first.count) + Double(second.count)) - 9)) }
    }

    /// Cohen's h: the difference of two rates on the scale 2 arcsin √p, second less first. Nil without cases
    /// on either side. `Definitions.effectCohenH`.
    package static func cohenH(_ rates: TwoProportions) -> Double? {
        guard let before = rates.baseline.rate, let after = rates.current.rate else { return nil }
        return 2 * asin(after.squareRoot()) - 2 * asin(before.squareRoot())
    }

    /// Cliff's delta: the share of pairs in which the second's value is over the first's, less the share in
    /// which it is under; -1 to 1. Both ascend. Nil when either is empty. Cost: one pass.
    /// `Definitions.effectCliff`.
    package static func cliffDelta(sortedFirst first: [Double], sortedSecond second: [Double]) -> Double? {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        var (below, notAbove) = (0, 0)
        var sum: Int128 = 0
        for value in second {
            while below < first.count, first[below] < value { below += 1 }
            while notAbove < first.count, first[notAbove] <= value { notAbove += 1 }
            sum += Int128(below) - Int128(first.count - notAbove)
        }
        return Double(sum) / (Double(first.count) * Double(second.count))
    }
}

extension Definitions {
    /// Source: Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd ed. (1988).
    package static let effectCohenD = Definition(
        id: "effect.cohen-d",
        statement: "(mean 2 - mean 1) / √(((n1-1) s1² + (n2-1) s2²) / (n1+n2-2)), s the sample deviations.")

    /// Source: Hedges, "Distribution Theory for Glass's Estimator", Journal of Educational Statistics 6
    /// (1981).
    package static let effectHedgesG = Definition(
        id: "effect.hedges-g",
        statement: "Cohen's d times 1 - 3 / (4 (n1 + n2) - 9).")

    /// Source: Cohen (1988), chapter 6.
    package static let effectCohenH = Definition(
        id: "effect.cohen-h",
        statement: "2 arcsin √p2 - 2 arcsin √p1.")

    /// Source: Cliff, "Dominance Statistics", Psychological Bulletin 114 (1993).
    package static let effectCliff = Definition(
        id: "effect.cliff-delta",
        statement: "P(second > first) - P(second < first) over all pairs of values.")
}
