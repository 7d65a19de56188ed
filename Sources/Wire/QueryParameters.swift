import Model

/// Parameters that several questions share, so that they mean and say the same everywhere.
enum QueryParameters {
    static let model = ParameterSpecification(
        "model", .identifier, default: .absent("all models"), help: "Only this model.")

    static let requiredModel = ParameterSpecification(
        "model", .identifier, default: .required, help: "The model.")

    static let version = ParameterSpecification(
        "version", .identifier, isList: true, default: .absent("all versions"),
        help: "Only these versions of the model.")

    static let role = ParameterSpecification(
        "role", .choice(["live", "shadow", "replay", "reference"]), isList: true, default: .text("live"),
        help: "Only decisions in these roles: acted upon, scored beside, scored again, or reference rows.")

    static let segment = ParameterSpecification(
        "segment", .segment, isList: true, default: .absent("all decisions"),
        help: "Only decisions with this segment. Values of one name widen, different names narrow the choice."
    )

    static let filter = ParameterSpecification(
        "where", .filter, isList: true, default: .absent("all decisions"),
        help:
            "Only decisions that meet this condition, such as: tier = enterprise and amount >= 1000. Tests are = != < "
            + "<= > >=, in (a, b), is missing and is present, joined by and, or, not and parentheses. A name is that of "
            + "a field (score, threshold, action, variant, route, latency_ms and so on), else of a segment or feature; "
            + "segment:, feature:, field:, contribution: and context: before it say which. Names and texts with other "
            + "than letters, digits, _ - and . stand in quotes. What is missing meets no comparison.")

    static let from = ParameterSpecification(
        "from", .time, default: .absent("the first decision"), unit: "UTC",
        help:
            "Start of the window on the decision's own time, inclusive: a date, an RFC 3339 time, or a span such as "
            + "14d before the evaluation time.")

    static let to = ParameterSpecification(
        "to", .time, default: .absent("open"), unit: "UTC",
        help:
            "End of the window, exclusive, so a date leaves that day out: a date, an RFC 3339 time or a span."
    )

    static let asOf = ParameterSpecification(
        "as_of", .asOf, default: .absent("now, the position that the answer prints"),
        unit: "positions or UTC",
        help: "Answer from what the ledger knew at this position, or at this recorded time; a date means its "
            + "midnight.")

    static let labelsBy = ParameterSpecification(
        "labels_by", .instant, default: .absent("no bound"), unit: "UTC",
        help:
            "Use only outcomes and withdrawals whose own time is not after this; it becomes the evaluation time. "
            + "A date means its midnight. For histories that were imported afterwards.")

    static let overdueAfter = ParameterSpecification(
        "overdue_after", .span, default: .absent("from the delay distribution"),
        unit: "s, m, h, d or w",
        help: "A decision without a label counts as overdue once it is older than this.")

    /// The calendar stretch that rows are cut by.
    static func calendar(
        _ name: String, _ choices: [String], default text: String, help: String
    ) -> ParameterSpecification {
        ParameterSpecification(name, .choice(choices), default: .text(text), help: help)
    }

    static func grouping(_ choices: [String], default text: String) -> ParameterSpecification {
        ParameterSpecification(
            "by", .grouping(choices), isList: true, default: .text(text),
            help:
                "One group of rows for each of these: \(Self.listed(choices)), segment:NAME or feature:NAME. Hours and "
                + "days are in UTC, weeks ISO weeks; features are not cut into bands. Several stand one within the "
                + "other.")
    }

    private static func listed(_ names: [String]) -> String { names.joined(separator: ", ") }

    static func limit(_ count: String, of rows: String) -> ParameterSpecification {
        ParameterSpecification(
            "limit", .integer(1...1_000), default: .text(count), unit: rows,
            help: "The most \(rows) in one answer.")
    }
}

extension QueryParameters {
    static let anyNumber = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

    static let eventsFrom = ParameterSpecification(
        "from", .time, default: .absent("the first event"), unit: "UTC",
        help:
            "Start of the window on the event's own time, inclusive: a date, an RFC 3339 time, or a span such as 14d "
            + "before the evaluation time.")

    static let eventsTo = ParameterSpecification(
        "to", .time, default: .absent("open"), unit: "UTC",
        help: "End of the window on the event's own time, exclusive: a date, an RFC 3339 time or a span.")
}
