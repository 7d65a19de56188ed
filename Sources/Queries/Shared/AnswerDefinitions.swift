import Statistics

/// What the words and figures of answers mean, beside the statistics that `Statistics.Definitions` holds.
package enum AnswerDefinitions {
    /// A stable id and the sentence that it stands for; a sentence that would change a figure gets a new id.
    package struct Meaning: Sendable, Hashable {
        package let id: String
        package let statement: String
    }

    /// Ascending by id.
    package static let all: [Meaning] =
        (general + scored + whatIf + contracts + pairs + pins + loop + diagnosis + reports + promotion).sorted
    {
        $0.id.utf8.lexicographicallyPrecedes($1.id.utf8)
    }

    private static let general: [Meaning] = [
        Meaning(
            id: "comparison-verdict.1",
            statement:
                "Drift when the corrected p is under alpha and the effect at least min_effect; small when only p is; "
                + "too few with under 30 values on a side."),
        Meaning(
            id: "document.in-force",
            statement: "Of several contracts or policies, the one with the greatest (at, position)."),
        Meaning(
            id: "feature-kind.1",
            statement:
                "That of the contract, else of most values; texts are categories unless over 100 differ that are over "
                + "half as many as the values, or mostly have a space."),
        Meaning(
            id: "feature.known-after-decision",
            statement:
                "The time that feature_times names for the feature lies after the decision's at; lateness is the "
                + "difference."),
        Meaning(
            id: "feedback-decay.1",
            statement:
                "The share labelled within 3 or 14 days, in whole mature weeks, is at least 10 points lower than "
                + "in the 4 weeks before or the 26 before those, with a pooled two-proportion p under 0.01 after "
                + "Bonferroni's correction; groups whose fall another explains are named with it; one that has "
                + "recovered is none."),
        Meaning(
            id: "feedback.base-rate",
            statement:
                "Positive labels over positive and negative ones; excluded, unmapped and numeric ones are in "
                + "neither."),
        Meaning(
            id: "feedback.correction",
            statement:
                "More than one outcome stands; changed when the label is another than that of the first."),
        Meaning(
            id: "feedback.labelled",
            statement:
                "An outcome that stands bears on the decision; decisions with an excluded label are left out."
        ),
        Meaning(
            id: "feedback.within-inclusive",
            statement:
                "The first outcome's at is not after the decision's at plus the span; mature when every decision "
                + "is at least the span old."),
        Meaning(
            id: "group.value",
            statement:
                "A decision is in the group of its own value, exact and without bands; days, hours and weekdays are "
                + "those of its at in UTC, weeks ISO weeks; without is absent or null."),
        Meaning(
            id: "histogram.scale",
            statement:
                "The bounds given; else the contract's; else [0, 1] if all scores fit; else least to greatest."
        ),
        Meaning(
            id: "label.current",
            statement:
                "Of the outcomes that stand, one for the decision before one for its subject, then the greatest "
                + "position; with labels by a time, the greatest (at, position)."),
        Meaning(
            id: "label.first",
            statement: "Of the outcomes that stand, the one with the least (at, position)."),
        Meaning(
            id: "leakage.rules",
            statement:
                "A feature predicts too well when its AUC's distance from 0.5, less three standard errors, is over "
                + "the score's, plus three, by more than the margin; its missing values follow the outcome when their "
                + "rates among positives and negatives differ by more than five points with a p under the significance "
                + "after Bonferroni's correction."),
        Meaning(
            id: "parity.roles",
            statement:
                "Each role's decisions of one version beside those of the first of reference, replay, live and shadow "
                + "that there is; the default is the value that the first has most often, unseen a text or flag that it "
                + "never has; a share has moved when it is off by more than the bound (the default: over it) with a p under the "
                + "significance after Bonferroni's correction over the features."),
        Meaning(
            id: "maturity.delay-quantile-0.95",
            statement:
                "Overdue is a decision without a label that is older than the age given, else than the 0.95 "
                + "linear quantile of the delays of the model's labelled decisions in the selection, at least 30."
        ),
        Meaning(
            id: "pairing.of-set-nearest",
            statement:
                "By of; else by replay set and subject; else by subject, a live decision with one that is not, "
                + "the nearest at within the window, ties to the lower position."),
        Meaning(
            id: "replay-draw.1",
            statement:
                "The greatest (at, position); with a seed a Fisher-Yates draw by SplitMix64 over the pool in "
                + "position order; by label, half of each class as far as there are so many."),
        Meaning(
            id: "replay-set.sha256.1",
            statement:
                "SHA-256 over each member's id, SHA-256 of its exact bytes and canonical JSON label, with lengths."
        ),
        Meaning(
            id: "slices.confident-miss",
            statement:
                "A negative outcome whose score is over the high share of the scale (the contract's, else [0, 1] if all "
                + "scores fit, else least to greatest), or a positive one whose score is under the low share."
        ),
        Meaning(
            id: "slices.contribution",
            statement:
                "Current share times the change of the slice's figure, plus the change of its share times the "
                + "distance of its figure from that of all before; over the values of one attribute these add up to the "
                + "whole change. Numbers are cut at the baseline's quartiles; values beyond the 20 most frequent are one "
                + "slice; p of two proportions, corrected by Bonferroni over all slices looked at; a pair that holds a "
                + "slice named before it is left out."),
        Meaning(
            id: "sustained.1",
            statement:
                "k of the last n current windows of at least 30 values are over the mean plus 3 population deviations of "
                + "the baseline's windows against its others, each with p under alpha."),
        Meaning(
            id: "threshold.in-force",
            statement:
                "The decision's own; else that of the policy with the greatest (at, position) not after the "
                + "decision's at, its segments' in byte order first."),
        Meaning(
            id: "threshold.most-frequent",
            statement: "The threshold in force of most scores; of those equally frequent the least."),
        Meaning(
            id: "threshold.share-at-or-over",
            statement: "Scores at or over the threshold in force, over the scores that have one."),
        Meaning(
            id: "where.two-valued",
            statement:
                "Numbers compare with numbers, texts by bytes; a comparison with what is absent, null or of another "
                + "kind does not hold, and not of it does; a bare name is a field, else the segment or the feature "
                + "of that name, whichever holds."),
    ]

    /// The sentence behind an id, of this list or of the statistics; nil for an id that is not known.
    package static func statement(of id: String) -> String? {
        all.first { $0.id.utf8.elementsEqual(id.utf8) }?.statement ?? Definitions.statement(of: id)
    }
}
