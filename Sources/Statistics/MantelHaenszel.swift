/// Whether a rate moved from a baseline to now where like is compared with like: stratum by stratum.
package struct MantelHaenszel: Sendable, Hashable {
    /// The rate now less that of the baseline, each stratum weighted by n0 n1 / (n0 + n1).
    package let difference: Double
    /// The standard error of the difference, from the two rates of each stratum; 0 where none varies.
    package let error: Double
    /// One degree of freedom, no continuity correction.
    package let statistic: Double
    /// 1 where nothing varies.
    package let p: Double
    /// Strata that have rows on both sides.
    package let strata: Int

    /// Nil when no stratum has rows on both sides, and for negative counts or counts over 2^48. The order of
    /// strata changes nothing. `Definitions.mantelHaenszel`.
    package init?(_ strata: [OddsHomogeneity.Stratum]) {
        let cells = strata.flatMap { [$0.baseline, $0.current] }
        guard
            cells.allSatisfy({
                min($0.positives, $0.negatives) >= 0 && $0.positives <= 1 << 48 && $0.negatives <= 1 << 48
            })
        else { return nil }
        let shared = strata.filter { $0.baseline.all > 0 && $0.current.all > 0 }
        guard !shared.isEmpty else { return nil }
        var (weights, differences, excess, variance) = (ExactSum(), ExactSum(), ExactSum(), ExactSum())
        var squares = ExactSum()
        for stratum in shared {
            let (before, now) = (Double(stratum.baseline.all), Double(stratum.current.all))
            let (first, second) = (Double(stratum.baseline.positives), Double(stratum.current.positives))
            let total = before + now
            let (positives, negatives) = (first + second, total - first - second)
            let weight = before * now / total
            weights.add(weight)
            let (rate, other) = (first / before, second / now)
            squares.add(weight * weight * (rate * (1 - rate) / before + other * (1 - other) / now))
            differences.add((second * before - first * now) / total)
            excess.add(second - positives * now / total)
            if total > 1 {
                variance.add(positives / total * (negatives / total) * (before * now / (total - 1)))
            }
        }
        self.strata = shared.count
        difference = differences.total / weights.total
        error = max(0, squares.total).squareRoot() / weights.total
        statistic = variance.total > 0 ? excess.total * excess.total / variance.total : 0
        p = variance.total > 0 ? ChiSquared.survival(statistic, degrees: 1) ?? 1 : 1
    }
}

extension Definitions {
    /// Sources: Mantel and Haenszel, "Statistical Aspects of the Analysis of Data from Retrospective Studies
    /// of Disease", Journal of the National Cancer Institute 22 (1959); the weighted difference: Greenland
    /// and Robins, "Estimation of a Common Effect Parameter from Sparse Follow-Up Data", Biometrics 41
    /// (1985).
    package static let mantelHaenszel = Definition(
        id: "rates.mantel-haenszel",
        statement:
            "Σ (a n0 - b n1)/n over Σ w, w = n0 n1/n; error √Σ w² (pq/n0 + pq/n1) / Σ w; χ²₁ (Σ (a - E a))² / Σ Var a."
    )
}
