import Model
import Statistics

/// How the labels of two sides differ.
struct LabelFigures: Sendable {
    /// A value of a segment, a labeller or a definition on both sides.
    struct Row: Sendable {
        /// Nil for all labellers or definitions together.
        let name: Identifier
        /// Nil for labels without one.
        let value: Identifier?
        let pair: LabelPair
        /// By band of scores.
        var bands: [LabelPair] = []
        /// Of the shares labelled, corrected for all values of all segments, or for all labellers.
        var corrected: Double?

        /// How the share of positives moved at the same score beyond that of all other labellers; p is for
        /// all of them.
        var beyond: (difference: Double, p: Double)?

        /// Whether its labels moved at the same score.
        var sameScore: MantelHaenszel? { MantelHaenszel(bands.map(\.classes)) }
    }

    let all: LabelPair
    let waits: EmpiricalGap?
    let medianWaits: (baseline: Double?, current: Double?)
    let scoreBands: [LabelPair]
    let rankBands: [LabelPair]
    let calls: [LabelPair]
    let segments: [Row]
    let labellers: [Row]
    let definitions: [Row]

    /// Whether the share labelled moved otherwise in some bands of equally many scores than in others, and
    /// in those called than in those not.
    let byRank: OddsHomogeneity?
    let byCall: OddsHomogeneity?
    /// The same of each segment's values.
    let homogeneity: [(name: Identifier, test: OddsHomogeneity)]
    /// Whether the share of positives moved otherwise with some labellers than with others.
    let byLabeller: OddsHomogeneity?
    /// Whether the labels have other definitions than before, and the share that has.
    let definitionTest: ChiSquaredTest?
    let definitionVariation: Double?
    /// Whether the same scores have other labels.
    let sameScore: MantelHaenszel?
    /// Scores of the positive and of the negative.
    let positives: EmpiricalGap?
    let negatives: EmpiricalGap?

    /// The segment where the share labelled moved most otherwise with one value than with another.
    var bySegment: (name: Identifier, test: OddsHomogeneity)? {
        homogeneity.max { $0.test.effect < $1.test.effect }
    }

    init(_ reading: LabelReading) {
        let (before, now) = (reading.baseline, reading.current)
        all = LabelPair(baseline: before.all, current: now.all)
        waits = EmpiricalGap(sorted: before.waits, now.waits)
        medianWaits = (
            Quantile.linear(sorted: before.waits[...], at: 0.5),
            Quantile.linear(sorted: now.waits[...], at: 0.5)
        )
        scoreBands = Self.pairs(before.scoreBands, now.scoreBands)
        rankBands = Self.pairs(before.rankBands, now.rankBands)
        calls = Self.pairs(before.calls, now.calls)
        let segmentRows = Self.segments(before.segments, now.segments)
        segments = Self.corrected(segmentRows)
        labellers = Self.contrasted(Self.corrected(Self.givers(before.labellers, now.labellers, all)))
        definitions = Self.givers(before.definitions, now.definitions, all)
        byRank = OddsHomogeneity(rankBands.dropLast().map(\.coverage))
        byCall = OddsHomogeneity(calls.dropLast().map(\.coverage))
        homogeneity = Set(segmentRows.map(\.name)).sorted().compactMap { name in
            OddsHomogeneity(segmentRows.filter { $0.name == name }.map(\.pair.coverage)).map { (name, $0) }
        }
        byLabeller = OddsHomogeneity(labellers.map(\.pair.classes))
        let mix = CountPair(
            baseline: definitions.map(\.pair.baseline.labelled),
            current: definitions.map(\.pair.current.labelled))
        definitionTest = mix.flatMap { ChiSquaredTest.pooled($0) }
        definitionVariation = mix?.shares.map { shares in
            zip(shares.baseline, shares.current).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 2
        }
        sameScore = MantelHaenszel(scoreBands.dropLast().map(\.classes))
        positives = EmpiricalGap(sorted: before.positiveScores, now.positiveScores)
        negatives = EmpiricalGap(sorted: before.negativeScores, now.negativeScores)
    }

