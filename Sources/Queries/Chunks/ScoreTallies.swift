import Model
import Projections
import Statistics
import Wire

/// The scores of one row of a distribution, and how they stand to their thresholds.
struct ScoreTally: Sendable {
    var withoutScore: Int64 = 0
    /// The series that the scores come from.
    var series: Set<Series> = []
    var withThreshold: Int64 = 0
    var atOrOver: Int64 = 0
    var disagreements: Int64 = 0
    var moments = MomentPasses()

    var withoutThreshold: Int64 { Int64(moments.count) - withThreshold }

    /// Adds what another has taken in the first pass; later ones are for the moments alone.
    mutating func merge(_ other: ScoreTally, isFirst: Bool) {
        moments.merge(other.moments)
        guard isFirst else { return }
        withoutScore += other.withoutScore
        series.formUnion(other.series)
        withThreshold += other.withThreshold
        atOrOver += other.atOrOver
        disagreements += other.disagreements
    }
}

/// Gathers the scores of a selection by group, chunk by chunk.
struct ScoreTallies: Mergeable {
    /// Scores held at a time: 32 MiB. With more, chunks are gone through twice, which costs less than to hold
    /// them.
    static let keepMax = 1 << 22

    /// The groupings and, last, the stretch of time.
    let parts: [GroupingArgument]
    let book = GroupBook()
    private(set) var tallies: [ScoreTally] = []
    private(set) var order: OrderStatistics
    private var isFirst = true

    /// - Parameter rows: as many scores there are at most.
    init(parts: [GroupingArgument], rows: Int, keepMax: Int = keepMax) {
        self.parts = parts
        // Where it is clear that they cannot all be held, none but the small groups are.
        order = OrderStatistics(keepMax: keepMax, keepFirst: rows <= keepMax ? keepMax : keepMax / 64)
    }

    static func needs(_ parts: [GroupingArgument]) -> ChunkNeeds {
        var needs = ChunkGroups.needs(parts)
        needs.add(ColumnKey.field(.score))
        return needs
    }

    /// - Parameters:
    ///   - policies: nil when thresholds were looked at in an earlier pass.
    ///   - guess: the range that scores of this model are said to lie in, the same with every chunk of it.
    mutating func add(
        _ rows: ChunkColumns, _ chosen: ChosenRows, policies: ThresholdPolicies?, guess: ClosedRange<Double>
    ) throws {
        let groups = ChunkGroups(rows, parts)
        let scores = rows.numbers(.score)
        let gathered = GatheredScores(
            scores, chosen, groups, areAllThere: rows.hasAllNumbers(.score))
        var numbers = [Int](repeating: -1, count: groups.values.count)
        for code in gathered.counts.indices where gathered.counts[code] > 0 {
            let key = GroupKey(model: rows.series.model, values: groups.values[code])
            let number = book.number(key)
            numbers[code] = number
            while tallies.count <= number { tallies.append(ScoreTally()) }
            if policies != nil {
                tallies[number].series.insert(rows.series)
                tallies[number].withoutScore += Int64(gathered.counts[code] - gathered.scores(code).count)
            }
            tallies[number].moments.add(contentsOf: gathered.scores(code))
            order.add(gathered.scores(code), group: number, guess: guess)
        }
        try Grouping.check(rows: tallies.count)
        if let policies { addThresholds(rows, chosen, policies, scores, groups, numbers) }
    }

    mutating func merge(_ other: ScoreTallies) throws {
        while tallies.count < other.tallies.count { tallies.append(ScoreTally()) }
        for (number, tally) in other.tallies.enumerated() { tallies[number].merge(tally, isFirst: isFirst) }
        order.merge(other.order)
        try Grouping.check(rows: tallies.count)
    }

