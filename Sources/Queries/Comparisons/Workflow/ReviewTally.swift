import Model
import Projections

/// What people said of decisions, of those that are old enough: at the same age on either side, so that an
/// older side has not had longer to be looked at. `review.by-age`.
struct ReviewTally: Sendable {
    /// Days after a decision in which its reviews count.
    static let days: Int64 = 7

    /// Decisions at least that old.
    private(set) var settled = 0
    /// Of them, by the verdict of their last review.
    private(set) var verdicts: [Review.Verdict: Int] = [:]
    /// Of the overridden, by the reason that is given.
    private(set) var reasons: [String: Int] = [:]

    var reviewed: Int { verdicts.values.reduce(0, +) }
    var overridden: Int { verdicts[.override] ?? 0 }

    /// Takes the chosen rows of a chunk.
    mutating func add(_ rows: ChunkColumns, _ chosen: ChosenRows, _ reviews: SeriesReviews) {
        let mask = chosen.mask
        for row in 0..<rows.count where mask[row] && rows.ats[row] <= reviews.youngest { settled += 1 }
        for (row, review) in reviews.of(rows.firstRow..<(rows.firstRow + rows.count)) {
            let place = row - rows.firstRow
            guard mask[place], rows.ats[place] <= reviews.youngest,
                let last = review.last(where: {
                    $0.at.microseconds - rows.ats[place] <= SeriesReviews.age
                })
            else { continue }
            verdicts[last.review.verdict, default: 0] += 1
            if last.review.verdict == .override { reasons[last.review.reason, default: 0] += 1 }
        }
    }

    mutating func merge(_ other: ReviewTally) {
        settled += other.settled
        verdicts.merge(other.verdicts, uniquingKeysWith: +)
        reasons.merge(other.reasons, uniquingKeysWith: +)
    }
}

/// The reviews of one series' decisions.
struct SeriesReviews: Sendable {
    static let age = ReviewTally.days * 86_400_000_000

    /// The time of the youngest decision that is old enough, in microseconds.
    let youngest: Int64
    /// By row, ascending; each row's in position order.
    private let rows: [(row: Int, reviews: [DecisionReview])]

    init(_ reviews: [DecisionReview], evaluated: Timestamp) {
        youngest = evaluated.microseconds - Self.age
        rows = Dictionary(grouping: reviews) { Int($0.row) }.map { ($0.key, $0.value) }
            .sorted { $0.row < $1.row }
    }

    /// Those of some rows.
    func of(_ range: Range<Int>) -> [(row: Int, reviews: [DecisionReview])] {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].row < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return Array(rows[low...].prefix { $0.row < range.upperBound })
    }
}
