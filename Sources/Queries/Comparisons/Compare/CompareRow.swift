import Statistics

/// What the scores of one group come to on both sides.
struct CompareRow: Sendable {
    let key: GroupKey
    let baseline: SideScores
    let current: SideScores
    let family: DefinitionFamily
    /// The family's statistics.
    let figures: TwoSample
    /// Nil when either side has no scores.
    let gap: EmpiricalGap?
    /// D of the Kolmogorov-Smirnov test, with all its p.
    let probabilities: KolmogorovProbabilities?
    /// The baseline's tenths; nil without baseline scores.
    let tenths: (edges: [Double], counts: CountPair)?
    let scale: Bins.Scale?
    /// Both sides in the bins of the scale, what is outside in the outer bins; nil without a scale.
    let bins: (edges: [Double], counts: CountPair)?
    let moments: (baseline: Moments, current: Moments)
    let medians: (baseline: Double?, current: Double?)
    /// p over all groups, Bonferroni's; what the verdict goes by.
    var corrected: Double?
    var verdict = ComparisonRule.Verdict.noData

    init(
        _ key: GroupKey, _ baseline: SideScores, _ current: SideScores, _ family: DefinitionFamily,
        scale: Bins.Scale?, bins count: Int
    ) {
        self.key = key
        self.baseline = baseline
        self.current = current
        self.family = family
        self.scale = scale
        figures = TwoSample.numeric(family, baseline.sample, current.sample, chunks: baseline.chunks)
        gap = EmpiricalGap(sorted: baseline.scores, current.scores)
        let known = figures.figures.first { $0.pDefinition == Definitions.ksExact }
        probabilities = gap.map { KolmogorovProbabilities($0, known: known) }
        tenths = StabilityIndex.tenths(sorted: baseline.scores[...], current.scores[...]).map {
            (BinEdges.deciles(sorted: baseline.scores[...]), $0)
        }
        bins = scale.flatMap { Histogram(low: $0.low, high: $0.high, bins: count) }.flatMap { histogram in
            CountPair(
                baseline: Self.counts(baseline.scores, histogram.edges),
                current: Self.counts(current.scores, histogram.edges)
            ).map { (histogram.edges, $0) }
        }
        moments = (baseline.moments, current.moments)
        medians = (baseline.median, current.median)
    }

    /// Counts in bins of which the outer ones are open.
    private static func counts(_ sorted: [Double], _ edges: [Double]) -> [Int] {
        BinEdges.counts(sorted: sorted[...], inner: Array(edges.dropFirst().dropLast()))
    }

    /// Distances over the bins of the scale: Jensen-Shannon, Kullback-Leibler and Hellinger.
    var distances: [Figure] {
        let shares = bins?.counts.shares
        func distance(_ of: ([Double], [Double]) -> Double?) -> Double? {
            shares.flatMap { of($0.baseline, $0.current) }
        }
        return [
            Figure(
                Definitions.jensenShannonDistance,
                distance { Divergence.jensenShannonDistance($0, $1, base: .two) }),
            Figure(Definitions.kullbackLeibler, distance(Divergence.kullbackLeibler)),
            Figure(Definitions.hellingerDistance, distance(Divergence.hellinger)),
        ]
    }

    /// How far the mean has moved.
    var meanShift: Double? {
        guard let before = moments.baseline.mean, let after = moments.current.mean else { return nil }
        return after - before
    }

    var medianShift: Double? {
        guard let before = medians.baseline, let after = medians.current else { return nil }
        return after - before
    }

    /// The same in sample standard deviations of the baseline; nil when that does not vary.
    var meanShiftInDeviations: Double? {
        guard let shift = meanShift, let deviation = moments.baseline.sampleDeviation, deviation > 0 else {
            return nil
        }
        let size = shift / deviation
        return size.isFinite ? size : nil
    }

    /// Shares at or over the threshold in force; nil where no score has one.
    var shares: TwoProportions? {
        guard
            let before = Proportion(
                hits: Int64(baseline.atOrOver), of: Int64(baseline.thresholds.count)),
            let after = Proportion(hits: Int64(current.atOrOver), of: Int64(current.thresholds.count)),
            before.count > 0, after.count > 0
        else { return nil }
        return TwoProportions(baseline: before, current: after)
    }

    /// The rows of several groups, with p corrected for there being several.
    static func judged(_ rows: [CompareRow], _ rule: ComparisonRule) -> [CompareRow] {
        let tested = rows.map { row in
            min(row.baseline.scores.count, row.current.scores.count) < ComparisonRule.leastCount
                ? nil : row.probabilities?.p
        }
        let count = Double(tested.count { $0 != nil })
        return zip(rows, tested).map { row, p in
            var row = row
            row.corrected = p.map { min($0 * count, 1) }
            row.verdict =
                row.family == .daybook
                ? rule.verdict(
                    p: row.corrected, effect: row.gap?.distance,
                    counts: (row.baseline.scores.count, row.current.scores.count))
                : ComparisonRule.verdict(of: row.figures.lead)
            return row
        }
    }
}
