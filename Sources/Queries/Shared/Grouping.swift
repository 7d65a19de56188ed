import Documents
import Model
import Projections
import Wire

/// What the rows of an answer stand for: a model, and a value of each thing that was asked to group by.
struct GroupKey: Hashable, Comparable, Sendable {
    let model: Identifier
    /// One for each grouping; nil, first in order, where a decision has none: no such segment, say.
    var values: [GroupValue?]

    static func < (left: GroupKey, right: GroupKey) -> Bool {
        if left.model != right.model { return left.model < right.model }
        for (value, other) in zip(left.values, right.values) where value != other {
            guard let other else { return false }
            guard let value else { return true }
            return value < other
        }
        return false
    }
}

/// The groupings of an answer, one within the other.
struct Grouping: Hashable, Sendable {
    /// None puts all decisions of a model together.
    let parts: [GroupingArgument]
    /// Where the labeller stands among them, whose groups are made from outcomes and not from decisions.
    let labellerIndex: Int?

    init(_ parts: [GroupingArgument]) {
        self.parts = parts
        labellerIndex = parts.firstIndex(of: .labeller)
    }

    var isNone: Bool { parts.isEmpty }

    /// The most rows of one answer: over it, a grouping names decisions and not kinds of them.
    static let rowsMax = 50_000

    /// - Throws: `QueryFailure` when there are more rows than an answer may have.
    static func check(rows: Int) throws {
        guard rows > rowsMax else { return }
        throw QueryFailure(
            .badParameter,
            "by makes more than \(rowsMax) rows; group by something that has fewer values, or ask about less",
            parameter: "by")
    }

    /// The columns that hold a group's values.
    var columns: [Table.Column] {
        if parts.isEmpty { return [Table.Column("group", "group")] }
        return parts.enumerated().map { index, part in
            Table.Column(index == 0 ? "group" : "group_\(index + 1)", part.label)
        }
    }

    /// A group's cells in them.
    func cells(_ key: GroupKey) -> [Value] {
        if parts.isEmpty { return [.text("all")] }
        return zip(parts, key.values).map { part, value in
            if let value { return .text(value.label(under: part)) }
            return .none(part == .labeller ? "no labeller" : "without")
        }
    }

    /// The cells of a row that stands for all groups.
    var cellsOfAll: [Value] { columns.map { _ in .text("all") } }

    /// A group in a sentence or a heading.
    func title(_ key: GroupKey) -> String {
        ([key.model.text]
            + zip(parts, key.values).map { part, value in
                guard let value else { return parts.count == 1 ? "without" : "without \(part.label)" }
                let label = value.label(under: part)
                return switch part {
                case .segment(let name), .feature(let name): "\(name.text)=\(label)"
                case .hour: "hour \(label)"
                default: label
                }
            }).joined(separator: ", ")
    }

    /// A group's name among others of its model.
    func name(_ key: GroupKey) -> String {
        if parts.isEmpty { return "all" }
        return zip(parts, key.values).map { part, value in value?.label(under: part) ?? "without" }
            .joined(separator: "/")
    }
}

extension GroupingArgument {
    /// The heading of its column.
    fileprivate var label: String {
        switch self {
        case .segment(let name), .feature(let name): name.text
        default: text
        }
    }
}

extension Timestamp {
    /// The hour of the day in UTC, 0 to 23.
    var hourOfDay: Int {
        let day: Int64 = 86_400_000_000
        let remainder = microseconds % day
        return Int((remainder < 0 ? remainder + day : remainder) / 3_600_000_000)
    }
}

/// A row of an answer: a group in a stretch of time.
struct RowKey: Hashable, Comparable, Sendable {
    let group: GroupKey
    let period: Period

    init(group: GroupKey, period: Period) {
        self.group = group
        self.period = period
    }

    /// Of a key whose last value is the stretch of time, where there are any.
    init(_ key: GroupKey, hasPeriod: Bool) {
        var group = key
        if hasPeriod, case .stretch(let period)?? = group.values.popLast() {
            self.period = period
        } else {
            period = .all
        }
        self.group = group
    }

    static func < (left: RowKey, right: RowKey) -> Bool {
        left.group == right.group ? left.period < right.period : left.group < right.group
    }
}