    /// Of equally many bands; where one side has fewer, as many scores are equal, the bands have no pair.
    private static func pairs(_ before: [LabelCounts], _ now: [LabelCounts]) -> [LabelPair] {
        guard before.count == now.count else { return [] }
        return zip(before, now).map { LabelPair(baseline: $0, current: $1) }
    }

    private static func segments(
        _ before: [Identifier: [Identifier: LabelCounts]], _ now: [Identifier: [Identifier: LabelCounts]]
    ) -> [Row] {
        Set(before.keys).union(now.keys).sorted().flatMap { name -> [Row] in
            let (one, other) = (before[name] ?? [:], now[name] ?? [:])
            let values = Set(one.keys).union(other.keys)
            guard values.count <= LabelTallies.valuesMax else { return [] }
            return values.sorted().map { value in
                Row(
                    name: name, value: value,
                    pair: LabelPair(
                        baseline: one[value] ?? LabelCounts(), current: other[value] ?? LabelCounts()))
            }
        }
    }

    /// Those who label, or what they label by. Of each the decisions are all that are old enough, as nobody
    /// knows who would have labelled the rest.
    private static func givers<Name: Hashable>(
        _ before: [Name: [LabelCounts]], _ now: [Name: [LabelCounts]], _ all: LabelPair
    ) -> [Row] {
        func name(_ name: Name) -> Identifier? {
            (name as? Identifier) ?? (name as? Identifier?) ?? nil
        }
        func sum(_ counts: [LabelCounts]?, _ decisions: Int) -> LabelCounts {
            var sum = (counts ?? []).reduce(into: LabelCounts()) { $0.add($1) }
            sum.decisions = decisions
            return sum
        }
        let names = Set(before.keys).union(now.keys).map { (key: $0, name: name($0)) }.sorted { one, other in
            guard let second = other.name else { return false }
            return one.name.map { $0 < second } ?? true
        }
        let places = (before.values.first ?? now.values.first)?.count ?? 0
        let none = [LabelCounts](repeating: LabelCounts(), count: places)
        return names.map { key, name in
            Row(
                name: Identifier(""), value: name,
                pair: LabelPair(
                    baseline: sum(before[key], all.baseline.decisions),
                    current: sum(now[key], all.current.decisions)),
                bands: Self.pairs(before[key] ?? none, now[key] ?? none))
        }
    }

    private static func corrected(_ rows: [Row]) -> [Row] {
        let corrected = MultipleTests.bonferroni(rows.map { $0.pair.rates?.pValue })
        return zip(rows, corrected).map { row, p in
            var row = row
            row.corrected = p
            return row
        }
    }

    /// Each labeller beside all others: the difference of two Mantel-Haenszel differences by their errors.
    private static func contrasted(_ rows: [Row]) -> [Row] {
        guard rows.count > 1 else { return rows }
        let contrasts = rows.indices.map { place -> (difference: Double, p: Double)? in
            var others = rows[place].bands.map { _ in LabelPair() }
            for (other, row) in rows.enumerated() where other != place {
                for (band, pair) in row.bands.enumerated() {
                    others[band].baseline.add(pair.baseline)
                    others[band].current.add(pair.current)
                }
            }
            guard let own = rows[place].sameScore, let rest = MantelHaenszel(others.map(\.classes)),
                case let error = (own.error * own.error + rest.error * rest.error).squareRoot(), error > 0
            else { return nil }
            let difference = own.difference - rest.difference
            return (difference, Normal.twoSided(difference / error))
        }
        let corrected = MultipleTests.bonferroni(contrasts.map { $0?.p })
        return rows.enumerated().map { place, row in
            var row = row
            if let difference = contrasts[place]?.difference, let p = corrected[place] {
                row.beyond = (difference, p)
            }
            return row
        }
    }
}
