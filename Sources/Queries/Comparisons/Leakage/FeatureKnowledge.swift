import Projections
import Statistics

/// What one feature alone says about the outcome.
struct FeatureKnowledge: Sendable {
    let name: String
    let isNumeric: Bool
    /// Of labelled decisions with a value.
    let power: FeaturePower?
    /// Around the area; nil where its error cannot be told.
    let interval: Interval?
    let lateness: FeatureLateness
    let missing: LabelledColumn.Counts
    let present: LabelledColumn.Counts

    /// z of the intervals: two-sided 99.7 %.
    static let z = 3.0

    init(_ key: ColumnKey, _ column: LabelledColumn, _ lateness: FeatureLateness) {
        name = String(decoding: key.name, as: UTF8.self)
        isNumeric = column.isNumeric
        let scores = column.scores
        power = column.power(scores)
        let error = isNumeric ? RankingQuality.deLongError(scores) : Self.error(power, column.present)
        interval =
            RankingQuality.interval(auc: power?.auc, error: error, z: Self.z)
            ?? Self.exact(power, column.present)
        self.lateness = lateness
        missing = column.missing
        present = column.present
    }

    private static func error(_ power: FeaturePower?, _ counts: LabelledColumn.Counts) -> Double? {
        // Of categories the area alone is known.
        power.flatMap {
            RankingQuality.hanleyMcNeilError(
                auc: $0.auc, positives: counts.positives, negatives: counts.negatives)
        }
    }

    /// Values that separate the outcomes entirely, or are all equal, have no error that could be told from
    /// them; of some rows of each outcome they are taken at their word.
    private static func exact(_ power: FeaturePower?, _ counts: LabelledColumn.Counts) -> Interval? {
        guard let power, min(counts.positives, counts.negatives) >= rowsForCertainty else { return nil }
        return Interval(low: power.auc, high: power.auc)
    }

    /// Rows of each outcome from which on nothing but one order is believed.
    private static let rowsForCertainty = 30

    /// How sure the feature ranks better than one half, either way round: the lower bound of its distance.
    var surely: Double? {
        guard let interval else { return nil }
        if interval.low > 0.5 { return interval.low - 0.5 }
        if interval.high < 0.5 { return 0.5 - interval.high }
        return 0
    }

    /// The rates at which the feature is missing: among negatives, and among positives.
    var missingRates: TwoProportions? {
        let negatives = Proportion(
            hits: Int64(missing.negatives), of: Int64(missing.negatives + present.negatives))
        let positives = Proportion(
            hits: Int64(missing.positives), of: Int64(missing.positives + present.positives))
        guard let negatives, let positives else { return nil }
        return TwoProportions(baseline: negatives, current: positives)
    }
}
