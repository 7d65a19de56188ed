extension QuerySpecifications {
    package static let leakage = QuerySpecification(
        name: "leakage", path: "/v1/leakage", verb: ["leakage"],
        summary: "Features that could not have been known, or that know too much.",
        explanation:
            "Looks for features whose own time (feature_times) lies after the decision, features that alone rank the "
            + "outcomes better than the model's score does, and features that are missing more often with one outcome "
            + "than with the other.",
        parameters: [
            QueryParameters.requiredModel, QueryParameters.version, QueryParameters.role,
            QueryParameters.segment, QueryParameters.filter, QueryParameters.from, QueryParameters.to,
            ParameterSpecification(
                "margin", .number(0...0.5), default: .text("0.1"), unit: "AUC",
                help:
                    "A feature predicts too well when its AUC, less its error, is over the score's, with its error, "
                    + "by more than this."),
            ParameterSpecification(
                "significance", .number(0...1), default: .text("0.01"),
                help:
                    "Missing values follow the outcome when the corrected p is below this, and the rates differ by "
                    + "more than five points."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Does any feature come from the future?", [("model", "lead-score")]),
            .init(
                "In the rows that version 2 was trained on",
                [("model", "lead-score"), ("version", "v2"), ("role", "reference")]),
        ])
}
