/// Drift as Evidently 0.7.21 computes it (`legacy/calculations/stattests`).
///
/// Known defects, kept: bins of numeric features move with the current data; a category that the reference
/// does not have makes the chi-squared p 0. A single category, where the tool prints "nan", has no value.
package enum Evidently {
    /// The verdict on a whole data set: whether at least `share` of the columns drift; nil without columns.
    package static func datasetDrift(drifted: Int, of columns: Int, share: Double = 0.5) -> Bool? {
        columns > 0 ? Double(drifted) / Double(columns) >= share : nil
    }

    static func numeric(
        _ baseline: NumericSample, _ current: NumericSample
    ) -> (figures: [Figure], leading: String) {
        let gap = EmpiricalGap(sorted: baseline.sorted, current.sorted)
        let distinct = DistinctValues(baseline.sorted, current.sorted, most: 20)
        let binned = gap == nil ? nil : shares(baseline.sorted, current.sorted, distinct)
        let p = gap.map(KolmogorovSmirnov.probability)
        var ks = Figure(Definitions.evdKolmogorovSmirnov, gap?.distance)
        ks.p = p?.value
        ks.pDefinition = p?.definition
        ks.limit = 0.05
        ks.isDrift = p.map { $0.value <= 0.05 }
        let deviation = max(Moments(baseline.sorted).populationDeviation ?? 0, 0.001)
        var figures = distances(binned)
        figures += [
            ks,
            distance(
                Definitions.evdWasserstein, deviation < .infinity ? gap?.area.map { $0 / deviation } : nil),
            distance(
                Definitions.evdHellingerNumeric,
                hellinger(baseline.sorted, current.sorted, distinct: distinct.count)),
        ]
        // What the tool takes for numbers of few values, it counts as categories.
        if distinct.count <= 5 { figures += tests(distinct.counts) }
        let few = distinct.count <= 2 ? Definitions.evdZ : Definitions.evdChiSquared
        let lead: Definition =
            if baseline.count <= 1_000 {
                distinct.count > 5 ? Definitions.evdKolmogorovSmirnov : few
            } else {
                distinct.count > 5 ? Definitions.evdWasserstein : Definitions.evdJensenShannon
            }
        return (figures, lead.id)
    }

    static func categorical(_ counts: CountPair) -> (figures: [Figure], leading: String) {
        let cells = counts.filled
        let hellinger = cells.shares.flatMap { Divergence.hellinger($0.baseline, $0.current) }
        let figures =
            distances(cells.shares) + [distance(Definitions.evdHellingerCategories, hellinger)] + tests(cells)
        let few = cells.baseline.count <= 2 ? Definitions.evdZ : Definitions.evdChiSquared
        return (figures, (counts.baselineTotal <= 1_000 ? few : Definitions.evdJensenShannon).id)
    }

    /// Bins by numpy's rule "sturges" for both samples together, or their values as they are while the
    /// reference has no more than 20 different ones.
    private static func shares(
        _ baseline: ArraySlice<Double>, _ current: ArraySlice<Double>, _ distinct: DistinctValues
    ) -> (baseline: [Double], current: [Double])? {
        guard distinct.ofBaseline > 20 else { return distinct.counts.shares }
        return binned(baseline, current, count: baseline.count + current.count)?.shares
    }

    private static func binned(
        _ baseline: ArraySlice<Double>, _ current: ArraySlice<Double>, count: Int
    ) -> CountPair? {
        guard let first = baseline.first, let last = baseline.last, let least = current.first,
            let greatest = current.last
        else { return nil }
        let (low, high) = (min(first, least), max(last, greatest))
        guard let bins = BinEdges.sturges(count: count, range: high - low),
            let edges = Histogram(low: low, high: high, bins: bins)?.edges
        else { return nil }
        return CountPair(
            baseline: BinEdges.counts(sorted: baseline, outer: edges),
            current: BinEdges.counts(sorted: current, outer: edges))
    }

    private static func hellinger(
        _ baseline: ArraySlice<Double>, _ current: ArraySlice<Double>, distinct: Int
    ) -> Double? {
        binned(baseline, current, count: distinct)?.shares.flatMap {
            Divergence.hellinger($0.baseline, $0.current)
        }
    }

    private static func distances(_ shares: (baseline: [Double], current: [Double])?) -> [Figure] {
        let natural = shares.flatMap {
            Divergence.jensenShannonDistance($0.baseline, $0.current, base: .natural)
        }
        let zero = shares.map { (fill($0.baseline), fill($0.current)) }
        let index = shares.flatMap { shares in
            zero.map { StabilityIndex.index(shares.baseline, shares.current, zero: $0) }
        }
        return [
            distance(Definitions.evdStability, index),
            distance(Definitions.evdJensenShannon, natural),
            distance(
                Definitions.evdKullbackLeibler,
                shares.flatMap { shares in zero.flatMap { kullbackLeibler(shares, zero: $0) } }),
        ]
    }

    /// What takes the place of a share of 0.
    private static func fill(_ shares: [Double]) -> Double {
        let least = shares.filter { $0 > 0 }.min() ?? 1
        return least <= 0.0001 ? least / 1_000_000 : 0.0001
    }

    /// Of the shares with zeros filled, each side brought back to a sum of 1.
    private static func kullbackLeibler(
        _ shares: (baseline: [Double], current: [Double]), zero: (Double, Double)
    ) -> Double? {
        func filled(_ shares: [Double], _ zero: Double) -> [Double] {
            let filled = shares.map { $0 > 0 ? $0 : zero }
            let sum = filled.reduce(0, +)
            return filled.map { $0 / sum }
        }
        return Divergence.kullbackLeibler(filled(shares.baseline, zero.0), filled(shares.current, zero.1))
    }

    private static func tests(_ cells: CountPair) -> [Figure] {
        let fit = ChiSquaredTest.goodnessOfFit(cells)
        var chi = Figure(Definitions.evdChiSquared, fit?.statistic)
        // Without a degree of freedom the tool prints "nan", and sees no drift.
        chi.p = fit.flatMap { $0.degrees > 0 ? $0.p : nil }
        chi.pDefinition = fit.map { _ in Definitions.chiSquaredSurvival }
        chi.limit = 0.05
        chi.isDrift = fit.map { $0.degrees > 0 && $0.p < 0.05 }
        guard cells.baseline.count <= 2 else { return [chi] }
        let first = (cells.baseline.first ?? 0, cells.current.first ?? 0)
        var z = Figure(Definitions.evdZ, nil)
        if let before = Proportion(hits: Int64(first.0), of: Int64(cells.baselineTotal)),
            let after = Proportion(hits: Int64(first.1), of: Int64(cells.currentTotal))
        {
            let rates = TwoProportions(baseline: before, current: after)
            z = Figure(Definitions.evdZ, rates.statistic)
            z.p = rates.pValue
            z.pDefinition = Definitions.proportionsPooledZ
        }
        z.limit = 0.05
        z.isDrift = z.p.map { $0 < 0.05 }
        return [chi, z]
    }

    private static func distance(_ definition: Definition, _ value: Double?) -> Figure {
        var figure = Figure(definition, value.flatMap { $0.isFinite ? $0 : nil })
        figure.limit = 0.1
        figure.isDrift = figure.value.map { $0 >= 0.1 }
        return figure
    }
}

