extension AnswerDefinitions {
    /// Of questions about what is done with scores and what comes back.
    static let loop: [Meaning] = [
        Meaning(
            id: "labels-verdict.1",
            statement:
                "p under 0.001 and 30 on either side: waits with D of 0.15 and medians of 1.3; share labelled at most 0.85, "
                + "or 0.7 of a labeller's, or of a segment's value that lost more than all, with Bonferroni's p; coverage moved by 10 points beyond that of all "
                + "by fifths of scores or by call; a labeller's positives at the same score by 5 points beyond all others'; a tenth of other definitions; base "
                + "rate by 3 points, in all or at the same score."),
        Meaning(
            id: "labels.by-age",
            statement:
                "Decisions at least as old as the age at the evaluation time; labelled when the first outcome that stands "
                + "came not later than the age after the decision; excluded labels leave both counts."),
        Meaning(
            id: "workflow-verdict.1",
            statement:
                "p under 0.001 and 30 on either side: a tenth of thresholds that none had or half that moved; usual actions "
                + "fallen by 5 points, or 10 with Bonferroni's p in a segment; overrides, bypasses, fallbacks, missing actions or "
                + "thresholds other than the policy's risen by 5 points; share called moved by 5."),
        Meaning(
            id: "workflow.bypassed",
            statement:
                "Outcomes that name a subject of whom no decision is known, between the side's first and last decision, of "
                + "these and all live decisions of the model in that time."),
        Meaning(
            id: "review.by-age",
            statement:
                "Decisions at least 7 days old at the evaluation time, each by the verdict of the last of its reviews "
                + "that came within 7 days of it."),
        Meaning(
            id: "workflow.followed",
            statement:
                "Decisions with the action that most of the baseline's have on the same side of the threshold, of those "
                + "with score, threshold and action that are no fallback."),
    ]
}
