/// Our own statistics of two samples.
enum DaybookFamily {
    static func numeric(
        _ baseline: NumericSample, _ current: NumericSample, gap known: EmpiricalGap? = nil
    ) -> (figures: [Figure], leading: String) {
        let gap = known ?? EmpiricalGap(sorted: baseline.sorted, current.sorted)
        var ks = Figure(Definitions.ksDistance, gap?.distance)
        let probability = gap.map(KolmogorovSmirnov.probability)
        ks.p = probability?.value
        ks.pDefinition = probability?.definition
        let tenths = StabilityIndex.tenths(sorted: baseline.sorted, current.sorted)
        let distance = tenths?.shares.flatMap {
            Divergence.jensenShannonDistance($0.baseline, $0.current, base: .two)
        }
        let stability = StabilityIndex.withMissing(
            sorted: baseline.sorted, missing: baseline.missing, current.sorted, missing: current.missing)
        let figures = [
            ks, Figure(Definitions.stabilityDeciles, tenths.flatMap(StabilityIndex.index)),
            Figure(Definitions.stabilityMissing, stability),
            Figure(Definitions.jensenShannonDeciles, distance),
            Figure(Definitions.wassersteinRaw, gap?.area),
            Figure(Definitions.wassersteinByDeviation, Wasserstein.byDeviation(gap, of: baseline.sorted)),
        ]
        return (figures, Definitions.ksDistance.id)
    }

    static func categorical(
        _ counts: CountPair, missing: (baseline: Int, current: Int)
    ) -> (figures: [Figure], leading: String) {
        let shares = counts.shares
        func distance(_ of: ([Double], [Double]) -> Double?) -> Double? {
            shares.flatMap { of($0.baseline, $0.current) }
        }
        let index = StabilityIndex.categories(counts, missing: missing.baseline, missing.current)
        let figures = [
            test(Definitions.chiSquaredContingency, .contingency(counts)),
            test(Definitions.chiSquaredPooled, .pooled(counts)),
            Figure(Definitions.cramerV, CramerV.plain(counts)),
            Figure(Definitions.cramerVCorrected, CramerV.corrected(counts)),
            Figure(Definitions.stabilityCategories, index),
            Figure(
                Definitions.jensenShannonDistance,
                distance { Divergence.jensenShannonDistance($0, $1, base: .two) }),
            Figure(Definitions.hellingerDistance, distance(Divergence.hellinger)),
            Figure(Definitions.lInfinityDistance, distance(Divergence.lInfinity)),
            Figure(Definitions.totalVariationDistance, distance(Divergence.totalVariation)),
        ]
        return (figures, Definitions.chiSquaredPooled.id)
    }

    static func test(_ definition: Definition, _ test: ChiSquaredTest?) -> Figure {
        var figure = Figure(definition, test?.statistic)
        figure.p = test?.p
        figure.pDefinition = test.map { _ in Definitions.chiSquaredSurvival }
        return figure
    }
}

/// The first Wasserstein distance, the area between two distribution functions (`EmpiricalGap.area`).
package enum Wasserstein {
    /// The distance over the population standard deviation of the baseline. 0 when the distance is 0; nil
    /// when there is none, or the baseline is constant and the current sample differs.
    package static func byDeviation(_ gap: EmpiricalGap?, of baseline: ArraySlice<Double>) -> Double? {
        guard let area = gap?.area, let deviation = Moments(baseline).populationDeviation else { return nil }
        guard area > 0 else { return 0 }
        guard deviation < .infinity else { return nil }
        let ratio = area / deviation
        return ratio.isFinite ? ratio : nil
    }
}

extension Definitions {
    /// Source: Vallender, "Calculation of the Wasserstein Distance Between Probability Distributions on the
    /// Line" (1973); scipy.stats.wasserstein_distance.
    package static let wassersteinRaw = Definition(
        id: "wasserstein.raw", statement: "∫ |F1 - F2|, in the feature's own unit.")

    /// Source: the same over numpy.std(baseline).
    package static let wassersteinByDeviation = Definition(
        id: "wasserstein.by-baseline-sd",
        statement: "∫ |F1 - F2| over the baseline's population standard deviation.")

    /// Source: as for js.distance.base-2, over the bins of psi.reference-deciles.
    package static let jensenShannonDeciles = Definition(
        id: "js.distance.base-2.reference-deciles",
        statement: "js.distance.base-2 over the baseline's tenths, the outer ones open, missing left out.")
}
