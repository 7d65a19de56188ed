/// Probabilities that never fall as the score rises, fitted to labels: the rates of positives, neighbours
/// pooled wherever they would fall.
///
/// Between two scores that were fitted the probability is on the line between theirs; beyond the ends it
/// stays theirs. Counts are compared as whole numbers, so nothing depends on the order of rows.
package struct IsotonicCalibration: Sendable, Hashable {
    /// Ascending scores, and their probabilities; only the ends of runs of equal ones.
    private var scores: [Double] = []
    private var values: [Double] = []

    /// Nil without rows. Cost: one pass over the tallies. `Definitions.calibrationIsotonic`.
    package init?(_ scores: LabelledScores) {
        self.init(scores.tallies)
    }

    /// Of ascending tallies; those without rows are passed over.
    init?(_ tallies: some Collection<LabelledScores.Tally>) {
        var blocks: [Block] = []
        for tally in tallies where tally.count > 0 {
            var block = Block(
                low: tally.score, high: tally.score, positives: tally.positives, count: tally.count)
            while let last = blocks.last, !last.isBelow(block) {
                block = Block(
                    low: last.low, high: block.high, positives: last.positives + block.positives,
                    count: last.count + block.count)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        guard !blocks.isEmpty else { return nil }
        for block in blocks {
            let rate = Double(block.positives) / Double(block.count)
            scores.append(block.low)
            values.append(rate)
            guard block.high > block.low else { continue }
            scores.append(block.high)
            values.append(rate)
        }
    }

    /// The calibrated probability of a score. Cost: O(log n).
    package func probability(of score: Double) -> Double {
        // The first fitted score that is not below.
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < score { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return values[0] }
        guard low < scores.count else { return values[scores.count - 1] }
        let (before, after) = (scores[low - 1], scores[low])
        // Equal neighbours, and the score itself, need no arithmetic.
        guard score < after, values[low] != values[low - 1] else { return values[low] }
        // Halved, where the distance is beyond a double.
        let way = after - before
        let fraction =
            way.isFinite ? (score - before) / way : (score / 2 - before / 2) / (after / 2 - before / 2)
        let value = values[low - 1] + (values[low] - values[low - 1]) * fraction
        return min(values[low], max(values[low - 1], value))
    }

    private struct Block {
        let low: Double
        let high: Double
        let positives: Int
        let count: Int

        func isBelow(_ other: Block) -> Bool {
            Int128(positives) * Int128(other.count) < Int128(other.positives) * Int128(count)
        }
    }
}

extension Definitions {
    /// Source: Barlow and others, "Statistical Inference under Order Restrictions" (1972);
    /// sklearn.isotonic.IsotonicRegression(out_of_bounds="clip").
    package static let calibrationIsotonic = Definition(
        id: "calibration.isotonic",
        statement:
            "Rates per score, neighbours that fall pooled; linear in between, constant beyond the ends.")
}
