/// What another choice of whom to call changes in what decisions cost. Those that are called both times, or
/// neither, cost the same whatever became of them; of the others, the outcomes that are not known leave a
/// lowest and a highest. Not an estimate: every value in between is possible.
package struct FlippedOutcomes: Sendable, Hashable {
    /// Decisions of one direction by what became of them.
    package struct Counts: Sendable, Hashable {
        package let positives: Int
        package let negatives: Int
        package let unknown: Int

        /// Nil when a count is negative or over `LabelledScores.rowsMaximum`.
        package init?(positives: Int, negatives: Int, unknown: Int) {
            let counts = [positives, negatives, unknown]
            guard counts.allSatisfy({ $0 >= 0 && $0 <= LabelledScores.rowsMaximum }) else { return nil }
            self.positives = positives
            self.negatives = negatives
            self.unknown = unknown
        }

        package var count: Int { positives + negatives + unknown }
    }

    /// Called now and not before.
    package let newly: Counts
    /// Called before and not now.
    package let noLonger: Counts

    package init(newly: Counts, noLonger: Counts) {
        self.newly = newly
        self.noLonger = noLonger
    }

    /// What the decisions whose outcome is known cost more than before; below 0 they cost less.
    package func knownCost(_ matrix: CostMatrix) -> Double {
        let (positive, negative) = Self.call(matrix)
        return (Double(newly.positives) * positive + Double(newly.negatives) * negative)
            - (Double(noLonger.positives) * positive + Double(noLonger.negatives) * negative)
    }

    /// The least and the most that all of them cost more than before. `Definitions.boundsFlipped`.
    package func cost(_ matrix: CostMatrix) -> Interval {
        let known = knownCost(matrix)
        let (positive, negative) = Self.call(matrix)
        let (least, most) = (min(positive, negative), max(positive, negative))
        return Interval(
            low: known + (Double(newly.unknown) * least - Double(noLonger.unknown) * most),
            high: known + (Double(newly.unknown) * most - Double(noLonger.unknown) * least))
    }

    /// What calling a positive and a negative one costs over leaving it.
    private static func call(_ matrix: CostMatrix) -> (positive: Double, negative: Double) {
        (matrix.truePositive - matrix.falseNegative, matrix.falsePositive - matrix.trueNegative)
    }
}

extension Definitions {
    /// Source: as `boundsUnknown`, on the decisions that differ alone.
    package static let boundsFlipped = Definition(
        id: "bounds.flipped-outcomes",
        statement:
            "What decisions called by one choice and not by the other cost more; the lowest and the highest that any "
            + "outcomes of those without one would give.")
}
