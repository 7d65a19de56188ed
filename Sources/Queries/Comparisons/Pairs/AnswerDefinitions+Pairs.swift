extension AnswerDefinitions {
    /// Of questions about pairs.
    static let pairs: [Meaning] = [
        Meaning(
            id: "pairing.one-to-one.1",
            statement:
                "By the decision that of names; else by subject, where neither names one, the nearest at within the window; "
                + "in a set by subject without a window. Each in one pair at most: nearest first, of equally near the "
                + "earlier, at one instant in order of score, position; in a set the latest."),
        Meaning(
            id: "pairs-verdict.1",
            statement:
                "A unit jump; over 5 % flips (alert 20 %) or Spearman under 0.9 of 30 pairs; p under 0.01 of the AUCs or "
                + "McNemar's; over 5 % unpaired; in a set, accuracy of 30 labelled pairs over 10 points lower where as many "
                + "are called as before is a true regression, else none."),
    ]
}
