/// Decisions against labels: who was called (score at or over the threshold) and who was positive.
package struct Confusion: Sendable, Hashable {
    package let truePositives: Int
    package let falsePositives: Int
    package let falseNegatives: Int
    package let trueNegatives: Int

    /// Nil when a count is negative or over `LabelledScores.rowsMaximum`.
    package init?(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
        let counts = [truePositives, falsePositives, falseNegatives, trueNegatives]
        guard counts.allSatisfy({ $0 >= 0 && $0 <= LabelledScores.rowsMaximum }) else { return nil }
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.trueNegatives = trueNegatives
    }

    /// Of scores at one threshold: called when score >= threshold. Cost: one pass over the tallies.
    package init(_ scores: LabelledScores, at threshold: Double) {
        var (hits, misses) = (0, 0)
        for tally in scores.tallies.reversed() {
            guard tally.score >= threshold else { break }
            hits += tally.positives
            misses += tally.negatives
        }
        truePositives = hits
        falsePositives = misses
        falseNegatives = scores.positives - hits
        trueNegatives = scores.negatives - misses
    }

    package var count: Int { called + notCalled }
    package var called: Int { truePositives + falsePositives }
    package var notCalled: Int { falseNegatives + trueNegatives }
    package var positives: Int { truePositives + falseNegatives }
    package var negatives: Int { falsePositives + trueNegatives }

    /// Positives among the called. Each proportion has no rate when it has no cases.
    package var precision: Proportion { Self.proportion(truePositives, of: called) }
    /// Called among the positives: the sensitivity.
    package var recall: Proportion { Self.proportion(truePositives, of: positives) }
    /// Not called among the negatives.
    package var specificity: Proportion { Self.proportion(trueNegatives, of: negatives) }
    /// Called among the negatives.
    package var falsePositiveRate: Proportion { Self.proportion(falsePositives, of: negatives) }
    /// Negatives among those not called.
    package var negativePredictiveValue: Proportion { Self.proportion(trueNegatives, of: notCalled) }
    /// Decisions that the label confirms.
    package var accuracy: Proportion { Self.proportion(truePositives + trueNegatives, of: count) }
    /// The called among all.
    package var calledShare: Proportion { Self.proportion(called, of: count) }
    /// The positives among all.
    package var baseRate: Proportion { Self.proportion(positives, of: count) }

    /// The harmonic mean of precision and recall; nil when nobody was called and nobody was positive.
    /// `Definitions.confusionF1`.
    package var f1: Double? {
        let denominator = 2 * truePositives + falsePositives + falseNegatives
        return denominator > 0 ? Double(2 * truePositives) / Double(denominator) : nil
    }

    /// The mean of recall and specificity; nil unless both labels are there.
    /// `Definitions.confusionBalancedAccuracy`.
    package var balancedAccuracy: Double? {
        guard let recall = recall.rate, let specificity = specificity.rate else { return nil }
        return (recall + specificity) / 2
    }

    private static func proportion(_ hits: Int, of count: Int) -> Proportion {
        // Counts are not negative, and the hits are among the cases.
        Proportion(hits: Int64(hits), of: Int64(count)) ?? Proportion.none
    }
}

extension Definitions {
    /// Source: sklearn.metrics: precision_score, recall_score, accuracy_score; positive is score >=
    /// threshold.
    package static let confusionThreshold = Definition(
        id: "confusion.at-threshold",
        statement:
            "Called when score >= threshold: precision tp/(tp+fp), recall tp/(tp+fn), specificity tn/(tn+fp)."
    )

    /// Source: sklearn.metrics.f1_score.
    package static let confusionF1 = Definition(
        id: "confusion.f1",
        statement: "2 tp / (2 tp + fp + fn); no value when that divides by nothing.")

    /// Source: sklearn.metrics.balanced_accuracy_score.
    package static let confusionBalancedAccuracy = Definition(
        id: "confusion.balanced-accuracy",
        statement: "The mean of recall and specificity; no value unless both labels are there.")
}
