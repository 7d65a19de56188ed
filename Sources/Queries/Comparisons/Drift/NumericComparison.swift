import Statistics

/// The numbers of a feature on both sides.
struct NumericComparison: Sendable {
    let figures: TwoSample
    let gap: EmpiricalGap?
    let probabilities: KolmogorovProbabilities?
    /// Stratum by stratum; nil without a season, or where no stratum has values of both sides.
    let seasonal: StratifiedTest?
    let moments: (baseline: Moments, current: Moments)
    let medians: (baseline: Double?, current: Double?)
    /// The value that most of the baseline have, the least of several; nil when every value differs.
    let mostFrequent: (value: Double, baseline: Int, current: Int)?
    let unit: UnitJump?
    /// The same of a part of the current values, where there is none of all.
    let partialUnit: PartialUnitJump?
    /// The value that became more frequent than it was; nil for numbers that are no feature's own.
    let pointMass: PointMass?
    /// Each window of the baseline against the others, and each current one against the baseline.
    let windows: (baseline: [WindowFigure], current: [WindowFigure])

    /// - Parameter findsUnits: false for numbers that are no feature's own, such as lengths.
    init(
        _ baseline: FeatureSample, _ current: FeatureSample, _ rows: DriftRows, _ family: DefinitionFamily,
        findsUnits: Bool = true
    ) {
        let groups = max(
            rows.season.strata, rows.baseline.periods.count, rows.current.periods.count,
            NannyML.chunks(rows: rows.baseline.count).count)
        if let before = CountedSide(baseline, groups: groups),
            let after = CountedSide(current, groups: groups)
        {
            self.init(
                before, after, (baseline.missing, current.missing), rows, family, findsUnits: findsUnits)
        } else {
            self.init(
                SortedSide(baseline), SortedSide(current), (baseline.missing, current.missing), rows, family,
                findsUnits: findsUnits)
        }
    }

    private init<Side: OrderedSide>(
        _ before: Side, _ after: Side, _ missing: (baseline: Int, current: Int), _ rows: DriftRows,
        _ family: DefinitionFamily, findsUnits: Bool
    ) {
        let (first, second) = (before.values[...], after.values[...])
        let chunks =
            family == .nannyML
            ? before.grouped(by: rows.baseline.chunks, NannyML.chunks(rows: rows.baseline.count).count)?
                .parted().map { NumericSample(sorted: $0) } ?? [] : []
        gap = Side.gap(before, after)
        figures = TwoSample.numeric(
            family, NumericSample(sorted: first, missing: missing.baseline),
            NumericSample(sorted: second, missing: missing.current), chunks: chunks, gap: gap)
        let known = figures.figures.first { $0.pDefinition == Definitions.ksExact }
        probabilities = gap.map { KolmogorovProbabilities($0, known: known) }
        moments = (Moments(first), Moments(second))
        medians = (Quantile.linear(sorted: first, at: 0.5), Quantile.linear(sorted: second, at: 0.5))
        mostFrequent = Self.mostFrequent(first).map { value, count in
            let upTo = BinEdges.count(sorted: second, upTo: value)
            return (value, count, upTo - BinEdges.count(sorted: second, below: value))
        }
        unit = findsUnits ? UnitJump.find(sorted: first, second) : nil
        partialUnit = findsUnits && unit == nil ? PartialUnitJump.find(sorted: first, second) : nil
        pointMass = findsUnits ? PointMass(sorted: before.values, after.values) : nil
        if rows.season == .none {
            seasonal = nil
        } else {
            let strata = rows.season.strata
            seasonal = before.grouped(by: rows.baseline.strata, strata).flatMap { before in
                after.grouped(by: rows.current.strata, strata).flatMap { Side.stratified(before, $0) }
            }
        }
        let own = before.grouped(by: rows.baseline.windows, rows.baseline.periods.count)
        let now = after.grouped(by: rows.current.windows, rows.current.periods.count)
        windows = (
            own.map { WindowFigure.all($0.counts, $0.gapsToRest()) } ?? [],
            now.map { WindowFigure.all($0.counts, $0.gaps(to: before.reference)) } ?? []
        )
    }

    private static func mostFrequent(_ sorted: ArraySlice<Double>) -> (Double, Int)? {
        let values = sorted.span
        var (index, most, found) = (0, 1, 0.0)
        while index < values.count {
            var end = index + 1
            while end < values.count, values[end] <= values[index] { end += 1 }
            if end - index > most { (most, found) = (end - index, values[index]) }
            index = end
        }
        return most > 1 || values.count == 1 ? (values.count == 1 ? values[0] : found, most) : nil
    }
}

/// Every p of a Kolmogorov-Smirnov test.
struct KolmogorovProbabilities: Sendable {
    /// Nil with over 10,000 values on a side.
    let exact: Double?
    let asymptotic: Double
    let limit: Double

    /// - Parameter known: a figure whose p is the exact one, if there is any.
    init(_ gap: EmpiricalGap, known: Figure?) {
        asymptotic = KolmogorovSmirnov.asymptotic(gap)
        limit = KolmogorovSmirnov.limit(gap)
        if let known, known.pDefinition == Definitions.ksExact {
            exact = known.p
        } else {
            exact =
                max(gap.first, gap.second) <= KolmogorovSmirnov.exactMaximum
                ? KolmogorovSmirnov.exact(gap) : nil
        }
    }

    /// scipy's choice.
    var p: Double { exact ?? asymptotic }
}
