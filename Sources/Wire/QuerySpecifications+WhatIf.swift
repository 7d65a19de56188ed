import Model

extension QuerySpecifications {
    package static let whatIf = QuerySpecification(
        name: "whatif", path: "/v1/whatif", verb: ["whatif"],
        summary: "What would have been called under another policy, next to what was.",
        explanation:
            "Replays the stored decisions of the selection under the policy that the parameters state: a threshold for "
            + "all or by segment, a quantile of the scores, the highest of each day, or a policy on record. Beside it "
            + "stand the thresholds that were in force at each decision, acting on all, acting on none, and, with acted, "
            + "what was done. Without a policy it is history. What decisions without an outcome would have come to is not "
            + "guessed: the lowest and the highest are given.",
        parameters: [QueryParameters.requiredModel] + QueryParameters.selection.dropFirst() + [
            QueryParameters.grouping(QueryParameters.ofDecisions, default: "none"),
            ParameterSpecification(
                "threshold", .number(QueryParameters.anyNumber),
                default: .absent("the thresholds that were in force"), unit: "score",
                help: "Calls what has at least this score."),
            ParameterSpecification(
                "thresholds", .segmentNumber, isList: true, default: .absent("none by segment"),
                help:
                    "Thresholds for the decisions with a segment, such as region=emea:0.6; they come before the one for "
                    + "all. Of several segment names the first in byte order holds that has the decision's value."
            ),
            ParameterSpecification(
                "percentile", .number(0...1), default: .absent("none"), unit: "shares of 1",
                help:
                    "The threshold for all is this quantile of the scores of the selection: 0.8 calls the top 20 %."
            ),
            ParameterSpecification(
                "policy", .identifier, default: .absent("none"),
                help: "The thresholds are those of this policy on record, for the whole window."),
            ParameterSpecification(
                "capacity", .integer(0...Limits.exactInteger),
                default: .absent("calls are not limited; days are held against the policy's"),
                unit: "decisions a day",
                help:
                    "Of each day (UTC) at most so many are called, those with the highest scores; ones of equal score "
                    + "together or not at all. Alone, it needs no threshold."),
            ParameterSpecification(
                "acted", .identifier, isList: true, default: .absent("none"),
                help: "Actions that stand for a call, for a row of what was done."),
            QueryParameters.costFalsePositive, QueryParameters.costFalseNegative, QueryParameters.maturity,
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        exclusive: ["threshold", "percentile", "policy"],
        examples: [
            .init(
                "What if we had cut at 0.6?",
                [("model", "lead-score"), ("threshold", "0.6"), ("cost_fp", "40"), ("cost_fn", "900")]),
            .init(
                "Thresholds per region, and 50 calls a day",
                [
                    ("model", "lead-score"), ("thresholds", "region=emea:0.6,region=apac:0.7"),
                    ("threshold", "0.75"), ("capacity", "50"), ("by", "segment:region"),
                ]),
            .init(
                "The top 20 % of a version's scores, beside what people did",
                [
                    ("model", "lead-score"), ("version", "v8"), ("percentile", "0.8"),
                    ("acted", "call,visit"),
                ]),
        ])
}
