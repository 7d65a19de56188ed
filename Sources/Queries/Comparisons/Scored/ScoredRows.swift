import Model
import Projections
import Statistics

/// The decisions of one group that have a score: an element a decision in each array, in the order of the
/// series.
struct ScoredRows: Sendable {
    /// What is known of a decision, in the bits of a byte.
    enum Mark {
        /// The class of its label, a `RowClasses.Code`.
        static let label: UInt8 = 3
        /// A threshold is in force for it.
        static let hasThreshold: UInt8 = 4
        /// Its score is at or over that threshold.
        static let called: UInt8 = 8
        /// It is old enough that its label would be there.
        static let mature: UInt8 = 16
    }

    var series: Set<Series> = []
    var scores: [Double] = []
    /// In microseconds.
    var ats: [Int64] = []
    var marks: [UInt8] = []
    /// The money at stake, NaN for none; empty when no decision of the group states any.
    var values: [Double] = []
    /// The money that the current outcome states, NaN for none; empty when none states any.
    var amounts: [Double] = []
    /// Empty when they were not asked for.
    var positions: [Position] = []
    /// How far each score is from the threshold in force, NaN where there is none; empty when it was not
    /// asked for.
    var margins: [Double] = []
    /// The numbers of the fields that were asked for, NaN for none; each is empty when no decision has any.
    var columns: [[Double]] = []
    /// The thresholds that a policy would set by segment, NaN for none; empty when it sets none for any.
    var proposed: [Double] = []
    /// Decisions without a score, which are in none of the arrays.
    var withoutScore = 0
    /// The least and the greatest threshold in force.
    var thresholds: ClosedRange<Double>?

    var count: Int { scores.count }

    /// - Parameter expected: rows to make room for.
    init(expected: Int = 0) {
        scores.reserveCapacity(expected)
        ats.reserveCapacity(expected)
        marks.reserveCapacity(expected)
    }

    /// The label's class of a row.
    @inline(__always)
    func label(_ row: Int) -> UInt8 { marks[row] & Mark.label }

    /// Whether a row has all of some marks.
    @inline(__always)
    func has(_ mark: UInt8, _ row: Int) -> Bool { marks[row] & mark == mark }

    /// How many rows have all of some marks and a label of a class, or any.
    func count(_ mark: UInt8, label: UInt8? = nil) -> Int {
        var count = 0
        for own in marks where own & mark == mark && (label == nil || own & Mark.label == label) {
            count += 1
        }
        return count
    }

    /// The scores of mature rows with a label of a class, ascending.
    func matureScores(_ label: UInt8) -> [Double] {
        sortedScores { $0 & (Mark.mature | Mark.label) == Mark.mature | label }
    }

    /// The scores of the rows whose marks fit, ascending. Cost: a pass and a sort.
    func sortedScores(_ isWanted: (UInt8) -> Bool) -> [Double] {
        var found: [Double] = []
        for row in scores.indices where isWanted(marks[row]) { found.append(scores[row]) }
        return RadixSort.sorted(found)
    }

    /// The scores of mature rows with their labels.
    var labelled: LabelledScores {
        LabelledScores(
            sortedPositives: matureScores(RowClasses.Code.positive),
            sortedNegatives: matureScores(RowClasses.Code.negative))
    }

    /// What became of the mature rows with a label that have a threshold, as they were decided.
    var confusionInForce: Confusion {
        var counts = [Int](repeating: 0, count: 4)
        let wanted = Mark.mature | Mark.hasThreshold
        for mark in marks where mark & wanted == wanted {
            let label = mark & Mark.label
            guard label == RowClasses.Code.positive || label == RowClasses.Code.negative else { continue }
            counts[(mark & Mark.called == 0 ? 2 : 0) + (label == RowClasses.Code.positive ? 0 : 1)] += 1
        }
        return Confusion(
            truePositives: counts[0], falsePositives: counts[1], falseNegatives: counts[2],
            trueNegatives: counts[3])
            ?? Confusion(LabelledScores(sortedPositives: [], sortedNegatives: []), at: 0)
    }

    /// The least and greatest score; nil without rows.
    var range: ClosedRange<Double>? {
        guard var low = scores.first else { return nil }
        var high = low
        for score in scores {
            if score < low { low = score }
            if score > high { high = score }
        }
        return low...high
    }

    /// Only some of the rows.
    func keeping(_ rows: [Int]) -> ScoredRows {
        var kept = ScoredRows()
        kept.series = series
        kept.thresholds = thresholds
        kept.scores = rows.map { scores[$0] }
        kept.ats = rows.map { ats[$0] }
        kept.marks = rows.map { marks[$0] }
        if !values.isEmpty { kept.values = rows.map { values[$0] } }
        if !amounts.isEmpty { kept.amounts = rows.map { amounts[$0] } }
        if !positions.isEmpty { kept.positions = rows.map { positions[$0] } }
        if !margins.isEmpty { kept.margins = rows.map { margins[$0] } }
        if !proposed.isEmpty { kept.proposed = rows.map { proposed[$0] } }
        kept.columns = columns.map { column in column.isEmpty ? [] : rows.map { column[$0] } }
        return kept
    }
}
