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

    /// Whether a decision's row does not carry everything that is grouped by.
    var needsCells: Bool {
        parts.contains {
            switch $0 {
            case .variant, .route, .group, .feature: true
            default: false
            }
        }
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

/// Finds the groups of decisions.
struct GroupFinder {
    let grouping: Grouping
    private var stretches: [PeriodFinder?]

    init(_ grouping: Grouping) {
        self.grouping = grouping
        stretches = grouping.parts.map {
            if case .calendar(let unit) = $0 { PeriodFinder(unit) } else { nil }
        }
    }

    /// The group of a decision; the labeller's place stays nil.
    /// - Parameter cells: may be nil when the grouping needs none.
    mutating func key(of row: DecisionRow, _ cells: DecisionCells?) -> GroupKey {
        var values: [GroupValue?] = []
        for (index, part) in grouping.parts.enumerated() {
            let value: GroupValue? =
                switch part {
                case .version: .text(row.series.version)
                case .role: .text(Identifier(row.series.role.rawValue))
                case .labeller: nil
                case .action: row.action.map(GroupValue.text)
                case .variant: Self.value(cells?.value(.field(.variant)))
                case .route: Self.value(cells?.value(.field(.route)))
                case .group: Self.value(cells?.value(.field(.group)))
                case .calendar: stretches[index].map { _ in .stretch(stretch(index, row.at)) }
                case .hour: .hour(row.at.hourOfDay)
                case .weekday: .weekday(CivilDate(row.at).weekday)
                case .segment(let name): row.segment(name).map(GroupValue.text)
                case .feature(let name): Self.value(cells?.value(.feature(name)))
                }
            values.append(value)
        }
        return GroupKey(model: row.series.model, values: values)
    }

    private mutating func stretch(_ index: Int, _ time: Timestamp) -> Period {
        stretches[index]?.period(of: time) ?? .all
    }

    private static func value(_ cell: CellValue?) -> GroupValue? {
        switch cell {
        case .number(let number): .number(number == 0 ? 0 : number)
        case .text(let text): .text(Identifier(String(decoding: text, as: UTF8.self)))
        case .flag(let flag): .flag(flag)
        case .time, nil: nil
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

    static func < (left: RowKey, right: RowKey) -> Bool {
        left.group == right.group ? left.period < right.period : left.group < right.group
    }
}