extension Definitions {
    package static let evdStability = Definition(
        id: "evd.psi",
        statement: "Σ (r - c) ln(r / c) over sturges bins of both, or up to 20 values; 0 filled with 0.0001.")
    package static let evdJensenShannon = Definition(
        id: "evd.jensenshannon",
        statement: "js.distance.natural over sturges bins of both, or up to 20 values, or categories.")
    package static let evdKullbackLeibler = Definition(
        id: "evd.kl-div", statement: "Σ r ln(r / c) over the bins of evd.psi, 0 filled and brought to 1.")
    package static let evdKolmogorovSmirnov = Definition(
        id: "evd.ks", statement: "D and the p of scipy.stats.ks_2samp; drift by p <= 0.05.")
    package static let evdWasserstein = Definition(
        id: "evd.wasserstein",
        statement: "∫ |F1 - F2| over the reference's population standard deviation, at least 0.001.")
    package static let evdHellingerNumeric = Definition(
        id: "evd.hellinger.numeric",
        statement: "hellinger.distance over sturges bins of the different values of both.")
    package static let evdHellingerCategories = Definition(
        id: "evd.hellinger.categories",
        statement: "hellinger.distance over the categories of both.")
    package static let evdChiSquared = Definition(
        id: "evd.chisquare",
        statement: "chi-squared.goodness-of-fit against the reference's shares; drift by p < 0.05.")
    package static let evdZ = Definition(
        id: "evd.z", statement: "proportions.pooled-z of one of two values; drift by p < 0.05.")
}
