import Model

extension QuerySpecifications {
    /// Names of all event types on the wire.
    static var eventTypes: [String] { EventType.allCases.map(\.name) }

    package static let replaySets = QuerySpecification(
        name: "replay-sets", path: "/v1/replay-sets", verb: ["replay", "list"],
        summary: "The replay sets that were frozen.",
        explanation: "Each with its model, size, digest and the criteria it was chosen by.",
        parameters: [QueryParameters.model, QueryParameters.asOf],
        examples: [.init("Which sets are there?")])

    package static let replaySet = QuerySpecification(
        name: "replay-set", path: "/v1/replay-sets/{name}", verb: ["replay", "show"],
        summary: "One replay set: criteria, digest and members.",
        explanation: "Members never change; the labels shown are those known at the position of the answer.",
        parameters: [setName, QueryParameters.asOf],
        examples: [.init("What is in the set?", [("name", "june-baseline")])])

    package static let replayExport = QuerySpecification(
        name: "replay-export", path: "/v1/replay-sets/{name}/export", verb: ["replay", "export"],
        summary: "The members of a replay set as NDJSON, to be scored again elsewhere and appended.",
        explanation:
            "One replay decision a line, in the order of the set, with the inputs as they were sent. A scorer adds "
            + "at, version and score; the lines can then be appended.",
        parameters: [setName],
        answer: .lines,
        examples: [.init("Take the set along", [("name", "june-baseline")])])

    package static let replayCandidates = QuerySpecification(
        name: "replay-candidates", path: "/v1/replay-candidates", verb: ["replay", "freeze"],
        summary: "The decisions that a replay set would freeze: the most recent ones with known outcomes.",
        explanation:
            "Answers with the complete replay_set event but for its id and time. To freeze the set, the "
            + "command line adds both and appends the event; asking alone changes nothing.",
        parameters: [
            QueryParameters.requiredModel,
            ParameterSpecification(
                "size", .integer(1...Int64(Limits.replaySetMembers)), default: .text("200"),
                unit: "decisions",
                help: "How many decisions the set is to have."),
            QueryParameters.version, QueryParameters.role, QueryParameters.segment,
            QueryParameters.filter, QueryParameters.from, QueryParameters.to,
            ParameterSpecification(
                "stratify", .choice(["none", "label"]), default: .text("none"),
                help:
                    "none takes what there is; label takes half of the set from each class, as far as there are so "
                    + "many."),
            ParameterSpecification(
                "seed", .integer(0...Limits.exactInteger), default: .text("0"),
                help:
                    "0 takes the most recent; any other number draws at random, the same one for the same seed and position."
            ),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("The 200 latest decisions with a label", [("model", "lead-score")]),
            .init(
                "A balanced set of 500 from version 3",
                [("model", "lead-score"), ("version", "3"), ("size", "500"), ("stratify", "label")]),
        ])

    package static let audit = QuerySpecification(
        name: "audit", path: "/v1/audit", verb: ["audit"],
        summary:
            "The label audit of a day or week: what came back, what is overdue, where feedback decays.",
        explanation:
            "Looks at the 52 weeks up to the end of the day or week, with the labels known by then, and says whose "
            + "labels arrive less than they used to: by segment, version and labeller, most severe first.",
        parameters: [
            ParameterSpecification(
                "day", .day, default: .absent("none"), unit: "UTC",
                help: "The day to audit, such as 2009-09-30."),
            ParameterSpecification(
                "week", .week,
                default: .absent("the last whole week before the evaluation time, unless a day is given"),
                unit: "UTC", help: "The ISO week to audit, such as 2009-W40."),
            QueryParameters.model, QueryParameters.filter, QueryParameters.overdueAfter, QueryParameters.asOf,
            QueryParameters.labelsBy,
        ],
        exclusive: ["day", "week"],
        examples: [
            .init("The last week"),
            .init("One day of one model", [("day", "2009-09-30"), ("model", "lead-score")]),
        ])

    static let setName = ParameterSpecification(
        "name", .identifier, inPath: true, default: .required, help: "The set's name.")
}