    private mutating func addThresholds(
        _ rows: ChunkColumns, _ chosen: ChosenRows, _ policies: ThresholdPolicies, _ scores: [Double]?,
        _ groups: ChunkGroups, _ numbers: [Int]
    ) {
        let own = rows.numbers(.threshold)
        let stated = policies.stated(rows)
        guard own != nil || stated != nil else { return }
        var counts = [ThresholdCounts](repeating: ThresholdCounts(), count: numbers.count)
        if let scores, let own, stated == nil, case .all = chosen, groups.codes.isEmpty {
            // What nearly always is: one group, and no policy.
            counts[0].add(scores: scores, own: own)
        } else {
            let none =
                own == nil || stated == nil || scores == nil
                ? [Double](repeating: .nan, count: rows.count) : []
            let (score, mine, policy) = (scores ?? none, own ?? none, stated ?? none)
            chosen.forEach { row in
                counts[groups.code(row)].add(score: score[row], own: mine[row], stated: policy[row])
            }
        }
        for (code, number) in numbers.enumerated() where number >= 0 {
            tallies[number].withThreshold += Int64(counts[code].with)
            tallies[number].atOrOver += Int64(counts[code].atOrOver)
            tallies[number].disagreements += Int64(counts[code].disagreements)
        }
    }

    /// Ends a pass.
    /// - Parameter wanted: ranks and cuts of a group, once its extremes and count are known.
    /// - Returns: whether all chunks have to be handed over once more.
    mutating func close(_ wanted: (ScoreTally) throws -> OrderStatistics.Wanted) rethrows -> Bool {
        var wantsMore = false
        var wants: [OrderStatistics.Wanted] = []
        for number in tallies.indices {
            let kept = isFirst ? order.values(group: number) : nil
            var isOpen = tallies[number].moments.close()
            if isFirst { wants.append(try wanted(tallies[number])) }
            while isOpen, let kept {
                tallies[number].moments.add(contentsOf: kept[...])
                isOpen = tallies[number].moments.close()
            }
            if isOpen { wantsMore = true }
        }
        isFirst = false
        let ordersMore = order.close { wants[$0] }
        return wantsMore || ordersMore
    }
}

/// How scores of a chunk stand to their thresholds.
private struct ThresholdCounts {
    var with: Int32 = 0
    var atOrOver: Int32 = 0
    var disagreements: Int32 = 0

    /// All rows of a chunk, where no policy states a threshold.
    mutating func add(scores: [Double], own: [Double]) {
        let found = Kernels.compare(scores, atOrOver: own)
        with += Int32(found.both)
        atOrOver += Int32(found.atOrOver)
    }

    /// NaN stands for none.
    @inline(__always)
    mutating func add(score: Double, own: Double, stated: Double) {
        if own < stated || own > stated { disagreements += 1 }
        let threshold = own.isNaN ? stated : own
        guard !score.isNaN, !threshold.isNaN else { return }
        with += 1
        if score >= threshold { atOrOver += 1 }
    }
}

/// The scores of a chunk's chosen rows, those of a group together, in the order of their rows.
private struct GatheredScores {
    /// By code: rows, with a score or without.
    let counts: [Int]
    private let values: [Double]
    /// By code: where its scores begin; and the end of all.
    private let starts: [Int]

    /// - Parameter areAllThere: whether every row is known to have a score.
    init(_ scores: [Double]?, _ chosen: ChosenRows, _ groups: ChunkGroups, areAllThere: Bool) {
        if groups.codes.isEmpty {
            counts = [chosen.population]
            values = Self.scores(scores ?? [], chosen, areAllThere)
            starts = [0, values.count]
            return
        }
        var counts = [Int](repeating: 0, count: groups.values.count)
        chosen.forEach { counts[Int(groups.codes[$0])] += 1 }
        self.counts = counts
        guard let scores else {
            values = []
            starts = [Int](repeating: 0, count: counts.count + 1)
            return
        }
        var scored = [Int](repeating: 0, count: counts.count)
        chosen.forEach { if !scores[$0].isNaN { scored[Int(groups.codes[$0])] += 1 } }
        var starts: [Int] = []
        var sum = 0
        for count in scored {
            starts.append(sum)
            sum += count
        }
        var next = starts
        var values = [Double](repeating: 0, count: sum)
        chosen.forEach { row in
            guard !scores[row].isNaN else { return }
            let code = Int(groups.codes[row])
            values[next[code]] = scores[row]
            next[code] += 1
        }
        self.values = values
        self.starts = starts + [sum]
    }

    private static func scores(_ scores: [Double], _ chosen: ChosenRows, _ areAllThere: Bool) -> [Double] {
        if case .all = chosen, areAllThere { return scores }
        if scores.isEmpty { return [] }
        var found: [Double] = []
        chosen.forEach { if !scores[$0].isNaN { found.append(scores[$0]) } }
        return found
    }

    func scores(_ code: Int) -> ArraySlice<Double> { values[starts[code]..<starts[code + 1]] }
}
