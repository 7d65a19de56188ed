/// The performance of decisions whose labels are not there, by what their scores promise: confidence-based
/// performance estimation.
///
/// A row with the calibrated probability p counts p of a positive and 1 - p of a negative. It does not see
/// when the meaning of a score has changed: then labels are needed.
package struct PerformanceEstimate: Sendable, Hashable {
    /// Whose definitions where they differ.
    package enum Family: Sendable, Hashable {
        /// Ties of scores count half, nothing is rounded.
        case daybook
        /// Counts cumulated row by row and rounded to 5 decimals.
        case nannyml
    }

    package let values: PerformanceValues
    /// Rows.
    package let count: Int

    /// Of decisions, tallied by raw score: "positives" are those called, "negatives" those not.
    ///
    /// Nil without rows, and when a probability is outside 0...1. A metric that would divide by nothing has
    /// no value, where the source says 0. Cost: one pass over the tallies; over the
    /// rows for NannyML's area. `Definitions.cbpeDaybook`, `Definitions.cbpeNannyml`.
    /// - Parameter calibration: gives the probabilities; nil when the scores are them.
    package init?(
        _ decisions: LabelledScores, calibration: IsotonicCalibration? = nil, family: Family = .daybook
    ) {
        guard decisions.count > 0 else { return nil }
        let chances = decisions.tallies.map { calibration?.probability(of: $0.score) ?? $0.score }
        guard chances.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
        var (hits, lost) = (ChunkedSum(), ChunkedSum())
        for (tally, chance) in zip(decisions.tallies, chances) {
            hits.add(Double(tally.positives) * chance)
            lost.add(Double(tally.negatives) * chance)
        }
        let (called, notCalled) = (Double(decisions.positives), Double(decisions.negatives))
        let (truePositives, falseNegatives) = (hits.total, lost.total)
        let (falsePositives, trueNegatives) = (called - truePositives, notCalled - falseNegatives)
        let all = called + notCalled
        func share(_ part: Double, of whole: Double) -> Double? {
            whole > 0 ? min(1, max(0, part / whole)) : nil
        }
        var values = PerformanceValues()
        values[.accuracy] = share(truePositives + trueNegatives, of: all)
        values[.precision] = share(truePositives, of: called)
        values[.recall] = share(truePositives, of: truePositives + falseNegatives)
        values[.specificity] = share(trueNegatives, of: trueNegatives + falsePositives)
        values[.f1] = share(truePositives, of: truePositives + (falsePositives + falseNegatives) / 2)
        values[.truePositives] = share(truePositives, of: all)
        values[.falsePositives] = share(falsePositives, of: all)
        values[.falseNegatives] = share(falseNegatives, of: all)
        values[.trueNegatives] = share(trueNegatives, of: all)
        switch family {
        case .daybook: values[.auc] = Self.area(decisions, chances)
        case .nannyml: values[.auc] = Self.roundedArea(decisions, chances)
        }
        self.values = values
        count = decisions.count
    }

    /// The expected share of pairs in which the positive is over the negative, ties half.
    private static func area(_ decisions: LabelledScores, _ chances: [Double]) -> Double? {
        var (positives, negatives, area) = (ChunkedSum(), ChunkedSum(), ChunkedSum())
        for (tally, chance) in zip(decisions.tallies, chances) {
            let (hits, misses) = (Double(tally.count) * chance, Double(tally.count) * (1 - chance))
            area.add(hits * (negatives.total + misses / 2))
            positives.add(hits)
            negatives.add(misses)
        }
        let pairs = positives.total * negatives.total
        return pairs > 0 ? min(1, max(0, area.total / pairs)) : nil
    }

    /// nannyml's `estimate_roc_auc`.
    private static func roundedArea(_ decisions: LabelledScores, _ chances: [Double]) -> Double? {
        func rounded(_ value: Double) -> Double { (value * 1e5).rounded(.toNearestOrEven) / 1e5 }
        var area = ChunkedSum()
        var (sum, rows, hits, misses) = (0.0, 0, 0.0, 0.0)
        for index in decisions.tallies.indices.reversed() {
            for _ in 0..<decisions.tallies[index].count {
                sum += chances[index]
                rows += 1
                let (nextHits, nextMisses) = (rounded(sum), rounded(Double(rows) - sum))
                area.add((nextMisses - misses) * (nextHits + hits) / 2)
                (hits, misses) = (nextHits, nextMisses)
            }
        }
        return hits > 0 && misses > 0 ? min(1, max(0, area.total / (hits * misses))) : nil
    }
}

