/// Every question that can be asked, listed once.
package enum QuerySpecifications {
    /// In the order of the documentation.
    package static let all: [QuerySpecification] = [
        status, events, decision, subject, models, distribution, feedback,
        replaySets, replaySet, replayExport, replayCandidates, audit,
        shadow, replayDiff, promotion,
        slices, parity, leakage,
        performance, calibrate, whatIf, confidence, selection, concept, labels, workflow,
        compare, drift,
        contractViolations, contract, contractDiff, policy,
        pins, pin, pinCheck,
        diagnosis, detection, updateReport, starterReport,
        integrity,
    ]

    /// The path of the description of all of them; see `openAPI()`.
    package static let descriptionPath = "/v1/openapi.json"

    /// The question of that name, nil if there is none.
    package static func named(_ name: String) -> QuerySpecification? {
        all.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// A question and the parameters in the path that asks it.
    package typealias Route = (specification: QuerySpecification, items: [(name: String, value: String)])

    /// The question that a path asks and the parameters in the path, percent-decoded; nil if it is no route.
    package static func route(path: String) -> Route? {
        guard let pieces = QueryPath.pieces(of: path) else { return nil }
        for (index, route) in routes.enumerated() {
            if let items = route.match(pieces) { return (all[index], items) }
        }
        return nil
    }

    /// Of each in `all`.
    private static let routes = all.map(\.route)

    package static let status = QuerySpecification(
        name: "status", path: "/v1/status", verb: ["status"],
        summary: "Whether the daemon is well: head of the journal, projections, counts, live figures.",
        explanation:
            "Says which events the ledger holds and how far the projections are. Live figures such as "
            + "connections and timings belong to the moment and not to a position.",
        examples: [.init("How is the daemon?")])

    package static let events = QuerySpecification(
        name: "events", path: "/v1/events", verb: ["events"],
        summary: "Events in the order of the journal, from a position on.",
        explanation:
            "Each event with its position, recorded time and exact content. To read on, ask again with "
            + "after = the last position of the answer.",
        parameters: [
            ParameterSpecification(
                "after", .integer(0...Int64.max), default: .text("0"), unit: "positions",
                help: "Start with the event after this position; 0 starts with the first."),
            QueryParameters.limit("100", of: "events"),
            ParameterSpecification(
                "type", .choice(eventTypes), isList: true, default: .absent("all types"),
                help: "Only events of these types."),
            QueryParameters.model,
            QueryParameters.eventsFrom,
            QueryParameters.eventsTo,
            QueryParameters.asOf,
        ],
        examples: [
            .init("The first hundred events"),
            .init(
                "Outcomes from position 5000 on",
                [("after", "5000"), ("type", "outcome"), ("type", "outcome_withdrawn")]),
        ])

    package static let decision = QuerySpecification(
        name: "decision", path: "/v1/decisions/{id}", verb: ["decision"],
        summary: "One decision with all that is known of it.",
        explanation:
            "The decision as it was made, its label now and before, corrections and withdrawals, its "
            + "reviews, and the shadow or replay decisions it pairs with.",
        parameters: [
            ParameterSpecification(
                "id", .identifier, inPath: true, default: .required, help: "The decision's id."),
            ParameterSpecification(
                "pair_window", .span, default: .text("1h"), unit: "s, m, h, d or w",
                help:
                    "How far apart a live and a shadow decision for one subject may lie and still be a pair, "
                    + "where neither names the other."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        cost: .short,
        examples: [
            .init("What was decided, and was it right?", [("id", "d-20090601-17")]),
            .init("As the ledger knew it on 1 July", [("id", "d-20090601-17"), ("as_of", "2009-07-01")]),
        ])

    package static let subject = QuerySpecification(
        name: "subject", path: "/v1/subjects/{id}", verb: ["subject"],
        summary: "Everything about one subject: its decisions and outcomes.",
        explanation: "The newest entries, in the order of the journal, each decision with its label.",
        parameters: [
            ParameterSpecification(
                "id", .identifier, inPath: true, default: .required, help: "The subject's id."),
            QueryParameters.limit("100", of: "entries"),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [.init("The history of one customer", [("id", "c-4711")])])

    package static let models = QuerySpecification(
        name: "models", path: "/v1/models", verb: ["models"],
        summary: "Models with their versions, roles, contracts, deployments and policies.",
        explanation:
            "One row for each series (model, version, role) with its decisions and the time they span.",
        parameters: [QueryParameters.model, QueryParameters.asOf],
        examples: [
            .init("What is running?"),
            .init("The versions of one model", [("model", "lead-score")]),
        ])

    package static let distribution = QuerySpecification(
        name: "distribution", path: "/v1/distribution", verb: ["distribution"],
        summary: "How scores are distributed: histogram, moments and quantiles by version and window.",
        explanation:
            "Exact, from every score in the window. The bins of each group are on its own scale: that of its "
            + "version's contract, else 0 to 1 where all scores fit; give low and high to lay all on one. "
            + "Quantiles interpolate linearly.",
        parameters: [
            QueryParameters.model, QueryParameters.version, QueryParameters.role, QueryParameters.segment,
            QueryParameters.filter, QueryParameters.from, QueryParameters.to,
            QueryParameters.grouping(GroupingArgument.names.filter { $0 != "labeller" }, default: "version"),
            QueryParameters.calendar(
                "window", ["none", "day", "week", "month"], default: "none",
                help: "One distribution for each calendar stretch in UTC; weeks are ISO weeks."),
            ParameterSpecification(
                "bins", .integer(1...1_000), default: .text("20"), unit: "bins",
                help: "Bins of equal width in a histogram."),
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
            QueryParameters.asOf,
        ],
        examples: [
            .init("Did the new version move the scores?", [("model", "lead-score"), ("by", "version")]),
            .init(
                "Week by week in one region",
                [("model", "lead-score"), ("segment", "region=emea"), ("window", "week")]),
            .init(
                "Large deals of one tier, by version and hour of the day",
                [
                    ("model", "lead-score"), ("where", "tier = enterprise and amount >= 1000"),
                    ("by", "version,hour"),
                ]),
        ])

    package static let feedback = QuerySpecification(
        name: "feedback", path: "/v1/feedback", verb: ["feedback"],
        summary: "Whether labels come back: share labelled, delay, pending and overdue, by period.",
        explanation:
            "Of the decisions made in each period, how many have a label, how many had one within the "
            + "given time, how long labels take, and which decisions should have one by now.",
        parameters: [
            QueryParameters.model, QueryParameters.version, QueryParameters.role, QueryParameters.segment,
            QueryParameters.filter, QueryParameters.from, QueryParameters.to,
            QueryParameters.calendar(
                "period", ["none", "day", "week", "month"], default: "week",
                help: "One row for each calendar stretch of the decision's time in UTC; weeks are ISO weeks."),
            QueryParameters.grouping(GroupingArgument.names, default: "none"),
            ParameterSpecification(
                "within", .span, default: .text("14d"), unit: "s, m, h, d or w",
                help: "A label counts as timely if it came not later than this after the decision."),
            QueryParameters.overdueAfter, QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Is the feedback loop alive?", [("model", "lead-score")]),
            .init(
                "Which version lost its labels since June?",
                [("model", "lead-score"), ("from", "2009-06-01"), ("by", "version"), ("period", "day")]),
            .init(
                "Who is labelled, of those that a person overrode or that were slow?",
                [
                    ("model", "lead-score"), ("where", "action in (approve, decline) or latency_ms > 500"),
                    ("by", "action"),
                ]),
        ])

    package static let integrity = QuerySpecification(
        name: "integrity", path: "/v1/integrity", verb: [],
        summary: "Whether the journal's chain of digests and the projections hold, checked now.",
        explanation:
            "Live, so it is no part of any answer that belongs to a position. The audit verb asks it and "
            + "prints the result beside its answer.",
        examples: [.init("Is the record whole?")])
}
