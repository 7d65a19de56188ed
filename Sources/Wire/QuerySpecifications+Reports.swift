/// Pages that are made of the answers to several questions, and when a fault could have been seen.
extension QuerySpecifications {
    package static let updateReport = QuerySpecification(
        name: "update-report", path: "/v1/reports/update", verb: ["report", "update"],
        summary: "One page about an update: the diagnosis, then the scores before and since, and all else.",
        explanation:
            "The diagnosis with its fix and gates first; then the score distributions; thresholds and cutoffs; what "
            + "flipped on the same inputs; the features that moved most; labels and performance; contracts, policies and "
            + "deployments; and what is missing. Each part is taken from the answer to a question of its own, at the same "
            + "position, and names the command that asks it alone.",
        parameters: diagnosis.parameters,
        examples: [
            .init("What did the last update do?", [("model", "lead-score")]),
            .init(
                "One version against the other, for the record",
                [("model", "lead-score"), ("versions", "v1,v2")]),
        ])

    package static let starterReport = QuerySpecification(
        name: "starter-report", path: "/v1/reports/starter", verb: ["report", "starter"],
        summary: "One page to start with: the last two weeks beside training, and what to set up next.",
        explanation:
            "The newest live version's decisions of the last days before the evaluation time, beside its reference rows, "
            + "or beside as many days before where there are none: the features that matter most with what is missing, "
            + "default, unseen or in another unit; the newest replay set; labels; the five gates; and commands for what is "
            + "not there yet: a contract, a policy, a replay set, shadow decisions, labels.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "days", .integer(1...366), default: .text("14"), unit: "days",
                help: "How many days before the evaluation time are looked at."),
            ParameterSpecification(
                "features", .integer(1...1_000), default: .text("20"), unit: "features",
                help: "How many features are shown, those that tell most about the outcome first."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Where do we stand?", [("model", "lead-score")]),
            .init(
                "The last four weeks, ten features",
                [("model", "lead-score"), ("days", "28"), ("features", "10")]),
        ])

    package static let detection = QuerySpecification(
        name: "detection", path: "/v1/detection", verb: ["detect"],
        summary: "When the diagnosis of a past switch could first have named a cause.",
        explanation:
            "Asks the diagnosis as the ledger knew it at the switch and then step by step, until it names a cause; between "
            + "the last step without and the first with one it looks for the first position by halving. For a switch from "
            + "before the first record, whose history was imported, steps go by the decisions' and labels' own times. The "
            + "time to detect is held against 72 hours.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "versions", .identifier, isList: true, default: .absent("those of the last deployment"),
                help: "The version before and the version since."),
            ParameterSpecification(
                "switch", .time, default: .absent("the last deployment"), unit: "UTC",
                help:
                    "When things changed: a date, an RFC 3339 time, or a span such as 14d before the evaluation time."
            ),
            ParameterSpecification(
                "window", .span, default: .text("56d"), unit: "s, m, h, d or w",
                help: "The longest stretch that each diagnosis looks at on either side of the switch."),
            ParameterSpecification(
                "step", .span, default: .text("6h"), unit: "s, m, h, d or w",
                help: "How long after one diagnosis the next is asked."),
            ParameterSpecification(
                "within", .span, default: .text("14d"), unit: "s, m, h, d or w",
                help: "How long after the switch the last diagnosis is asked."),
            ParameterSpecification(
                "cause", .choice(causes), default: .absent("any"),
                help: "The cause that has to be the primary one."),
            ParameterSpecification(
                "clock", .choice(["recorded", "event"]),
                default: .absent("recorded; event where the switch lies before the first record"),
                help:
                    "recorded goes by when events were written down, event by the times that they state, with all policies "
                    + "and deployments known."),
            QueryParameters.asOf,
        ],
        examples: [
            .init("When could the last update have been flagged?", [("model", "lead-score")]),
            .init(
                "When was the contract break to be seen, hour by hour?",
                [
                    ("model", "lead-score"), ("switch", "2026-08-01"), ("step", "1h"), ("within", "3d"),
                    ("cause", "contract_break"),
                ]),
        ])

    /// What a diagnosis may name.
    private static let causes = [
        "contract_break", "policy_change", "workflow", "feature_pipeline", "label_definition",
        "selection_bias", "label_delay", "label_feedback_decay", "model_regression", "threshold_drift",
        "label_shift", "data_drift", "concept_drift",
    ]
}
