extension AnswerDefinitions {
    /// Of the question whether a version may go live.
    static let promotion: [Meaning] = [
        Meaning(
            id: "promotion-verdict.1",
            statement:
                "Promote when every rule is kept; do not when one other than days and pairs is broken; else not enough to "
                + "say. 30 pairs, or labelled pairs, for a figure; the worse of shadow and replay for accuracy. Defaults: 7 "
                + "days, 100 pairs, 5 % flips, Spearman 0.9, 10 points of accuracy. A bound that cannot be read leaves its "
                + "rule untold.")
    ]
}
