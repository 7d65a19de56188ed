extension QuerySpecifications {
    private static let tolerance = ParameterSpecification(
        "tolerance", .number(0...Double.greatestFiniteMagnitude), default: .absent("0.05 of the scale"),
        unit: "score",
        help:
            "Pairs whose scores are farther apart count as different; the scale is the contract's, else 0 to 1 if all "
            + "scores fit, else least to greatest.")

    package static let shadow = QuerySpecification(
        name: "shadow", path: "/v1/shadow", verb: ["shadow"],
        summary: "What the version scored beside the live one would have done otherwise.",
        explanation:
            "Pairs each shadow decision with the live one that it names in of, else with the nearest one of the same "
            + "subject. Differences of scores, agreement and flips at the thresholds in force, by day and by segment; the "
            + "distributions; and, as far as labels are in, which of the two was right. Old versions that were scored on "
            + "newer cases are compared in the same way, whenever their decisions arrived.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "versions", .identifier, isList: true, default: .absent("none"),
                help: "The live version and the shadow version: short for baseline and current."),
            ParameterSpecification(
                "baseline", .selection, default: .absent("the live decisions beside it"),
                help:
                    "What is compared with, such as version=v1 or role=replay,version=v1,from=2026-10-01; role is live "
                    + "where it does not say."),
            ParameterSpecification(
                "current", .selection, default: .absent("the newest shadow version"),
                help: "What is looked at, in the same words; role is shadow where it does not say."),
            QueryParameters.segment, QueryParameters.filter, QueryParameters.from, QueryParameters.to,
            ParameterSpecification(
                "pair_window", .span, default: .text("1h"), unit: "s, m, h, d or w",
                help:
                    "How far apart two decisions for one subject may lie and still be a pair, where neither names "
                    + "another in of."),
            tolerance, QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Can the new version go live?", [("model", "lead-score")]),
            .init(
                "One week of it, against the version before",
                [
                    ("model", "lead-score"), ("versions", "v1,v2"), ("from", "2026-10-05"),
                    ("to", "2026-10-12"),
                ]),
        ])

    package static let replayDiff = QuerySpecification(
        name: "replay-diff", path: "/v1/replay-sets/{name}/diff", verb: ["replay", "diff"],
        summary: "What two versions made of one replay set.",
        explanation:
            "Pairs the replay decisions of both versions by the member that they name in of, else by subject; a version "
            + "that never scored the set stands with what it decided itself. Differences of scores, rank correlation, "
            + "flips at the thresholds, accuracy before, now, and now where as many are called as before. A fall of over "
            + "10 points in the last is a true regression; any other is a matter of the threshold.",
        parameters: [
            setName,
            ParameterSpecification(
                "versions", .identifier, isList: true,
                default: .absent("the two newest that scored the set"),
                help: "The old version and the new one."),
            tolerance, QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Is the new version a regression?", [("name", "june-baseline"), ("versions", "v1,v2")])
        ])
}
