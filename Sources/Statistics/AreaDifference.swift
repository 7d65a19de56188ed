/// Whether two areas under the curve, of samples that have nothing to do with each other, differ.
package struct AreaDifference: Sendable, Hashable {
    /// The current area less the baseline's.
    package let difference: Double
    package let statistic: Double
    /// Two-sided.
    package let p: Double

    /// Nil when either has no area or no error that could be told. `Definitions.aucDifference`.
    package init?(baseline: LabelledScores, current: LabelledScores) {
        guard let before = RankingQuality.auc(baseline), let after = RankingQuality.auc(current),
            let first = RankingQuality.deLongError(baseline), let second = RankingQuality.deLongError(current)
        else { return nil }
        difference = after - before
        statistic = difference / (first * first + second * second).squareRoot()
        p = Normal.twoSided(statistic)
    }
}

extension Definitions {
    /// Source: Hanley and McNeil, Radiology 148 (1983), for areas that are independent.
    package static let aucDifference = Definition(
        id: "auc.difference.delong",
        statement:
            "(A2 - A1) / √(e1² + e2²), e DeLong's errors of two independent samples; p by the normal law.")
}
