import Documents
import Model
import Projections
import Wire

/// What the rows of an answer stand for: a model, and a value of what was asked to group by.
struct GroupKey: Hashable, Comparable, Sendable {
    let model: Identifier
    /// Nil for decisions that have none, such as those without the segment, and where all are one group.
    let value: Identifier?

    static func < (left: GroupKey, right: GroupKey) -> Bool {
        if left.model != right.model { return left.model < right.model }
        guard let other = right.value else { return false }
        guard let value = left.value else { return true }
        return value < other
    }
}

extension GroupingArgument {
    /// The group of a decision. Labellers are not the decision's; their groups are made from its outcomes.
    func key(of row: DecisionRow) -> GroupKey {
        let value: Identifier? =
            switch self {
            case .none, .labeller: nil
            case .version: row.series.version
            case .role: Identifier(row.series.role.rawValue)
            case .segment(let name): row.segment(name)
            }
        return GroupKey(model: row.series.model, value: value)
    }

    /// The heading of the groups' column.
    var label: String {
        switch self {
        case .none: "group"
        case .version: "version"
        case .role: "role"
        case .labeller: "labeller"
        case .segment(let name): name.text
        }
    }

    /// A group's cell.
    func cell(_ value: Identifier?) -> Value {
        if let value { return .text(value) }
        return switch self {
        case .none: .text("all")
        case .labeller: .none("no labeller")
        default: .none("without")
        }
    }

    /// A group in a sentence or a heading.
    func title(_ key: GroupKey) -> String {
        guard let value = key.value else {
            return self == .none ? key.model.text : "\(key.model.text), without"
        }
        return switch self {
        case .segment(let name): "\(key.model.text), \(name.text)=\(value.text)"
        default: "\(key.model.text), \(value.text)"
        }
    }
}

/// A stretch of the calendar, or all time.
struct Period: Hashable, Comparable, Sendable {
    /// Its first instant; nil for all time.
    let start: Timestamp?
    let label: String

    static let all = Period(start: nil, label: "all")

    /// The stretch that an instant lies in; without a unit, all time.
    init(_ unit: CalendarUnit?, containing time: Timestamp) {
        guard let unit else {
            self = .all
            return
        }
        start = unit.window(containing: time).lowerBound
        label = unit.label(of: time)
    }

    private init(start: Timestamp?, label: String) {
        self.start = start
        self.label = label
    }

    static func < (left: Period, right: Period) -> Bool {
        guard let other = right.start else { return false }
        guard let start = left.start else { return true }
        return start < other
    }
}

/// Finds the stretch of an instant, remembering the last one: neighbours mostly share it.
struct PeriodFinder {
    let unit: CalendarUnit?
    private var last: (window: Range<Timestamp>, period: Period)?

    init(_ unit: CalendarUnit?) { self.unit = unit }

    mutating func period(of time: Timestamp) -> Period {
        guard let unit else { return .all }
        if let last, last.window.contains(time) { return last.period }
        let period = Period(unit, containing: time)
        last = (unit.window(containing: time), period)
        return period
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
