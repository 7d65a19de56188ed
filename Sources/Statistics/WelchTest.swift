/// Whether two means differ, of samples that may spread differently.
package struct WelchTest: Sendable, Hashable {
    /// The current mean less the baseline's.
    package let difference: Double
    package let statistic: Double
    /// Satterthwaite's, mostly not whole.
    package let degrees: Double
    /// Two-sided.
    package let p: Double

    /// Nil with fewer than two values on a side, when figures are not finite or a variance is negative. With
    /// no variance at all, equal means give p = 1 and others 0. `Definitions.welch`.
    package init?(
        baseline: (mean: Double, sampleVariance: Double, count: Int),
        current: (mean: Double, sampleVariance: Double, count: Int)
    ) {
        guard baseline.count > 1, current.count > 1, baseline.sampleVariance >= 0, current.sampleVariance >= 0
        else { return nil }
        let first = baseline.sampleVariance / Double(baseline.count)
        let second = current.sampleVariance / Double(current.count)
        let difference = current.mean - baseline.mean
        guard difference.isFinite, (first + second).isFinite else { return nil }
        guard first + second > 0 else {
            self.difference = difference
            statistic = 0
            degrees = Double(baseline.count + current.count - 2)
            p = difference == 0 ? 1 : 0
            return
        }
        let statistic = difference / (first + second).squareRoot()
        // By shares, so that no square is beyond a double.
        let share = first / (first + second)
        let degrees =
            1
            / (share * share / Double(baseline.count - 1)
                + (1 - share) * (1 - share) / Double(current.count - 1))
        guard let p = StudentT.twoSided(statistic, degrees: degrees) else { return nil }
        self.difference = difference
        self.statistic = statistic
        self.degrees = degrees
        self.p = p
    }
}

extension Definitions {
    /// Source: Welch, Biometrika 34 (1947); scipy.stats.ttest_ind(equal_var=False).
    package static let welch = Definition(
        id: "means.welch",
        statement: "(m2 - m1) / √(s1²/n1 + s2²/n2), p two-sided by Student's t with Satterthwaite's degrees.")
}
