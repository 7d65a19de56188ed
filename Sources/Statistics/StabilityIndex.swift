import Glibc

/// The population stability index: how far shares have moved from a reference whose bins stay fixed.
///
/// Convention, not theory: under 0.1 little, over 0.25 (or 0.2) much.
package enum StabilityIndex {
    /// What stands for a share of 0.
    package static let floor = 1e-4

    /// Σ (q - p) ln(q / p) over cells, a share of 0 taken as `floor` and nothing else changed. Nil when
    /// either sample is empty; the same bits with the samples exchanged; 0 for equal shares.
    package static func index(_ counts: CountPair) -> Double? {
        guard let (p, q) = counts.shares else { return nil }
        return index(p, q, zero: (floor, floor))
    }

    /// Of shares, with a number for those of 0 on either side.
    static func index(_ p: [Double], _ q: [Double], zero: (Double, Double)) -> Double {
        var sum = ExactSum()
        for index in p.indices where p[index] > 0 || q[index] > 0 {
            let first = p[index] > 0 ? p[index] : zero.0
            let second = q[index] > 0 ? q[index] : zero.1
            sum.add((second - first) * (log(second) - log(first)))
        }
        return sum.total
    }

    /// Ascending values of both samples in the baseline's tenths, the outer ones open; see
    /// `BinEdges.deciles`. Nil when the baseline is empty. `Definitions.stabilityDeciles` is their index.
    package static func tenths(
        sorted baseline: ArraySlice<Double>, _ current: ArraySlice<Double>
    ) -> CountPair? {
        guard !baseline.isEmpty else { return nil }
        let edges = BinEdges.deciles(sorted: baseline)
        return CountPair(
            baseline: BinEdges.counts(sorted: baseline, inner: edges),
            current: BinEdges.counts(sorted: current, inner: edges))
    }

    /// The index of two samples with missing values, which have a bin of their own; shares are of all rows.
    /// A baseline without any value has a single bin for values. Nil when either sample has no rows at all.
    package static func withMissing(
        sorted baseline: ArraySlice<Double>, missing: Int, _ current: ArraySlice<Double>,
        missing currentMissing: Int
    ) -> Double? {
        let bins = tenths(sorted: baseline, current) ?? CountPair(baseline: [0], current: [current.count])
        return bins?.adding(baseline: missing, current: currentMissing).flatMap(index)
    }

    /// The index of categories: those that the baseline does not have are one bin, missing values another.
    package static func categories(_ counts: CountPair, missing: Int, _ currentMissing: Int) -> Double? {
        counts.pooledUnseen.adding(baseline: missing, current: currentMissing).flatMap(index)
    }
}

extension Definitions {
    /// Source: Siddiqi, "Credit Risk Scorecards" (2006); bins from numpy.quantile of the baseline.
    package static let stabilityDeciles = Definition(
        id: "psi.reference-deciles",
        statement:
            "Σ (q - p) ln(q / p) over the baseline's tenths, missing left out; a share of 0 counts 1e-4.")

    /// Source: the same, with the missing values' share.
    package static let stabilityMissing = Definition(
        id: "psi.reference-deciles.missing-bin",
        statement: "As psi.reference-deciles, of all rows, with a bin for the missing ones.")

    /// Source: the same, over categories.
    package static let stabilityCategories = Definition(
        id: "psi.categories.unseen-missing-bins",
        statement:
            "Σ (q - p) ln(q / p) over the baseline's categories, one bin for unseen ones, one for missing.")
}
