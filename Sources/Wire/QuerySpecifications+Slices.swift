extension QuerySpecifications {
    /// The figures whose change slices are held responsible for.
    package static let sliceFigures = [
        "error_rate", "false_discovery", "miss_rate", "positive_rate", "share_over", "label_rate",
    ]

    package static let slices = QuerySpecification(
        name: "slices", path: "/v1/slices", verb: ["slices"],
        summary: "Which slices of the decisions a change comes from, and the worst mistakes.",
        explanation:
            "Cuts both sides by every segment, every feature (numbers into the quarters of the baseline) and every pair "
            + "of them, and ranks the slices by what they contribute to the change of one figure. Also the confident "
            + "misses, and the worst false positives and negatives with their content.",
        parameters: QueryParameters.sides + [
            ParameterSpecification(
                "figure", .choice(sliceFigures), default: .text("error_rate"),
                help:
                    "Whose change is explained: wrong ones of the labelled, negatives of those at or over the threshold, "
                    + "positives below it, positives of the labelled, those at or over the threshold, or the labelled of all."
            ),
            ParameterSpecification(
                "top", .integer(1...100), default: .text("5"), help: "How many slices to name."),
            ParameterSpecification(
                "least", .integer(1...1_000_000), default: .text("30"), unit: "decisions",
                help: "Slices with fewer decisions on either side are not looked at."),
            ParameterSpecification(
                "pairs", .flag, default: .text("true"), help: "Whether pairs are looked at too."),
            ParameterSpecification(
                "high", .number(0...1), default: .text("0.8"), unit: "share of the scale",
                help: "A negative outcome over this share of the score's scale is a confident miss."),
            ParameterSpecification(
                "low", .number(0...1), default: .text("0.4"), unit: "share of the scale",
                help: "A positive outcome under this share of the scale is one."),
            ParameterSpecification(
                "examples", .integer(0...100), default: .text("5"),
                help: "How many of the worst false positives and negatives to show."),
            ParameterSpecification(
                "significance", .number(0...1), default: .text("0.01"),
                help: "The corrected p below which a slice's change is more than chance."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Where do the new version's errors come from?", [("model", "lead-score")]),
            .init(
                "Who is called more often than in the week before?",
                [("model", "lead-score"), ("week", "2026-W40"), ("figure", "share_over")]),
        ])
}
