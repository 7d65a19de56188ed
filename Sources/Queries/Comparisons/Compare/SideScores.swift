import Model
import Projections
import Statistics
import Wire

/// The scores that one side of a comparison has in one group.
struct SideScores: Sendable {
    /// Decisions of the group, with a score or without.
    var decisions = 0
    /// Ascending.
    var scores: [Double] = []
    /// The thresholds in force of the scores that have one, ascending.
    var thresholds: [Double] = []
    /// Scores at or over the threshold that was in force for them.
    var atOrOver = 0
    /// The series that the decisions come from.
    var series: Set<Series> = []
    /// The scores of NannyML's chunks, each ascending; only where that family is asked for.
    var chunks: [NumericSample] = []

    var withoutScore: Int { decisions - scores.count }
    var moments: Moments { Moments(scores) }
    var median: Double? { Quantile.linear(sorted: scores[...], at: 0.5) }

    /// The threshold that most of the scores have, the least of those that are equally frequent; nil when
    /// none has any. `threshold.most-frequent`.
    var threshold: (value: Double, count: Int, different: Int)? {
        let distinct = DistinctValues(thresholds[...], [])
        guard let most = distinct.counts.baseline.max(),
            let index = distinct.counts.baseline.firstIndex(of: most)
        else { return nil }
        return (distinct.values[index], most, distinct.count)
    }

    /// How many scores are at or over a threshold that holds for all.
    func count(atOrOver threshold: Double) -> Int {
        scores.count - BinEdges.count(sorted: scores[...], below: threshold)
    }

    var sample: NumericSample { NumericSample(sorted: scores, missing: withoutScore) }
}

/// Reads the scores of one side, group by group.
struct SideScoresReading {
    let parts: [GroupingArgument]
    /// Whether the order of decisions in time is wanted, too.
    let wantsTimes: Bool

    /// The groups by value of the groupings, the models left out, in the order in which they are met.
    func read(
        _ side: Side, _ request: Request, _ view: borrowing View
    ) throws -> (groups: [GroupKey: SideScores], leftOut: LeftOut) {
        let (selection, request) = (side.selection, side.asking(request))
        var leftOut = LeftOut(selection.filter)
        var policies = PolicyBook()
        var needs = ScoreTallies.needs(parts)
        needs.ats = needs.ats || wantsTimes
        for series in try selection.series(view) {
            needs.add(try policies.policies(of: series.model, view, asOf: request.position).needs)
        }
        let book = GroupBook()
        var builders: [Builder] = []
        var total = 0
        let expected = parts.isEmpty ? try selection.expectedRows(request, view) : 0
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            let own = try policies.policies(of: rows.series.model, view, asOf: request.position)
            let groups = ChunkGroups(rows, parts)
            var numbers = [Int](repeating: -1, count: groups.values.count)
            chosen.forEach { row in
                let code = groups.code(row)
                guard numbers[code] < 0 else { return }
                numbers[code] = book.number(
                    GroupKey(model: Identifier(""), values: groups.values[code]))
            }
            while builders.count < book.keys.count { builders.append(Builder(expected: expected)) }
            try Grouping.check(rows: builders.count)
            for number in numbers where number >= 0 { builders[number].series.insert(rows.series) }
            add(rows, chosen, groups, numbers, stated: own.stated(rows), to: &builders)
            total += chosen.population
            guard total <= ColumnSample.numbersMax else {
                throw QueryFailure(
                    .tooLong,
                    "a side has more than \(ColumnSample.numbersMax) scores; ask about less: a version, a segment, "
                        + "or a window with from and to")
            }
        }
        var found: [GroupKey: SideScores] = [:]
        for (key, builder) in zip(book.keys, builders) { found[key] = builder.closed(wantsTimes) }
        return (found, leftOut)
    }

    private func add(
        _ rows: ChunkColumns, _ chosen: ChosenRows, _ groups: ChunkGroups, _ numbers: [Int],
        stated: [Double]?, to builders: inout [Builder]
    ) {
        let none = [Double](repeating: .nan, count: rows.count)
        let scores = rows.numbers(.score) ?? none
        let own = rows.numbers(.threshold)
        var inForce = own ?? stated ?? none
        if let own, let stated {
            for row in own.indices where own[row].isNaN { inForce[row] = stated[row] }
        }
        if groups.codes.isEmpty, let number = numbers.first, number >= 0 {
            builders[number].add(scores, inForce, wantsTimes ? rows.ats : [], chosen)
            return
        }
        chosen.forEach { row in
            builders[numbers[groups.code(row)]].add(
                scores[row], inForce[row], wantsTimes ? rows.ats[row] : nil)
        }
    }

    /// The scores of a group as they come.
    private struct Builder {
        var series: Set<Series> = []
        /// NaN for decisions without a score.
        private var scores: [Double] = []
        /// NaN for decisions without a threshold in force.
        private var inForce: [Double] = []
        private var ats: [Int64] = []

        /// - Parameter expected: rows to make room for.
        init(expected: Int) {
            scores.reserveCapacity(expected)
            inForce.reserveCapacity(expected)
        }

        mutating func add(_ score: Double, _ threshold: Double, _ at: Int64?) {
            scores.append(score)
            inForce.append(threshold)
            if let at { ats.append(at) }
        }

        mutating func add(
            _ scores: [Double], _ thresholds: [Double], _ ats: [Int64], _ chosen: ChosenRows
        ) {
            if case .all = chosen {
                self.scores += scores
                inForce += thresholds
                self.ats += ats
            } else {
                chosen.forEach { row in
                    add(scores[row], thresholds[row], ats.isEmpty ? nil : ats[row])
                }
            }
        }

        func closed(_ wantsTimes: Bool) -> SideScores {
            var side = SideScores(decisions: scores.count, series: series)
            var (kept, thresholds): ([Double], [Double]) = ([], [])
            kept.reserveCapacity(scores.count)
            for index in scores.indices where !scores[index].isNaN {
                kept.append(scores[index])
                guard !inForce[index].isNaN else { continue }
                thresholds.append(inForce[index])
                if scores[index] >= inForce[index] { side.atOrOver += 1 }
            }
            side.scores = RadixSort.sorted(kept)
            side.thresholds = RadixSort.sorted(thresholds)
            if wantsTimes { side.chunks = TimeChunks.nannyML(scores, ats) }
            return side
        }
    }
}

/// NannyML's chunks of a column: its rows in the order of their time, in tenths.
enum TimeChunks {
    /// - Parameters:
    ///   - values: by row, NaN for none.
    ///   - ats: by row. Rows of the same time stay in the order in which they came.
    static func nannyML(_ values: [Double], _ ats: [Int64]) -> [NumericSample] {
        let order = ats.indices.sorted { (ats[$0], $0) < (ats[$1], $1) }
        return NannyML.chunks(rows: values.count).map { range in
            let chunk = order[range].map { values[$0] }.filter { !$0.isNaN }
            return NumericSample(sorted: RadixSort.sorted(chunk), missing: range.count - chunk.count)
        }
    }
}
