package import Model

/// What the rows of an answer are grouped by.
package enum GroupingArgument: Hashable, Sendable {
    case version, role
    /// Who gave the label; of the outcomes, not of the decision.
    case labeller
    case action, variant, route, group
    /// The calendar stretch in UTC that the decision's time lies in; weeks are ISO weeks.
    case calendar(CalendarUnit)
    /// The hour of the day in UTC, 00 to 23.
    case hour
    /// The day of the week in UTC, Monday first.
    case weekday
    case segment(Identifier)
    /// The value of a feature: a text, true or false, or a number as it is, without bands.
    case feature(Identifier)

    package var text: String {
        switch self {
        case .version: "version"
        case .role: "role"
        case .labeller: "labeller"
        case .action: "action"
        case .variant: "variant"
        case .route: "route"
        case .group: "group"
        case .calendar(let unit): unit.rawValue
        case .hour: "hour"
        case .weekday: "weekday"
        case .segment(let name): "segment:\(name.text)"
        case .feature(let name): "feature:\(name.text)"
        }
    }

    /// Those that need no name of their own, in the order of the documentation.
    private static let plain: [GroupingArgument] = [
        .version, .role, .labeller, .action, .variant, .route, .group, .calendar(.day), .calendar(.week),
        .calendar(.month), .hour, .weekday,
    ]

    /// The names that a question may list as choices; `none` stands for no grouping.
    static let names = ["none"] + plain.map(\.text)

    /// The grouping that one of the names stands for; nil for `none`.
    init?(name: String) {
        guard let found = Self.plain.first(where: { Bytewise.equal($0.text, name) }) else { return nil }
        self = found
    }

    /// The most groupings of one answer.
    static let countMax = 4
}
