extension QuerySpecifications {
    package static let diagnosis = QuerySpecification(
        name: "diagnosis", path: "/v1/diagnosis", verb: ["diagnose"],
        summary: "Why a model does other than before: one cause, the cheapest fix, and the evidence.",
        explanation:
            "Walks from what is cheap to mend to what is dear: is there enough to say anything; the contract; policy and "
            + "workflow; serving parity; labels; inputs; scores on the same inputs; threshold; accuracy after calibration; "
            + "concept. Names one primary cause, what contributes, what mends it with its command, whether to retrain, and "
            + "five gates. Every figure names the question that gives it again.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "versions", .identifier, isList: true, default: .absent("those of the last deployment"),
                help: "The version before and the version since."),
            ParameterSpecification(
                "switch", .time, default: .absent("the last deployment"), unit: "UTC",
                help:
                    "When things changed: a date, an RFC 3339 time, or a span such as 14d before the evaluation time. "
                    + "Without a deployment, the first decision of the newest version; with one version, four weeks ago."
            ),
            ParameterSpecification(
                "window", .span, default: .text("56d"), unit: "s, m, h, d or w",
                help: "The longest stretch that is looked at on either side of the switch."),
            ParameterSpecification(
                "baseline", .selection, default: .absent("live decisions before the switch"),
                help: "What is compared with, in place of the decisions before the switch; see compare."),
            ParameterSpecification(
                "current", .selection, default: .absent("live decisions since the switch"),
                help: "What is looked at, in the same words."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("What did the last deployment change?", [("model", "lead-score")]),
            .init(
                "Has anything changed since 1 August?", [("model", "lead-score"), ("switch", "2026-08-01")]),
            .init(
                "Is live fed as training was?",
                [
                    ("model", "lead-score"), ("baseline", "role=reference,version=v1"),
                    ("current", "role=live,version=v1"),
                ]),
        ])
}
