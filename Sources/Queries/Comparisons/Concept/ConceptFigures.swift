import Model
import Projections
import Statistics

/// How scores of one subgroup on one side stand to what happened.
struct ConceptMoment: Sendable {
    /// All decisions with a score.
    let count: Int
    /// Of the mature ones: those with a positive or negative label.
    let labelled: Int
    let baseRate: Double?
    /// As probabilities, as are the next three; nil where scores are none.
    let meanScore: Double?
    /// The mean score less the share of positives: over 0 where scores promise too much.
    let gap: Double?
    let calibrationError: Double?
    /// The residuals, score less label: their mean and sample variance.
    let residuals: (mean: Double, sampleVariance: Double, count: Int)?
    let auc: Double?
    /// Of the labelled with a threshold: how many were decided wrong.
    let errors: Proportion?

    init(_ rows: ScoredRows, _ scale: ProbabilityScale) {
        count = rows.count
        let scores = rows.labelled
        labelled = scores.count
        baseRate = scores.baseRate
        auc = RankingQuality.auc(scores)
        let confusion = rows.confusionInForce
        errors = Proportion(
            hits: Int64(confusion.falsePositives + confusion.falseNegatives), of: Int64(confusion.count))
        guard let probabilities = scale.probabilities(scores),
            let mean = ProbabilityQuality.meanScore(probabilities), let base = probabilities.baseRate
        else {
            (meanScore, gap, calibrationError, residuals) = (nil, nil, nil, nil)
            return
        }
        let gap = mean - base
        meanScore = mean
        self.gap = gap
        calibrationError = Reliability(probabilities, binning: .equalWidth(10))?.expectedError
        if let brier = ProbabilityQuality.brier(probabilities), probabilities.count > 1 {
            // The mean square of the residuals is the Brier score.
            let count = Double(probabilities.count)
            residuals = (gap, max(0, brier - gap * gap) * count / (count - 1), probabilities.count)
        } else {
            residuals = nil
        }
    }
}

/// One subgroup then and now.
struct ConceptSubgroup: Sendable {
    /// Nil for all decisions.
    let segment: Identifier?
    /// Nil for all, and for decisions without the segment.
    let value: Identifier?
    let then: ConceptMoment
    let now: ConceptMoment
    let shareThen: Double
    let shareNow: Double
    /// Whether its share moved less than the bound.
    let isStable: Bool

    /// The least labels on each side from which on it is tested.
    static let labelsMin = 30

    var gapTest: WelchTest? {
        guard isStable, min(then.labelled, now.labelled) >= Self.labelsMin, let before = then.residuals,
            let after = now.residuals
        else { return nil }
        return WelchTest(baseline: before, current: after)
    }

    var errorTest: TwoProportions? {
        guard isStable, let before = then.errors, let after = now.errors,
            min(before.count, after.count) >= Int64(Self.labelsMin)
        else { return nil }
        return TwoProportions(baseline: before, current: after)
    }

    var name: String {
        guard let segment else { return "all" }
        return "\(segment.text)=\(value?.text ?? "(without)")"
    }
}

/// What one feature says about the outcome, then and now.
struct ConceptFeature: Sendable {
    enum Kind: String, Sendable {
        case numeric, categorical
        case differs = "differs"
    }

    let name: String
    let kind: Kind
    let labelledThen: Int
    let labelledNow: Int
    let aucThen: Double?
    let aucNow: Double?
    let p: Double?
    /// How large the change is: of areas, or of the rates of categories beyond that of all.
    let effect: Double?
    /// Why there is no p; empty when there is one.
    let reason: String

    var difference: Double? {
        guard let aucThen, let aucNow else { return nil }
        return aucNow - aucThen
    }

    init(_ key: ColumnKey, _ then: LabelledColumn, _ now: LabelledColumn) {
        name = String(decoding: key.name, as: UTF8.self)
        labelledThen = then.present.all
        labelledNow = now.present.all
        let (before, after) = (then.scores, now.scores)
        aucThen = then.power(before)?.auc
        aucNow = now.power(after)?.auc
        let isEnough = Self.isEnough(then) && Self.isEnough(now)
        let few = "fewer than \(ConceptSubgroup.labelsMin) labelled values, or labels of one class, on a side"
        if then.isNumeric != now.isNumeric {
            kind = .differs
            (p, effect) = (nil, nil)
            reason = isEnough ? "numbers on one side, texts on the other" : few
        } else if then.isNumeric {
            kind = .numeric
            let test = isEnough ? AreaDifference(baseline: before, current: after) : nil
            p = test?.p
            effect = test.map { $0.difference.magnitude }
            reason = test != nil ? "" : isEnough ? "its values do not tell the error" : few
        } else {
            kind = .categorical
            let test = isEnough ? OddsHomogeneity(Self.strata(then, now)) : nil
            p = test?.p
            effect = test?.effect
            reason = test != nil ? "" : isEnough ? "no category is on both sides" : few
        }
    }

    private static func isEnough(_ column: LabelledColumn) -> Bool {
        let counts = column.present
        return counts.all >= ConceptSubgroup.labelsMin && min(counts.positives, counts.negatives) > 0
    }

    private static func strata(_ then: LabelledColumn, _ now: LabelledColumn) -> [OddsHomogeneity.Stratum] {
        func counts(_ counts: LabelledColumn.Counts?) -> OddsHomogeneity.Counts {
            OddsHomogeneity.Counts(positives: counts?.positives ?? 0, negatives: counts?.negatives ?? 0)
        }
        var before: [[UInt8]: LabelledColumn.Counts] = [:]
        for rate in then.rates { before[rate.value] = rate.counts }
        var strata = now.rates.map { rate in
            OddsHomogeneity.Stratum(
                baseline: counts(before.removeValue(forKey: rate.value)), current: counts(rate.counts))
        }
        // In byte order, so that sums do not depend on chance.
        for rate in then.rates where before[rate.value] != nil {
            strata.append(OddsHomogeneity.Stratum(baseline: counts(rate.counts), current: counts(nil)))
        }
        return strata
    }
}
