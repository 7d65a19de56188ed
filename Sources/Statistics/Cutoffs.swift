/// Where to cut a scale of scores: called is who is at or over the cutoff.
///
/// Rows of one score are always on the same side. A cutoff is nil where nobody is to be called.
package struct Cutoff: Sendable, Hashable {
    /// The least score called; nil for nobody.
    package let score: Double?
    /// Rows called by it, of those that it was found on.
    package let called: Int
    package let count: Int

    package var share: Proportion { Proportion(hits: Int64(called), of: Int64(count)) ?? Proportion.none }

    /// The cutoff on another scale that calls the share of rows which is nearest to what a cutoff calls on
    /// the first. Both arrays ascend. Of two shares equally near the smaller one is taken. Nil when either is
    /// empty or the cutoff is no number. Cost: O(log n). `Definitions.cutoffSameShare`.
    package static func sameShare(as cutoff: Double, on first: [Double], other: [Double]) -> Cutoff? {
        guard !first.isEmpty, !other.isEmpty, !cutoff.isNaN else { return nil }
        return sameShare(called: first.count - lowerBound(first, cutoff), of: first.count, other: other)
    }

    /// The same for so many called of so many rows on the first scale, however they were called. Nil when
    /// either is empty, and unless `0 <= called <= count`. Cost: O(log n). `Definitions.cutoffSameShare`.
    package static func sameShare(called: Int, of count: Int, other: [Double]) -> Cutoff? {
        guard count > 0, called >= 0, called <= count, !other.isEmpty else { return nil }
        // The wanted number of the other's rows is wanted / count.
        let wanted = Int128(called) * Int128(other.count)
        let whole = Int(wanted / Int128(count))
        // The ties around that row begin at one of these two; everything else is farther.
        let fewer = callable(other, atMost: whole)
        let more = callable(
            other, atLeast: min(other.count, whole + (wanted % Int128(count) == 0 ? 0 : 1)))
        func distance(_ called: Int) -> UInt128 {
            (Int128(called) * Int128(count) - wanted).magnitude
        }
        return at(distance(more) < distance(fewer) ? more : fewer, other)
    }

    /// The cutoff at a quantile of all scores, which ascend: as quantile.linear at one less the share. Nil
    /// without scores and for a share that is not in 0...1. `Definitions.cutoffPercentile`.
    package static func percentile(share: Double, of scores: [Double]) -> Cutoff? {
        guard share >= 0, share <= 1 else { return nil }
        return percentile(at: 1 - share, of: scores)
    }

    /// The same by the quantile itself: what is written 0.3 is not rounded on its way through 0.7.
    package static func percentile(at point: Double, of scores: [Double]) -> Cutoff? {
        guard let score = Quantile.linear(sorted: scores[...], at: point) else { return nil }
        return Cutoff(
            score: score, called: scores.count - lowerBound(scores, score), count: scores.count)
    }

    /// The lowest cutoff that never calls more than so many in one day, whatever the day. Each day's scores
    /// ascend. Nil without scores, and when `perDay` is negative. Cost: O(n log n) over all scores only to
    /// find the next score up, else O(days). `Definitions.cutoffCapacity`.
    package static func capacity(perDay: Int, days: [[Double]]) -> Cutoff? {
        let count = days.reduce(0) { $0 + $1.count }
        guard perDay >= 0, count > 0 else { return nil }
        // Day by day the highest score that must not be called any more; the cutoff is the next one over all
        // of them.
        let barred = days.compactMap { $0.count > perDay ? $0[$0.count - perDay - 1] : nil }.max()
        var least: Double?
        var called = 0
        for day in days {
            let start = barred.map { upperBound(day, $0) } ?? 0
            guard start < day.count else { continue }
            called += day.count - start
            least = min(least ?? day[start], day[start])
        }
        return Cutoff(score: least, called: called, count: count)
    }

    /// The lowest cutoff that calls at most so many rows in all: `perDay` times the days for a capacity that
    /// holds on average. The scores ascend. Nil without scores and for a negative number.
    /// `Definitions.cutoffCount`.
    package static func count(atMost most: Int, of scores: [Double]) -> Cutoff? {
        guard most >= 0, !scores.isEmpty else { return nil }
        return at(callable(scores, atMost: min(most, scores.count)), scores)
    }

    /// The cutoff with the highest F1. Of equal ones the highest cutoff. Nil without positives. Cost: one
    /// pass. `Definitions.cutoffF1`.
    package static func maximumF1(_ scores: LabelledScores) -> (cutoff: Cutoff, f1: Double)? {
        guard scores.positives > 0 else { return nil }
        var best: (hits: Int, called: Int, score: Double)?
        var (hits, called) = (0, 0)
        for tally in scores.tallies.reversed() {
            hits += tally.positives
            called += tally.count
            // F1 = 2 hits / (called + positives): compared as whole numbers.
            let now = Int128(hits) * Int128((best?.called ?? 0) + scores.positives)
            let before = Int128(best?.hits ?? 0) * Int128(called + scores.positives)
            if now > before { best = (hits, called, tally.score) }
        }
        return best.map { best in
            (
                Cutoff(score: best.score, called: best.called, count: scores.count),
                2 * Double(best.hits) / Double(best.called + scores.positives)
            )
        }
    }

    /// The cutoff of a number of called rows, which is at a score's first row.
    private static func at(_ called: Int, _ scores: [Double]) -> Cutoff {
        Cutoff(
            score: called > 0 ? scores[scores.count - called] : nil, called: called, count: scores.count)
    }

    /// The most rows up to a number that can be called without parting rows of one score.
    private static func callable(_ scores: [Double], atMost most: Int) -> Int {
        let start = scores.count - most
        guard start > 0, start < scores.count, scores[start - 1] == scores[start] else { return most }
        return scores.count - upperBound(scores, scores[start])
    }

    /// The fewest rows from a number on that can be called without parting rows of one score.
    private static func callable(_ scores: [Double], atLeast least: Int) -> Int {
        guard least > 0, least < scores.count else { return least }
        return scores.count - lowerBound(scores, scores[scores.count - least])
    }

    /// The place of the first score that is not below.
    private static func lowerBound(_ scores: [Double], _ score: Double) -> Int {
        bound(scores) { $0 < score }
    }

    /// The place of the first score that is above.
    private static func upperBound(_ scores: [Double], _ score: Double) -> Int {
        bound(scores) { $0 <= score }
    }

    private static func bound(_ scores: [Double], _ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(scores[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What each outcome of a decision costs; gains are negative costs.
package struct CostMatrix: Sendable, Hashable {
    package let truePositive: Double
    package let falsePositive: Double
    package let falseNegative: Double
    package let trueNegative: Double

    /// Nil unless all four are finite and at most 1e100 in size.
    package init?(
        truePositive: Double = 0, falsePositive: Double, falseNegative: Double, trueNegative: Double = 0
    ) {
        let costs = [truePositive, falsePositive, falseNegative, trueNegative]
        guard costs.allSatisfy({ $0.magnitude <= 1e100 }) else { return nil }
        self.truePositive = truePositive
        self.falsePositive = falsePositive
        self.falseNegative = falseNegative
        self.trueNegative = trueNegative
    }

    /// What the decisions cost in all.
    package func cost(of confusion: Confusion) -> Double {
        Double(confusion.truePositives) * truePositive + Double(confusion.falsePositives) * falsePositive
            + (Double(confusion.falseNegatives) * falseNegative
                + Double(confusion.trueNegatives) * trueNegative)
    }

    /// The cutoff with the least cost over labelled rows, calling nobody among the choices, and that cost per
    /// row. Of equal ones the highest cutoff. Nil without rows. Cost: one pass. `Definitions.cutoffCost`.
    package func cutoff(_ scores: LabelledScores) -> (cutoff: Cutoff, costPerRow: Double)? {
        guard scores.count > 0 else { return nil }
        func cost(_ hits: Int, _ misses: Int) -> Double {
            Double(hits) * truePositive + Double(misses) * falsePositive
                + (Double(scores.positives - hits) * falseNegative
                    + Double(scores.negatives - misses) * trueNegative)
        }
        var (hits, misses) = (0, 0)
        var best = Cutoff(score: nil, called: 0, count: scores.count)
        var least = cost(0, 0)
        for tally in scores.tallies.reversed() {
            hits += tally.positives
            misses += tally.negatives
            let now = cost(hits, misses)
            guard now < least else { continue }
            least = now
            best = Cutoff(score: tally.score, called: hits + misses, count: scores.count)
        }
        return (best, least / Double(scores.count))
    }
}

extension Definitions {
    /// Source: here.
    package static let cutoffSameShare = Definition(
        id: "cutoff.same-share",
        statement:
            "The score whose share at or over it is nearest to the other scale's; of two, the smaller share.")

    /// Source: numpy.quantile(method="linear").
    package static let cutoffPercentile = Definition(
        id: "cutoff.percentile",
        statement: "quantile.linear of all scores at 1 - share; called is score >= cutoff, ties together.")

    /// Source: here.
    package static let cutoffCapacity = Definition(
        id: "cutoff.capacity.every-day",
        statement: "The lowest score at or over which no day has more rows than the capacity; ties together.")

    /// Source: here.
    package static let cutoffCount = Definition(
        id: "cutoff.capacity.total",
        statement: "The lowest score with at most that many rows at or over it; ties together.")

    /// Source: here, with sklearn's F1.
    package static let cutoffF1 = Definition(
        id: "cutoff.max-f1",
        statement: "The score with the highest F1 at or over it; of equals the highest score.")

    /// Source: Elkan, "The Foundations of Cost-Sensitive Learning", IJCAI 2001, on counts instead of
    /// probabilities.
    package static let cutoffCost = Definition(
        id: "cutoff.min-cost",
        statement:
            "The score, or nobody, whose decisions cost least over the labelled rows; of equals the highest.")
}
