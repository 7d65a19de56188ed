extension QuerySpecifications {
    package static let workflow = QuerySpecification(
        name: "workflow", path: "/v1/workflow", verb: ["workflow"],
        summary: "Whether scores are used as they were: thresholds in force, actions, overrides, fallbacks.",
        explanation:
            "What most decisions of the baseline did under and over the threshold is the usual action; of both sides, how "
            + "many did it, by segment too. How many decisions people overrode within 7 days, and why, and how many cases went past the model. Which thresholds were in force, where the producer's own is another than the "
            + "policy's, how often a fallback stood in, and where no action is stated.",
        parameters: QueryParameters.sides + [QueryParameters.asOf, QueryParameters.labelsBy],
        examples: [
            .init("Has anybody changed the threshold, or stopped following it?", [("model", "lead-score")]),
            .init(
                "This week against the one before",
                [("model", "lead-score"), ("week", "2026-W40")]),
        ])
}
