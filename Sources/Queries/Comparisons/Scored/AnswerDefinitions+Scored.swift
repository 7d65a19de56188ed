import Documents

extension AnswerDefinitions {
    /// The rule of a verdict in words, for the answer that it speaks in.
    static func rule(_ id: String) -> Section {
        .note(key: "rule", text: "Findings go by \(id). \(statement(of: id) ?? "")")
    }

    /// Of questions that hold scores against labels.
    static let scored: [Meaning] = [
        Meaning(
            id: "band.score-value",
            statement:
                "Tenths of the contract's scale, else of [0, 1] if all scores fit, else of least to greatest, the last "
                + "closed; money of the decision, else of its current outcome, cut at 0, 10K, 50K and 100K."),
        Meaning(
            id: "calibrate-verdict.1",
            statement:
                "Shares called differ by at least 5 points (alert 10) with a pooled two-proportion p under 0.01; a "
                + "cutoff cheaper over the labelled decisions; more called in a day than the capacity; more called "
                + "without a mature label than with one."),
        Meaning(
            id: "concept-verdict.1",
            statement:
                "Corrected by Bonferroni for all tests p under 0.01, and effect of at least 0.05: of a feature, or of the "
                + "residuals (farther from 0 than before) or wrong decisions (more) of a subgroup whose share moved under "
                + "the bound; 30 labels on either side. Residuals speak of the concept where both sides have the same "
                + "versions, wrong decisions where they have the same thresholds too."),
        Meaning(
            id: "concept.residual",
            statement:
                "Score as probability less label (1 or 0); its mean is the mean score less the share of positives, its "
                + "mean square the Brier score."),
        Meaning(
            id: "confidence-verdict.1",
            statement:
                "Right shares of low confidence not below the rest's with a pooled two-proportion p under 0.01, 30 judged "
                + "each; a fifth of the scores near their threshold; a tenth of the intervals wide; half without any."
        ),
        Meaning(
            id: "confidence.boundary",
            statement:
                "Near is a score at most delta from the threshold in force; delta as given, else a twentieth of the scale."
        ),
        Meaning(
            id: "confidence.wide-interval",
            statement:
                "Wide is an interval over the given share of the scale, which is that of histogram.scale."),
        Meaning(
            id: "exploration-draw.1",
            statement:
                "From cells without any mature label, else from those with under half the share of labels of all, else "
                + "from all: one of each in turn, drawn by Fisher-Yates with SplitMix64 over unlabelled positions."
        ),
        Meaning(
            id: "performance-verdict.1",
            statement:
                "AUC's 95 % interval below 0.5, or holding it with 30 labels of each class; AUC 0.05 under that of the "
                + "model's row with most labels, with DeLong's p after Bonferroni under 0.01; calibration error of at "
                + "least 0.05 (alert 0.1) and mean score outside the base rate's 95 % interval; rarer class's recall "
                + "below 0.5 and accuracy over it with whole intervals."),
        Meaning(
            id: "probability.scale",
            statement:
                "Scores are probabilities when they lie in [0, 1] and no contract says another scale; on another scale "
                + "only when the contract's kind is probability, linearly from its least to its greatest."),
        Meaning(
            id: "selection-verdict.1",
            statement:
                "Blind: 30 mature decisions and no label (alert from a tenth of all); label rates of bands 20 points apart "
                + "with a chi-squared p under 0.01; a segment with a Bonferroni p under 0.01 and Cramér's V of 0.1."
        ),
    ]
}
