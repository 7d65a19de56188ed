/// One parameter of a query, as data: the HTTP route, the command line, the help and the API description are
/// all made from it.
package struct ParameterSpecification: Sendable {
    /// What texts the parameter takes, and so what value they become.
    package enum Kind: Sendable {
        /// A name that a producer chose; see `Identifier`.
        case identifier
        /// A whole number in the range.
        case integer(ClosedRange<Int64>)
        /// A finite number in the range.
        case number(ClosedRange<Double>)
        /// `true` or `false` (also 1 or 0).
        case flag
        /// One of the texts.
        case choice([String])
        /// A date, an RFC 3339 time, or a span that reaches back from the evaluation time.
        case time
        /// An RFC 3339 time, or a date for its midnight.
        case instant
        /// A position, an RFC 3339 time, or a date for its midnight.
        case asOf
        /// A length of time such as `14d`.
        case span
        /// A length of time, or this word.
        case spanOr(String)
        /// `NAME=VALUE`.
        case segment
        /// `NAME=VALUE:NUMBER`: a number for the decisions with a segment. The last colon parts them.
        case segmentNumber
        /// One of the texts, `segment:NAME` or `feature:NAME`; several stand one within the other, but for
        /// `none`.
        case grouping([String])
        /// A condition on decisions; see `Filter`. Several all have to hold. Commas belong to the condition.
        case filter
        /// A day such as `2009-09-30`.
        case day
        /// An ISO week such as `2009-W40`.
        case week
        /// One side of a comparison; see `SelectionArgument`. Its commas part its own items.
        case selection
        /// `previous`, or the label of a day, week or month.
        case against
    }

    /// What holds when the parameter is not given.
    package enum Default: Sendable {
        /// The query takes this text as if it had been given.
        case text(String)
        /// The parameter has no value then; the words say what that means.
        case absent(String)
        /// It has to be given.
        case required
    }

    /// In snake_case, as on the wire; the command line writes `--snake-case`.
    package let name: String
    package let kind: Kind
    /// Whether it stands in the path of the route; such a parameter is always required.
    package let inPath: Bool
    /// Whether it takes a list: repeated, or separated by commas; `\,` is a comma inside a value. A filter is
    /// only repeated.
    package let isList: Bool
    package let whenAbsent: Default
    /// What a number counts or a time is given in; nil for names and choices.
    package let unit: String?
    /// One sentence for people, without unit and default.
    package let help: String
    /// The name as words, `overdue after`.
    package let label: String

    package init(
        _ name: String, _ kind: Kind, inPath: Bool = false, isList: Bool = false, default whenAbsent: Default,
        unit: String? = nil, help: String
    ) {
        self.name = name
        self.kind = kind
        self.inPath = inPath
        self.isList = isList
        self.whenAbsent = inPath ? .required : whenAbsent
        self.unit = unit
        self.help = help
        label = name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: " ")
    }

    package var isRequired: Bool { if case .required = whenAbsent { true } else { false } }

    /// What the answer prints when the parameter was not given: the default, or what its absence means. Nil
    /// only for a required one.
    package var defaultText: String? {
        switch whenAbsent {
        case .text(let text), .absent(let text): text
        case .required: nil
        }
    }

    /// The texts to choose from; empty when the parameter is no choice.
    package var choices: [String] {
        switch kind {
        case .choice(let choices): choices
        case .grouping(let choices): choices + ["segment:NAME", "feature:NAME"]
        default: []
        }
    }

    /// The flag of the command line: `--overdue-after` for `overdue_after`.
    package var flag: String {
        "--" + name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
    }

    /// What stands for a value in usage texts, such as `SPAN`.
    package var placeholder: String {
        switch kind {
        case .identifier: name.uppercased()
        case .integer, .number: "N"
        case .flag: "true|false"
        case .choice(let choices): choices.count <= 4 ? choices.joined(separator: "|") : name.uppercased()
        case .time: "TIME"
        case .instant: "TIME"
        case .asOf: "POSITION|TIME"
        case .span: "SPAN"
        case .spanOr(let word): "\(word)|SPAN"
        case .segment: "NAME=VALUE"
        case .segmentNumber: "NAME=VALUE:N"
        case .grouping: "GROUPING"
        case .filter: "CONDITION"
        case .day: "DAY"
        case .week: "WEEK"
        case .selection: "SELECTION"
        case .against: "previous|WEEK"
        }
    }

    /// The help with the unit of times, the rule for lists and the default, for people. What numbers count is
    /// said in `help` itself.
    package var fullHelp: String {
        var text = help
        switch kind {
        case .time, .instant, .asOf, .day, .week: text += " Times are in UTC."
        case .span, .spanOr: text += " A whole number with s, m, h, d or w."
        default: break
        }
        if case .filter = kind {
            text += " May be repeated: all have to hold."
        } else if isList {
            text += " May be repeated, or given as a list with commas."
        }
        switch whenAbsent {
        case .text(let value): text += " Default: \(value)."
        case .absent(let words): text += " Default: \(words)."
        case .required: if !inPath { text += " Required." }
        }
        return text
    }
}
