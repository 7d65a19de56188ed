import Model
import Projections
import Statistics

/// One feature compared.
struct DriftFeature: Sendable {
    /// As an answer names it: segments as `segment:NAME`.
    let name: String
    let kind: FeatureKind
    /// Rows of either side, those without a value, and those whose value is of another kind.
    let rows: (baseline: Int, current: Int)
    let missing: (baseline: Int, current: Int)
    let other: (baseline: Int, current: Int)
    let counts: (baseline: Int, current: Int)
    /// Whether any row of a side has the feature at all.
    let isThere: (baseline: Bool, current: Bool)
    /// The kind that most values of a side have.
    let kinds: (baseline: FeatureKind?, current: FeatureKind?)
    let comparison: Comparison
    /// Of missing values; p is nil where there is nothing to test.
    let missingTest: (rates: TwoProportions, p: Double?)?
    /// What contracts state as the default, with how many values are it.
    let contractDefault: (label: String, baseline: Int, current: Int)?
    let sustained: SustainedShift
    var correctedBonferroni: Double?
    var correctedBH: Double?
    var missingCorrected: Double?
    var verdict = ComparisonRule.Verdict.noData

    enum Comparison: Sendable {
        case numeric(NumericComparison)
        case categorical(CategoricalComparison)
        case text(TextComparison)
        /// Nothing to compare.
        case none
    }

    /// The numbers that are compared: values, or the lengths of texts.
    var numeric: NumericComparison? {
        switch comparison {
        case .numeric(let comparison): comparison
        case .text(let comparison): comparison.lengths
        case .categorical, .none: nil
        }
    }

    var categorical: CategoricalComparison? {
        if case .categorical(let comparison) = comparison { comparison } else { nil }
    }

    var text: TextComparison? {
        if case .text(let comparison) = comparison { comparison } else { nil }
    }

    /// The family's statistics; of a text, those of its length.
    var figures: TwoSample? { numeric?.figures ?? categorical?.figures }

    /// Stratum by stratum.
    var seasonal: StratifiedTest? { numeric?.seasonal ?? categorical?.seasonal }

    /// p and effect without regard to seasons.
    var plain: (p: Double?, effect: Double?) {
        guard let figures, figures.family == .daybook else {
            return (figures?.lead?.p, figures?.lead?.value)
        }
        switch comparison {
        case .numeric(let comparison): return (comparison.probabilities?.p, comparison.gap?.distance)
        case .categorical(let comparison): return (figures.lead?.p, comparison.variation)
        case .text(let comparison): return (comparison.p, comparison.effect)
        case .none: return (nil, nil)
        }
    }

    /// p and effect that the verdict goes by.
    var tested: (p: Double?, effect: Double?) {
        if text == nil, let seasonal { return (seasonal.p, seasonal.effect) }
        return plain
    }

    /// The value that most of the baseline have.
    var mostFrequent: (label: Value, baseline: Int, current: Int)? {
        switch comparison {
        case .numeric(let comparison):
            comparison.mostFrequent.map { (.number($0.value), $0.baseline, $0.current) }
        case .categorical(let comparison):
            comparison.mostFrequent.map { (.text($0.label), $0.baseline, $0.current) }
        case .text, .none: nil
        }
    }

    /// A value of either kind, as it is printed.
    enum Value: Sendable {
        case number(Double)
        case text(String)
    }

    var hasBoth: Bool { counts.baseline > 0 && counts.current > 0 }
    var isGone: Bool { isThere.baseline && !isThere.current }
    var isNew: Bool { !isThere.baseline && isThere.current }
    var isTested: Bool {
        min(counts.baseline, counts.current) >= ComparisonRule.leastCount && tested.p != nil
    }

    /// All features with p corrected for there being several, and their verdicts.
    static func judged(_ features: [DriftFeature], _ options: DriftOptions) -> [DriftFeature] {
        let p = features.map { $0.isTested ? $0.tested.p : nil }
        let bonferroni = MultipleTests.bonferroni(p)
        let hochberg = MultipleTests.benjaminiHochberg(p)
        let missing = MultipleTests.bonferroni(features.map { $0.missingTest?.p })
        return features.enumerated().map { index, feature in
            var feature = feature
            feature.correctedBonferroni = bonferroni[index]
            feature.correctedBH = hochberg[index]
            feature.missingCorrected = missing[index]
            let corrected =
                switch options.correction {
                case .bonferroni: bonferroni[index]
                case .benjaminiHochberg: hochberg[index]
                case .none: p[index]
                }
            feature.verdict =
                options.family == .daybook
                ? options.rule.verdict(
                    p: corrected, effect: feature.tested.effect,
                    counts: (feature.counts.baseline, feature.counts.current))
                : ComparisonRule.verdict(of: feature.figures?.lead)
            return feature
        }
    }
}