/// How far an estimate may be off by chance alone, from a reference whose labels are there.
package struct SamplingError: Sendable {
    /// A deviation of single rows in the reference, and the share of rows that it is of.
    private struct Part: Sendable {
        let deviation: Double
        let share: Double
    }

    private var parts = [Part?](repeating: nil, count: PerformanceMetric.allCases.count)

    /// Of the reference's scores with their labels, and of its decisions against them.
    /// `Definitions.cbpeSamplingError`.
    package init(_ scores: LabelledScores, _ confusion: Confusion) {
        let count = Double(confusion.count)
        guard confusion.count > 0, scores.count > 0 else { return }
        // The deviation of a value that is 1 in some rows of a group and 0 in its others.
        func part(_ hits: Int, of group: Int, factor: Double = 1) -> Part? {
            guard group > 0 else { return nil }
            let rate = Double(hits) / Double(group)
            return Part(
                deviation: factor * (rate * (1 - rate)).squareRoot(), share: Double(group) / count)
        }
        let hits = confusion.truePositives
        let relevant = hits + confusion.falsePositives + confusion.falseNegatives
        let factor =
            Double(relevant)
            / (Double(confusion.falsePositives + confusion.falseNegatives) / 2 + Double(hits))
        self[.accuracy] = part(hits + confusion.trueNegatives, of: confusion.count)
        self[.precision] = part(hits, of: confusion.called)
        self[.recall] = part(hits, of: confusion.positives)
        self[.specificity] = part(confusion.trueNegatives, of: confusion.negatives)
        self[.f1] = part(hits, of: relevant, factor: factor)
        self[.truePositives] = part(hits, of: confusion.count)
        self[.falsePositives] = part(confusion.falsePositives, of: confusion.count)
        self[.falseNegatives] = part(confusion.falseNegatives, of: confusion.count)
        self[.trueNegatives] = part(confusion.trueNegatives, of: confusion.count)
        self[.auc] = Self.area(scores)
    }

    private subscript(metric: PerformanceMetric) -> Part? {
        get { parts[metric.rawValue] }
        set { parts[metric.rawValue] = newValue }
    }

    /// The standard error of an estimate over so many rows; nil where the reference does not tell.
    package func error(_ metric: PerformanceMetric, rows: Int) -> Double? {
        guard rows > 0, let part = self[metric], part.share > 0 else { return nil }
        return part.deviation / (Double(rows) * part.share).squareRoot()
    }

    /// An estimate plus and minus three of its errors, inside 0...1.
    package func band(_ estimate: PerformanceEstimate, _ metric: PerformanceMetric) -> Interval? {
        guard let value = estimate.values[metric], let error = error(metric, rows: estimate.count) else {
            return nil
        }
        return Interval(low: max(0, value - 3 * error), high: min(1, value + 3 * error))
    }

    /// The deviation of the share of negatives under each positive; of the rarer label, turned round. The
    /// source leaves out a positive with the very lowest score of all, which counts here.
    private static func area(_ scores: LabelledScores) -> Part? {
        let isTurned = scores.positives > scores.negatives
        let hits = isTurned ? scores.negatives : scores.positives
        let misses = scores.count - hits
        guard hits > 0, misses > 0 else { return nil }
        var below = 0
        var squares = ChunkedSum()
        // The mean of the shares is the area, turned round or not.
        let auc = RankingQuality.auc(scores) ?? 0
        for tally in isTurned ? scores.tallies.reversed() : scores.tallies {
            let (some, others) =
                isTurned ? (tally.negatives, tally.positives) : (tally.positives, tally.negatives)
            let reach = (Double(below) + Double(others) / 2) / Double(misses) - auc
            squares.add(Double(some) * reach * reach)
            below += others
        }
        let variance = squares.total / Double(hits)
        return Part(deviation: variance.squareRoot(), share: Double(hits) / Double(scores.count))
    }
}

extension Definitions {
    /// Source: the method of nannyml's CBPE, on calibration-decision.daybook.
    package static let cbpeDaybook = Definition(
        id: "cbpe.daybook",
        statement:
            "Each row counts its probability as positive; isotonic if calibration-decision.daybook says so.")

    /// Source: nannyml/performance_estimation/confidence_based/metrics.py 0.13.1.
    package static let cbpeNannyml = Definition(
        id: "cbpe.nannyml",
        statement:
            "As cbpe.daybook, but decided by calibration-decision.nannyml, AUC from counts rounded to 5 places."
    )

    /// Source: nannyml/sampling_error/binary_classification.py 0.13.1, ties of scores counting half.
    package static let cbpeSamplingError = Definition(
        id: "cbpe.sampling-error",
        statement: "The reference's deviation per row over √(rows it is of); band ± 3 of it, cut to 0...1.")
}
