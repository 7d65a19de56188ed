import Glibc

/// How far scores that are meant as probabilities are from what happened, row by row.
package enum ProbabilityQuality {
    /// Where a probability of 0 or 1 is cut for the logarithm, from either end.
    package static let clip = 1e-15

    /// The mean squared distance between score and label (1 for positive); nil without rows, and when a score
    /// is outside 0...1. Cost: one pass. `Definitions.brier`.
    package static func brier(_ scores: LabelledScores) -> Double? {
        guard areProbabilities(scores), scores.count > 0 else { return nil }
        var sum = ChunkedSum()
        for tally in scores.tallies {
            let miss = 1 - tally.score
            sum.add(Double(tally.positives) * (miss * miss))
            sum.add(Double(tally.negatives) * (tally.score * tally.score))
        }
        return sum.total / Double(scores.count)
    }

    /// The mean of -ln of the probability that the score gave to what happened; nil as for `brier`. Scores
    /// are cut to `clip`...1 - `clip` first, so one sure and wrong score costs 34.5 and not infinity;
    /// `clipped` says how many rows that concerns. Cost: one pass. `Definitions.logLoss`.
    package static func logLoss(_ scores: LabelledScores) -> (mean: Double, clipped: Int)? {
        guard areProbabilities(scores), scores.count > 0 else { return nil }
        var sum = ChunkedSum()
        var clipped = 0
        for tally in scores.tallies {
            let score = min(max(tally.score, clip), 1 - clip)
            if score != tally.score { clipped += tally.count }
            if tally.positives > 0 { sum.add(-Double(tally.positives) * log(score)) }
            if tally.negatives > 0 { sum.add(-Double(tally.negatives) * log(1 - score)) }
        }
        return (sum.total / Double(scores.count), clipped)
    }

    /// The mean score; nil without rows.
    package static func meanScore(_ scores: LabelledScores) -> Double? {
        guard scores.count > 0 else { return nil }
        var sum = ChunkedSum()
        for tally in scores.tallies { sum.add(Double(tally.count) * tally.score) }
        return sum.total / Double(scores.count)
    }

    /// Whether every score is in 0...1: the tallies ascend, so the ends say.
    static func areProbabilities(_ scores: LabelledScores) -> Bool {
        guard let first = scores.tallies.first, let last = scores.tallies.last else { return true }
        return first.score >= 0 && last.score <= 1
    }
}

/// What the Brier score is made of, over bins of scores.
package struct BrierDecomposition: Sendable, Hashable {
    package let brier: Double
    /// How far the bins' mean scores are from their rates of positives; 0 is best.
    package let reliability: Double
    /// How far the bins' rates are from the base rate; more is better.
    package let resolution: Double
    /// The base rate's own variance, which no score changes.
    package let uncertainty: Double
    /// What the bins hide: the variance of scores inside bins, less twice their covariance with the labels. 0
    /// when every bin has one distinct score.
    package let withinBins: Double

    /// Nil without rows, when a score is outside 0...1, and when there are no such bins.
    /// `Definitions.brierMurphy`.
    package init?(_ scores: LabelledScores, binning: Reliability.Binning = .equalWidth(10)) {
        guard let brier = ProbabilityQuality.brier(scores), let base = scores.baseRate,
            let curve = Reliability(scores, binning: binning)
        else { return nil }
        var (reliability, resolution) = (ChunkedSum(), ChunkedSum())
        for bin in curve.bins {
            guard let mean = bin.meanScore, let rate = bin.rate else { continue }
            reliability.add(Double(bin.count) * ((mean - rate) * (mean - rate)))
            resolution.add(Double(bin.count) * ((rate - base) * (rate - base)))
        }
        self.brier = brier
        self.reliability = reliability.total / Double(scores.count)
        self.resolution = resolution.total / Double(scores.count)
        uncertainty = base * (1 - base)
        withinBins = brier - (self.reliability - self.resolution + uncertainty)
    }
}

extension Definitions {
    /// Source: Brier, "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather Review
    /// 78 (1950); sklearn.metrics.brier_score_loss.
    package static let brier = Definition(
        id: "brier.mean-square",
        statement: "The mean of (score - label)², label 1 for positive and 0 for negative.")

    /// Source: Murphy, "A New Vector Partition of the Probability Score", Journal of Applied Meteorology 12
    /// (1973); the within-bin part after Stephenson, Coelho and Jolliffe, Weather and Forecasting 23 (2008).
    package static let brierMurphy = Definition(
        id: "brier.murphy",
        statement:
            "Brier = reliability - resolution + uncertainty + what bins hide; 10 equal-width bins if not said."
    )

    /// Source: sklearn.metrics.log_loss up to 1.2, whose default was eps=1e-15; later ones cut at 2.2e-16.
    package static let logLoss = Definition(
        id: "log-loss.clip-1e-15",
        statement:
            "The mean of -ln of the probability given to what happened, scores cut to 1e-15...1 - 1e-15.")
}
