/// Scores whose labels are known, counted per distinct score: what the ranking and calibration of a binary
/// model rest on.
///
/// The tallies ascend strictly by score, so nothing that is computed of them depends on the order of rows or
/// on how they were handed over; pieces are put together with `init(merging:)`.
package struct LabelledScores: Sendable, Hashable {
    /// How often each label came with one score.
    package struct Tally: Sendable, Hashable {
        package let score: Double
        package let positives: Int
        package let negatives: Int

        package init(score: Double, positives: Int, negatives: Int) {
            self.score = score
            self.positives = positives
            self.negatives = negatives
        }

        package var count: Int { positives + negatives }
    }

    /// The most rows taken, so that no product of counts overflows.
    package static let rowsMaximum = 1 << 48

    /// Ascending strictly by score, each with at least one row.
    package let tallies: [Tally]
    package let positives: Int
    package let negatives: Int

    package var count: Int { positives + negatives }

    /// The share of positive labels; nil without rows.
    package var baseRate: Double? {
        count > 0 ? Double(positives) / Double(count) : nil
    }

    /// Of tallies that are in order already. Nil when they are not strictly ascending, a score is not finite,
    /// a count is negative, or there are more than `rowsMaximum` rows. Tallies without rows are left out.
    package init?(tallies: [Tally]) {
        var (positives, negatives) = (0, 0)
        var before = -Double.infinity
        var hasEmpty = false
        for tally in tallies {
            guard tally.score.isFinite, tally.score > before, tally.positives >= 0, tally.negatives >= 0,
                tally.positives <= Self.rowsMaximum, tally.negatives <= Self.rowsMaximum
            else { return nil }
            before = tally.score
            positives += tally.positives
            negatives += tally.negatives
            guard positives + negatives <= Self.rowsMaximum else { return nil }
            if tally.count == 0 { hasEmpty = true }
        }
        self.tallies = hasEmpty ? tallies.filter { $0.count > 0 } : tallies
        self.positives = positives
        self.negatives = negatives
    }

    /// Of the positives' scores and the negatives' scores, both ascending and finite; both zeros are one
    /// score. Cost: one pass.
    package init(sortedPositives: [Double], sortedNegatives: [Double]) {
        var tallies: [Tally] = []
        var (hit, miss) = (0, 0)
        while hit < sortedPositives.count || miss < sortedNegatives.count {
            let isHitNext =
                miss == sortedNegatives.count
                || hit < sortedPositives.count && sortedPositives[hit] <= sortedNegatives[miss]
            let score = isHitNext ? sortedPositives[hit] : sortedNegatives[miss]
            let (firstHit, firstMiss) = (hit, miss)
            while hit < sortedPositives.count, sortedPositives[hit] == score { hit += 1 }
            while miss < sortedNegatives.count, sortedNegatives[miss] == score { miss += 1 }
            // A value that does not even equal itself would hold the loop up.
            if hit == firstHit, miss == firstMiss {
                if isHitNext { hit += 1 } else { miss += 1 }
                continue
            }
            tallies.append(Tally(score: score + 0, positives: hit - firstHit, negatives: miss - firstMiss))
        }
        self.tallies = tallies
        positives = tallies.reduce(0) { $0 + $1.positives }
        negatives = tallies.reduce(0) { $0 + $1.negatives }
    }

    /// Of the positives' scores and the negatives' scores in any order; those that are not finite are left
    /// out. Cost: O(n log n).
    package init(positives: [Double], negatives: [Double]) {
        self.init(
            sortedPositives: RadixSort.sorted(positives.filter(\.isFinite)),
            sortedNegatives: RadixSort.sorted(negatives.filter(\.isFinite)))
    }

    /// Of rows: each score with its label (true for positive), as many as both arrays have. Scores that are
    /// not finite are left out. Cost: O(n log n).
    package init(scores: [Double], labels: [Bool]) {
        var (positives, negatives): ([Double], [Double]) = ([], [])
        for (score, label) in zip(scores, labels) where score.isFinite {
            if label { positives.append(score) } else { negatives.append(score) }
        }
        self.init(
            sortedPositives: RadixSort.sorted(positives), sortedNegatives: RadixSort.sorted(negatives))
    }

    /// Of tallies in any order; those of one score are put together. Nil as for `init(tallies:)`. Cost:
    /// O(n log n) in the tallies.
    package init?(unordered tallies: [Tally]) {
        var merged: [Tally] = []
        merged.reserveCapacity(tallies.count)
        for tally in tallies.sorted(by: { $0.score < $1.score }) {
            guard let last = merged.last, last.score == tally.score else {
                merged.append(
                    Tally(score: tally.score + 0, positives: tally.positives, negatives: tally.negatives))
                continue
            }
            guard min(tally.positives, tally.negatives) >= 0,
                max(tally.positives, tally.negatives, last.positives, last.negatives) <= Self.rowsMaximum
            else { return nil }
            merged[merged.count - 1] = Tally(
                score: last.score, positives: last.positives + tally.positives,
                negatives: last.negatives + tally.negatives)
        }
        self.init(tallies: merged)
    }

    /// Several pieces as one; which pieces come first does not matter. Nil for more than `rowsMaximum` rows.
    /// Cost: O(n log n) in the tallies.
    package init?(merging pieces: [LabelledScores]) {
        self.init(unordered: pieces.flatMap(\.tallies))
    }

    /// The same labels on mapped scores, in order again; nil when a score has no image. Scores that meet are
    /// one afterwards. Cost: O(n log n) in the tallies.
    package func mapped(_ image: (Double) -> Double?) -> LabelledScores? {
        var moved: [Tally] = []
        moved.reserveCapacity(tallies.count)
        for tally in tallies {
            guard let score = image(tally.score) else { return nil }
            moved.append(Tally(score: score, positives: tally.positives, negatives: tally.negatives))
        }
        return LabelledScores(unordered: moved)
    }
}

/// A linear scale of scores, such as 0 to 100, so that functions of probabilities can be used on it.
package struct ScoreScale: Sendable, Hashable {
    /// The score that stands for the probability 0.
    package let zero: Double
    /// The score that stands for the probability 1; below `zero` on a scale that falls.
    package let one: Double

    /// Nil unless both are finite, differ, and their distance is finite.
    package init?(zero: Double, one: Double) {
        guard zero.isFinite, one.isFinite, zero != one, (one - zero).isFinite else { return nil }
        self.zero = zero
        self.one = one
    }

    /// The probability that a score stands for; nil outside the scale.
    package func probability(of score: Double) -> Double? {
        let probability = (score - zero) / (one - zero)
        return probability >= 0 && probability <= 1 ? probability : nil
    }
}
