/// Univariate drift as NannyML 0.13.1 computes it (`drift/univariate/methods.py`, `chunk.py`,
/// `thresholds.py`), where its documentation says something else than its code the code.
///
/// Known defects, kept: from 10,000 reference values on, the Kolmogorov-Smirnov distance is taken on 10,000
/// equal-width bins, which one far value collapses, and the documented way to ask for the exact one is
/// ignored; Wasserstein on bins counts a value below the reference's range twice in the shares.
package enum NannyML {
    /// From this many reference values on, distances are taken on bins.
    static let binnedFrom = 10_000
    static let bins = 10_000

    /// The rows of each chunk: ten of a tenth each, rounded down, and what is left over as one more. Empty
    /// below ten rows, where the tool fails.
    package static func chunks(rows: Int) -> [Range<Int>] {
        let size = rows / 10
        guard size > 0 else { return [] }
        return stride(from: 0, to: rows, by: size).map { $0..<min($0 + size, rows) }
    }

    /// Mean + 3 population standard deviations of a method's values over reference chunks, at most `most`;
    /// chunks without a value are left out. Nil without any, and beyond a double.
    package static func limit(_ values: [Double?], most: Double? = nil) -> Double? {
        let moments = Moments(values.compactMap(\.self))
        guard let mean = moments.mean, let deviation = moments.populationDeviation else { return nil }
        let limit = mean + 3 * deviation
        guard limit.isFinite else { return nil }
        return most.map { min(limit, $0) } ?? limit
    }

    static func numeric(
        _ baseline: NumericSample, _ current: NumericSample, chunks: [NumericSample]
    ) -> (figures: [Figure], leading: String) {
        let reference = NannyMLReference(baseline.sorted)
        func figure(
            _ definition: Definition, most: Double? = nil, _ method: (ArraySlice<Double>) -> Double?
        ) -> Figure {
            judged(
                definition, method(current.sorted), limit: limit(chunks.map { method($0.sorted) }, most: most)
            )
        }
        let figures = [
            figure(Definitions.nmlJensenShannon) { reference?.jensenShannon($0) },
            figure(Definitions.nmlKolmogorovSmirnov, most: 1) { reference?.kolmogorovSmirnov($0) },
            figure(Definitions.nmlWasserstein) { reference?.wasserstein($0) },
            figure(Definitions.nmlHellinger) { reference?.hellinger($0) },
        ]
        return (figures, Definitions.nmlJensenShannon.id)
    }

    static func categorical(_ counts: CountPair, chunks: [[Int]]) -> (figures: [Figure], leading: String) {
        func figure(_ definition: Definition, _ method: (CountPair) -> Double?) -> Figure {
            let values = chunks.map { CountPair(baseline: counts.baseline, current: $0).flatMap(method) }
            return judged(definition, method(counts), limit: limit(values))
        }
        func pooled(_ of: @escaping ([Double], [Double]) -> Double?) -> (CountPair) -> Double? {
            { $0.pooledUnseen.shares.flatMap { of($0.baseline, $0.current) } }
        }
        var test = DaybookFamily.test(Definitions.nmlChiSquared, .contingency(counts, yates: true))
        test.limit = 0.05
        test.isDrift = test.p.map { $0 < 0.05 }
        let figures = [
            figure(
                Definitions.nmlJensenShannonCategories,
                pooled { Divergence.jensenShannonDistance($0, $1, base: .two) }),
            test,
            figure(Definitions.nmlHellingerCategories, pooled(Divergence.hellinger)),
            figure(Definitions.nmlInfinity) {
                $0.shares.flatMap { Divergence.lInfinity($0.baseline, $0.current) }
            },
        ]
        return (figures, Definitions.nmlJensenShannonCategories.id)
    }

    private static func judged(_ definition: Definition, _ value: Double?, limit: Double?) -> Figure {
        var figure = Figure(definition, value)
        figure.limit = limit
        if let value, let limit { figure.isDrift = value > limit }
        return figure
    }
}

extension Definitions {
    package static let nmlJensenShannon = Definition(
        id: "nml.jensen-shannon.doane",
        statement: "js.distance.base-2 over numpy's doane bins of the reference, one more bin for outside.")
    package static let nmlKolmogorovSmirnov = Definition(
        id: "nml.kolmogorov-smirnov",
        statement: "D; from 10,000 reference values on only at 10,000 equal steps between their extremes.")
    package static let nmlWasserstein = Definition(
        id: "nml.wasserstein",
        statement: "∫ |F1 - F2|; from 10,000 reference values on over 10,000 equal bins of their range.")
    package static let nmlHellinger = Definition(
        id: "nml.hellinger.doane",
        statement: "hellinger.distance over numpy's doane bins of the reference, one more bin for outside.")
    package static let nmlJensenShannonCategories = Definition(
        id: "nml.jensen-shannon.categories",
        statement: "js.distance.base-2 over the reference's categories, all unseen ones in one more.")
    package static let nmlHellingerCategories = Definition(
        id: "nml.hellinger.categories",
        statement: "hellinger.distance over the reference's categories, all unseen ones in one more.")
    package static let nmlChiSquared = Definition(
        id: "nml.chi2",
        statement: "chi-squared.contingency, of two categories with Yates' correction; alert by p < 0.05.")
    package static let nmlInfinity = Definition(
        id: "nml.l-infinity", statement: "Largest |p - q| over the categories of either side.")
}
