extension QuerySpecifications {
    package static let promotion = QuerySpecification(
        name: "promotion", path: "/v1/promotion", verb: ["promote"],
        summary: "Whether a version that runs as a shadow may go live, rule by rule.",
        explanation:
            "Holds the shadow decisions of the version beside those of the version in use, and the newest replay set that "
            + "both scored, against rules: days and pairs seen, decisions that flip, order kept, accuracy lost where as "
            + "many are called, nothing significantly worse, no other scale, contract kept. Bounds are those of an object "
            + "promotion in the review_rules of the policy in force, else defaults. Every figure names the question that "
            + "gives it again.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "version", .identifier, default: .required, help: "The version that runs as a shadow."),
            ParameterSpecification(
                "beside", .identifier, default: .absent("the version in use"),
                help:
                    "The version that it would replace. Without it the one that was deployed last, else the one whose "
                    + "live decisions are the newest."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("May v2 go live?", [("model", "lead-score"), ("version", "v2")]),
            .init(
                "What was to be said of it a month ago?",
                [("model", "lead-score"), ("version", "v2"), ("as_of", "2026-09-01")]),
        ])
}
