extension QuerySpecifications {
    package static let parity = QuerySpecification(
        name: "parity", path: "/v1/parity", verb: ["parity"],
        summary: "Whether a version is fed live what it was fed in training and in replay.",
        explanation:
            "For each feature and role: how often it is missing, is at its most frequent value, has a value that the "
            + "first role never had, or is in another unit; and for each role latency, fallbacks, and the score by how "
            + "complete the features are. The roles are held against the first that there is: reference, else replay.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "version", .identifier, default: .absent("the newest live version"),
                help: "The version of the model."),
            QueryParameters.segment, QueryParameters.filter, QueryParameters.from, QueryParameters.to,
            ParameterSpecification(
                "bound", .number(0...1), default: .text("0.05"), unit: "share",
                help:
                    "A share (missing, default, unseen, fallback) has moved when it is off by more than this with a "
                    + "corrected p under the significance."),
            ParameterSpecification(
                "significance", .number(0...1), default: .text("0.01"),
                help: "The corrected p below which a share has moved."),
            QueryParameters.asOf,
        ],
        examples: [
            .init("Is the live pipeline what the model was trained on?", [("model", "lead-score")]),
            .init(
                "Version 2 since June",
                [("model", "lead-score"), ("version", "v2"), ("from", "2009-06-01")]),
        ])
}
