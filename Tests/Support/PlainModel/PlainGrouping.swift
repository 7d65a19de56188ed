import JSON
import Model

/// The value of a decision by one grouping.
enum PlainGroupValue: Hashable {
    case flag(Bool)
    case number(Double)
    case text(Identifier)
    /// A stretch of time, an hour or a weekday, by its place in order.
    case slot(Int64, String)

    /// Flags before numbers before texts, each in its own order.
    static func precedes(_ left: PlainGroupValue, _ right: PlainGroupValue) -> Bool {
        switch (left, right) {
        case (.flag(let a), .flag(let b)): !a && b
        case (.number(let a), .number(let b)): a < b
        case (.text(let a), .text(let b)): a < b
        case (.slot(let a, _), .slot(let b, _)): a < b
        case (.flag, _): true
        case (.number, .text): true
        default: false
        }
    }
}

/// What the rows of an answer are grouped by, one within the other; none puts all together.
struct PlainGrouping {
    let parts: [String]
    let labeller: Int?

    /// - Throws: `bad_parameter` for more than four, for one twice, and for `none` beside another.
    init(_ asked: PlainRequest) throws(PlainFailure) {
        let texts = asked.texts("by")
        guard texts.count <= 4, texts.count == 1 || !texts.contains("none"),
            Set(texts.map { Array($0.utf8) }).count == texts.count
        else { throw .badParameter("by") }
        parts = texts.filter { $0 != "none" }
        labeller = parts.firstIndex(of: "labeller")
    }

    /// The columns of the groups.
    var columns: [String] {
        parts.isEmpty ? ["group"] : parts.indices.map { $0 == 0 ? "group" : "group_\($0 + 1)" }
    }

    var cellsOfAll: [PlainValue] { columns.map { _ in .text("all") } }

    /// The values of a decision; a labeller's is that of its current label.
    func values(_ made: PlainDecision, _ state: PlainState) -> [PlainGroupValue?] {
        parts.map { Self.value(made, $0, state) }
    }

    private static func value(_ made: PlainDecision, _ part: String, _ state: PlainState) -> PlainGroupValue?
    {
        let decision = made.decision
        for (prefix, isSegment) in [("segment:", true), ("feature:", false)]
        where part.utf8.starts(with: prefix.utf8) {
            let name = Identifier(String(part.unicodeScalars.dropFirst(prefix.count)))
            if isSegment { return made.segment(name).map { .text($0) } }
            switch decision.features.first(where: { $0.name == name })?.value {
            case .number(let number): return .number(number == 0 ? 0 : number)
            case .text(let text): return .text(Identifier(text))
            case .boolean(let flag): return .flag(flag)
            case .null, nil: return nil
            }
        }
        switch part {
        case "version": return .text(made.series.version)
        case "role": return .text(Identifier(made.series.role.rawValue))
        case "labeller": return state.label(of: made).current.map { .text($0.outcome.by) }
        case "action": return decision.action.map { .text($0) }
        case "variant": return decision.variant.map { .text($0) }
        case "route": return decision.route.map { .text($0) }
        case "group": return decision.group.map { .text($0) }
        case "hour":
            let hour = Int64(made.at.text.utf8.dropFirst(11).prefix(2).reduce(0) { $0 * 10 + Int($1) - 48 })
            return .slot(hour, hour < 10 ? "0\(hour)" : "\(hour)")
        case "weekday":
            let monday = CalendarUnit.week.window(containing: made.at).lowerBound
            let day = (made.at.microseconds - monday.microseconds) / RichStream.day
            let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            return .slot(day, names[Int(day)])
        default:
            guard let unit = CalendarUnit(rawValue: part) else { return nil }
            return .slot(unit.window(containing: made.at).lowerBound.microseconds, unit.label(of: made.at))
        }
    }

    /// How a value is printed; a text feature that reads like a number or a flag stands in quotes.
    private func label(_ value: PlainGroupValue, _ part: String) -> String {
        switch value {
        case .flag(let flag): return flag ? "true" : "false"
        case .number(let number): return JSONValue.number(number).text
        case .slot(_, let label): return label
        case .text(let text):
            guard part.utf8.starts(with: "feature:".utf8) else { return text.text }
            switch try? JSONValue(parsing: text.text) {
            case .boolean, .integer, .number: return JSONValue.string(text.text).text
            default: return text.text
            }
        }
    }

    func cells(_ key: PlainKey) -> [PlainValue] {
        if parts.isEmpty { return [.text("all")] }
        return zip(parts, key.values).map { part, value in value.map { .text(label($0, part)) } ?? .null }
    }

    /// The name of a group's plot.
    func name(_ key: PlainKey) -> String {
        if parts.isEmpty { return "all" }
        return zip(parts, key.values).map { part, value in value.map { label($0, part) } ?? "without" }
            .joined(separator: "/")
    }
}

/// One row of an answer: a model, a group of it, and a stretch of the calendar or all time.
struct PlainKey: Hashable, Comparable {
    let model: Identifier
    var values: [PlainGroupValue?]
    let start: Timestamp?
    let label: String

    init(
        _ model: Identifier, _ values: [PlainGroupValue?], _ unit: CalendarUnit? = nil, _ at: Timestamp? = nil
    ) {
        self.model = model
        self.values = values
        if let unit, let at {
            start = unit.window(containing: at).lowerBound
            label = unit.label(of: at)
        } else {
            start = nil
            label = "all"
        }
    }

    /// By model, then values, none first, then time.
    static func < (left: PlainKey, right: PlainKey) -> Bool {
        if left.model != right.model { return left.model < right.model }
        for (left, right) in zip(left.values, right.values) where left != right {
            guard let left else { return true }
            guard let right else { return false }
            return PlainGroupValue.precedes(left, right)
        }
        guard let a = left.start, let b = right.start else { return false }
        return a < b
    }
}
