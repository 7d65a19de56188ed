import Glibc

/// Whether the odds of an outcome moved by the same factor in every stratum, from a baseline to now.
package struct OddsHomogeneity: Sendable, Hashable {
    /// Positives and negatives of a stratum on both sides.
    package struct Stratum: Sendable, Hashable {
        package let baseline: Counts
        package let current: Counts

        package init(baseline: Counts, current: Counts) {
            self.baseline = baseline
            self.current = current
        }
    }

    package struct Counts: Sendable, Hashable {
        package var positives: Int
        package var negatives: Int
        var all: Int { positives + negatives }

        package init(positives: Int, negatives: Int) {
            self.positives = positives
            self.negatives = negatives
        }
    }

    package let statistic: Double
    package let degrees: Int
    /// With one stratum 1, as nothing can differ.
    package let p: Double
    /// How much a stratum's rate moved beyond the rate of all: the mean size, weighted by rows.
    package let effect: Double

    /// A stratum with fewer rows than this on a side is put together with the others that have.
    package static let rowsMinimum = 10

    /// Woolf's test. Nil when no stratum has rows on both sides, and for negative counts or counts over
    /// `LabelledScores.rowsMaximum`. Neither the order of strata nor which side comes first changes p.
    /// `Definitions.oddsWoolf`.
    package init?(_ strata: [Stratum]) {
        let cells = strata.flatMap { [$0.baseline, $0.current] }
        guard
            cells.allSatisfy({
                min($0.positives, $0.negatives) >= 0 && $0.positives <= 1 << 48 && $0.negatives <= 1 << 48
            })
        else { return nil }
        var (kept, rest): ([Stratum], Stratum?) = ([], nil)
        for stratum in strata {
            if min(stratum.baseline.all, stratum.current.all) >= Self.rowsMinimum {
                kept.append(stratum)
            } else {
                rest = Self.sum([stratum] + (rest.map { [$0] } ?? []))
            }
        }
        if let rest, min(rest.baseline.all, rest.current.all) > 0 { kept.append(rest) }
        guard !kept.isEmpty else { return nil }
        let logs = kept.map { Self.logOdds($0) }
        var (weights, weighted) = (ExactSum(), ExactSum())
        for log in logs {
            weights.add(log.weight)
            weighted.add(log.weight * log.value)
        }
        let mean = weighted.total / weights.total
        var sum = ExactSum()
        for log in logs { sum.add(log.weight * (log.value - mean) * (log.value - mean)) }
        degrees = kept.count - 1
        statistic = degrees == 0 ? 0 : max(0, sum.total)
        p = degrees == 0 ? 1 : ChiSquared.survival(statistic, degrees: degrees) ?? 1
        let all = Self.sum(kept)
        let moved = Self.rate(all.current) - Self.rate(all.baseline)
        var sizes = ExactSum()
        for stratum in kept {
            let own = Self.rate(stratum.current) - Self.rate(stratum.baseline)
            sizes.add(Double(stratum.baseline.all + stratum.current.all) * (own - moved).magnitude)
        }
        effect = sizes.total / Double(all.baseline.all + all.current.all)
    }

    private static func sum(_ strata: [Stratum]) -> Stratum {
        func sum(_ side: (Stratum) -> Counts) -> Counts {
            Counts(
                positives: strata.reduce(0) { $0 + side($1).positives },
                negatives: strata.reduce(0) { $0 + side($1).negatives })
        }
        return Stratum(baseline: sum(\.baseline), current: sum(\.current))
    }

    private static func rate(_ counts: Counts) -> Double { Double(counts.positives) / Double(counts.all) }

    /// The logarithm of the odds ratio with half a row more in each cell, and one over its variance.
    private static func logOdds(_ stratum: Stratum) -> (value: Double, weight: Double) {
        let (a, b) = (Double(stratum.current.positives) + 0.5, Double(stratum.current.negatives) + 0.5)
        let (c, d) = (Double(stratum.baseline.positives) + 0.5, Double(stratum.baseline.negatives) + 0.5)
        // The difference of two logarithms changes its sign, and nothing else, with the sides.
        return (log(a / b) - log(c / d), 1 / ((1 / a + 1 / b) + (1 / c + 1 / d)))
    }
}

extension Definitions {
    /// Source: Woolf, "On Estimating the Relation between Blood Group and Disease", Annals of Human Genetics
    /// 19 (1955); the half rows after Haldane (1956).
    package static let oddsWoolf = Definition(
        id: "odds-homogeneity.woolf",
        statement:
            "Σ w (ln OR - mean)² over strata, half a row added to each cell, strata under 10 rows pooled; χ², k - 1."
    )
}
