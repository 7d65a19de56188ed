extension AnswerDefinitions {
    /// Of the question that replays decisions under another policy.
    static let whatIf: [Meaning] = [
        Meaning(
            id: CostTimeline.definition,
            statement:
                "The costs given; else, for each decision, those of the policy with the greatest (at, position) not after "
                + "the decision's at among those that state any; decisions before the first have none and are in no sum."
        ),
        Meaning(
            id: WhatIfFindings.definition,
            statement:
                "The change of cost against the thresholds in force is settled when its lowest and highest lie on one side "
                + "of 0; more called in a day than the capacity of its end; a threshold reached and no place left; of the newly "
                + "called, more without a mature label than with one; one number for the scores of several versions."
        ),
        Meaning(
            id: WhatIfPolicy.definition,
            statement:
                "Called is a score at or over the threshold stated by segment, else for all, else in force at the decision; "
                + "of a day (UTC) then the highest that fit into the capacity, equal scores together or not at all. Newly and "
                + "no longer called are those that the threshold in force decided another way."),
    ]
}
