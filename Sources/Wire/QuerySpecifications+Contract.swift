extension QuerySpecifications {
    package static let contractViolations = QuerySpecification(
        name: "contract-violations", path: "/v1/contract-violations", verb: ["contract", "violations"],
        summary: "Decisions that break the contract of their model and version, by feature and kind.",
        explanation:
            "Every decision of the selection is held against the contract in force for its version: missing and unknown "
            + "features, types, ranges, categories, the score's range, and units. A version without a contract is held "
            + "against what was observed of the live version before it. Nothing is refused for it, and nothing is "
            + "stored: a contract that is registered later counts for all that is asked after it.",
        parameters: [
            QueryParameters.requiredModel, QueryParameters.version, QueryParameters.role,
            QueryParameters.segment, QueryParameters.filter, QueryParameters.from, QueryParameters.to,
            ParameterSpecification(
                "examples", .integer(1...100), default: .text("3"), unit: "decisions",
                help: "The first decisions to name of each feature and kind."),
            QueryParameters.asOf,
        ],
        examples: [
            .init("Does what comes in keep to the contract?", [("model", "lead-score")]),
            .init(
                "Only the new version, since it went live",
                [("model", "lead-score"), ("version", "v3"), ("from", "2010-09-01")]),
        ])

    private static let oneVersion = ParameterSpecification(
        "version", .identifier, default: .required, help: "The version of the model.")

    package static let contract = QuerySpecification(
        name: "contract", path: "/v1/contract", verb: ["contract", "show"],
        summary:
            "The rules that hold for a version: its contract, else what was observed of the version before.",
        explanation:
            "The contract in force is the one with the greatest time, then position. Without one, the rules are those "
            + "that contract violations holds the version against.",
        parameters: [QueryParameters.requiredModel, oneVersion, QueryParameters.asOf],
        examples: [
            .init("What does version 2 promise?", [("model", "lead-score"), ("version", "v2")])
        ])

    package static let contractDiff = QuerySpecification(
        name: "contract-diff", path: "/v1/contract-diff", verb: ["contract", "diff"],
        summary: "What changed between the contracts of two versions, rule by rule.",
        explanation:
            "Each rule that was added, removed or changed, with what stood before and what stands now. A version without "
            + "a contract has no rules.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "versions", .identifier, isList: true, default: .required,
                help: "Two versions, the earlier first."),
            QueryParameters.asOf,
        ],
        examples: [
            .init(
                "Did the new version change what it takes?", [("model", "lead-score"), ("versions", "v1,v2")])
        ])

    package static let policy = QuerySpecification(
        name: "policy", path: "/v1/policy", verb: ["policy", "show"],
        summary: "Policies and deployments in force at a time, by whom and since when, and every change.",
        explanation:
            "A policy holds from its own time on, for what it states, until another states the same. Thresholds of "
            + "segments come before the one for all. Decisions that carry no threshold are read with the one in force at "
            + "their time.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "at", .time, default: .absent("the evaluation time, when the position was written"),
                unit: "UTC",
                help:
                    "What held at this time: a date for its midnight, an RFC 3339 time, or a span such as 14d before "
                    + "the evaluation time."),
            QueryParameters.asOf,
        ],
        examples: [
            .init("What holds now?", [("model", "lead-score")]),
            .init("What held in June?", [("model", "lead-score"), ("at", "2009-06-15")]),
        ])
}
