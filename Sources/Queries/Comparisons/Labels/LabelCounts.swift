import Statistics

/// Decisions that are old enough, and the labels that had come for them by that age.
struct LabelCounts: Sendable, Hashable {
    /// Decisions at least as old as the age.
    var decisions = 0
    /// Of them with a label by the age.
    var labelled = 0
    /// Of the labelled, by class; those that are neither are in none of the two.
    var positives = 0
    var negatives = 0

    var rate: Proportion? { Proportion(hits: Int64(labelled), of: Int64(decisions)) }
    var baseRate: Proportion? { Proportion(hits: Int64(positives), of: Int64(positives + negatives)) }

    /// Labelled against not labelled.
    var coverage: OddsHomogeneity.Counts {
        OddsHomogeneity.Counts(positives: labelled, negatives: decisions - labelled)
    }
    /// Positive against negative labels.
    var classes: OddsHomogeneity.Counts {
        OddsHomogeneity.Counts(positives: positives, negatives: negatives)
    }

    mutating func add(_ code: UInt8) {
        labelled += 1
        if code == RowClasses.Code.positive { positives += 1 }
        if code == RowClasses.Code.negative { negatives += 1 }
    }

    mutating func add(_ other: LabelCounts) {
        decisions += other.decisions
        labelled += other.labelled
        positives += other.positives
        negatives += other.negatives
    }
}

/// Counts of one value on both sides.
struct LabelPair: Sendable {
    var baseline = LabelCounts()
    var current = LabelCounts()

    /// Shares labelled by the age.
    var rates: TwoProportions? {
        guard let before = baseline.rate, let after = current.rate else { return nil }
        return TwoProportions(baseline: before, current: after)
    }
    /// Shares of positive labels.
    var baseRates: TwoProportions? {
        guard let before = baseline.baseRate, let after = current.baseRate else { return nil }
        return TwoProportions(baseline: before, current: after)
    }
    var coverage: OddsHomogeneity.Stratum {
        OddsHomogeneity.Stratum(baseline: baseline.coverage, current: current.coverage)
    }
    var classes: OddsHomogeneity.Stratum {
        OddsHomogeneity.Stratum(baseline: baseline.classes, current: current.classes)
    }
    /// The share now over that before; nil where nothing was labelled before.
    var ratio: Double? {
        guard let before = rates?.baseline.rate, let after = rates?.current.rate, before > 0 else {
            return nil
        }
        return after / before
    }
}
