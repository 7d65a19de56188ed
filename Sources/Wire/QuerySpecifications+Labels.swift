extension QuerySpecifications {
    package static let labels = QuerySpecification(
        name: "labels", path: "/v1/labels", verb: ["labels"],
        summary: "Whether labels come as they did: how many, how fast, for whom, and what they say.",
        explanation:
            "Both sides at the same age, so that a young side is not taken for one that lost its labels. The share "
            + "labelled and the wait; coverage by score, call, segment and labeller; the definitions that labels follow; "
            + "and the share of positives, also at the same score and by labeller.",
        parameters: QueryParameters.sides + [
            ParameterSpecification(
                "within", .span,
                default: .absent(
                    "the 0.95 quantile of the baseline's waits, or the median age of the current decisions if that is "
                        + "less"),
                unit: "s, m, h, d or w",
                help:
                    "The age at which both sides are looked at: younger decisions are left out, later labels too."
            ),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Do labels still come as they did?", [("model", "lead-score")]),
            .init(
                "This week against the one before, one week after each decision",
                [("model", "lead-score"), ("week", "2026-W40"), ("within", "7d")]),
        ])
}
