/// Two independent rates beside each other, such as a baseline window's and a current window's.
package struct TwoProportions: Sendable, Hashable {
    package let baseline: Proportion
    package let current: Proportion

    package init(baseline: Proportion, current: Proportion) {
        self.baseline = baseline
        self.current = current
    }

    /// The current rate minus the baseline's; nil when either has no cases.
    package var difference: Double? {
        guard let before = baseline.rate, let after = current.rate else { return nil }
        return after - before
    }

    /// The pooled z statistic, positive when the current rate is higher; nil when either has no cases.
    ///
    /// When nothing was hit on either side, or everything, there is no variance and the rates are equal: 0.
    package var statistic: Double? {
        guard let difference else { return nil }
        let before = Double(baseline.count)
        let after = Double(current.count)
        let pooled = (Double(baseline.hits) + Double(current.hits)) / (before + after)
        let variance = pooled * (1 - pooled) * (1 / before + 1 / after)
        return variance > 0 ? difference / variance.squareRoot() : 0
    }

    /// The two-sided probability of a difference at least this large if the rates were equal; nil when either
    /// has no cases, 1 when there is no variance. `Definitions.proportionsPooledZ`.
    package var pValue: Double? {
        statistic.map(Normal.twoSided)
    }

    /// Newcombe's interval of the difference (current minus baseline), from the two Wilson intervals; nil
    /// when either has no cases or `z` is not a positive finite number. `Definitions.proportionsNewcombe`.
    package func newcombe(z: Double) -> Interval? {
        guard let difference, let before = baseline.rate, let after = current.rate,
            let outer = baseline.wilson(z: z), let inner = current.wilson(z: z)
        else { return nil }
        let down = Self.length(after - inner.low, outer.high - before)
        let up = Self.length(inner.high - after, before - outer.low)
        return Interval(low: max(difference - down, -1), high: min(difference + up, 1))
    }

    private static func length(_ first: Double, _ second: Double) -> Double {
        (first * first + second * second).squareRoot()
    }
}

extension Definitions {
    /// The two-sample z test with the pooled rate, the square root of Pearson's chi-squared on the 2 x 2
    /// table without Yates' correction. Source: Fleiss, Levin and Paik, "Statistical Methods for Rates and
    /// Proportions", 3rd ed., chapter 3.
    package static let proportionsPooledZ = Definition(
        id: "proportions.pooled-z",
        statement:
            "Two-sided normal p of (p2 - p1) / √(p(1-p)(1/n1 + 1/n2)), p pooled, no continuity correction.")

    /// The hybrid score interval. Source: method 10 of Newcombe, "Interval Estimation for the Difference
    /// Between Independent Proportions", Statistics in Medicine 17 (1998) 873-890.
    package static let proportionsNewcombe = Definition(
        id: "proportions.newcombe",
        statement:
            "p2 - p1 with √ of the summed squared distances to the facing Wilson bounds on either side.")
}
