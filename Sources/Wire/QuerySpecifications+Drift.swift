/// Questions that ask whether two selections are alike: their scores, and what went into them.
extension QuerySpecifications {
    package static let compare = QuerySpecification(
        name: "compare", path: "/v1/compare", verb: ["compare"],
        summary: "How the scores of two selections differ: moments, quantiles, thresholds, tests.",
        explanation:
            "Exact, from every score of both sides. Says by how much the scores moved, how many are at or over the "
            + "threshold in force on either side and would be at the other side's, and every statistic of two "
            + "samples by the definitions of one family. Scores are said to have moved when p, corrected for the "
            + "groups looked at, is under alpha and the distance is not under min_effect; with fewer than 30 "
            + "scores on a side nothing is said.",
        parameters: QueryParameters.sides + [
            QueryParameters.grouping(GroupingArgument.names.filter { $0 != "labeller" }, default: "none"),
            QueryParameters.definitions, QueryParameters.alpha, QueryParameters.minEffect,
            ParameterSpecification(
                "bins", .integer(1...1_000), default: .text("20"), unit: "bins",
                help: "Bins of equal width for the chart and the distances on the scale."),
            ParameterSpecification(
                "low", .number(QueryParameters.anyNumber),
                default: .absent("the contract's, else 0 if all scores lie in [0, 1], else the least score"),
                unit: "score", help: "Lower edge of the first bin."),
            ParameterSpecification(
                "high", .number(QueryParameters.anyNumber),
                default: .absent(
                    "the contract's, else 1 if all scores lie in [0, 1], else the greatest score"),
                unit: "score", help: "Upper edge of the last bin, which it belongs to."),
            ParameterSpecification(
                "quantiles", .number(0...1), isList: true,
                default: .text("0.01,0.05,0.1,0.25,0.5,0.75,0.9,0.95,0.99"), unit: "shares of 1",
                help: "The quantiles to give, as shares of 1."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Did the new version move the scores?", [("model", "lead-score"), ("versions", "v1,v2")]),
            .init(
                "Is this week like the last one, region by region?",
                [("model", "lead-score"), ("week", "2009-W30"), ("by", "segment:region")]),
            .init(
                "Live scores against those of the training rows, as Evidently would put it",
                [
                    ("model", "lead-score"), ("baseline", "role=reference,version=v2"),
                    ("current", "role=live,version=v2"), ("definitions", "evidently"),
                ]),
        ])

    package static let drift = QuerySpecification(
        name: "drift", path: "/v1/drift", verb: ["drift"],
        summary: "Which inputs of two selections differ, feature by feature, and whether it lasts.",
        explanation:
            "Every feature by its kind: a Kolmogorov-Smirnov test for numbers, chi-squared for categories, length "
            + "and tokens for texts; p as it is and corrected for the features tested, the size of the difference, "
            + "missing values, new and vanished categories, default values, jumps of a unit, and features that "
            + "came or went. A feature drifts when the corrected p is under alpha and the effect is not under "
            + "min_effect. Where both sides span two weeks, weekdays are compared with the same weekdays. The "
            + "baseline's own windows say how much it varies anyway: what is over that band in k of the last n "
            + "windows is sustained.",
        parameters: QueryParameters.sides + [
            ParameterSpecification(
                "feature", .identifier, isList: true, default: .absent("all features"),
                help: "Only these features."),
            ParameterSpecification(
                "segments", .flag, default: .text("true"),
                help: "Whether segments are looked at as categorical features, named segment:NAME."),
            QueryParameters.definitions, QueryParameters.alpha, QueryParameters.minEffect,
            ParameterSpecification(
                "correction", .choice(["bonferroni", "benjamini-hochberg", "none"]),
                default: .text("bonferroni"),
                help: "The corrected p that the verdict goes by; both are printed."),
            ParameterSpecification(
                "seasonal", .choice(["none", "weekday", "hour", "weekday-hour"]),
                default: .absent("weekday where both sides span at least 14 days, else none"),
                help:
                    "What is compared with the same only: weekdays, hours of the day, or hours of the week, in UTC, "
                    + "each with the current side's share."),
            QueryParameters.calendar(
                "windows", ["day", "week", "month"], default: "week",
                help: "The stretches of either side that the noise band and its breaches are told in."),
            ParameterSpecification(
                "sustained", .choice(sustainedChoices), default: .text("3/4"),
                help: "k/n: how many of the last n current windows have to be over the band."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init(
                "What changed in the inputs between two months?",
                [("model", "lead-score"), ("baseline", "month=2009-05"), ("current", "month=2009-06")]),
            .init(
                "Live inputs against the training rows, without seasons",
                [
                    ("model", "lead-score"), ("baseline", "role=reference,version=v2"),
                    ("current", "role=live,version=v2"), ("seasonal", "none"),
                ]),
            .init(
                "One feature, week against week",
                [("model", "lead-score"), ("week", "2009-W30"), ("feature", "employees")]),
        ])

    /// k of n for every n up to 8.
    private static let sustainedChoices = (1...8).flatMap { n in (1...n).map { "\($0)/\(n)" } }
}

extension QueryParameters {
    static let definitions = ParameterSpecification(
        "definitions", .choice(["daybook", "nannyml", "evidently"]), default: .text("daybook"),
        help: "Whose statistics and verdicts: ours, or those of NannyML 0.13.1 or Evidently 0.7.21.")

    static let alpha = ParameterSpecification(
        "alpha", .number(0...1), default: .text("0.01"), unit: "probability",
        help: "The share of false findings that is put up with; a corrected p under it counts.")

    static let minEffect = ParameterSpecification(
        "min_effect", .number(0...1), default: .text("0.1"), unit: "shares of 1",
        help:
            "The least difference that counts, as the share of decisions that would have to move: the distance of the "
            + "distribution functions, or half the summed differences of shares.")
}
