package import Model

/// One side of a comparison as a question gives it: what sets its decisions apart from those of the other
/// side.
///
///     version=v2,role=shadow,from=2026-10-01,to=2026-11-01
///     week=2026-W40,segment=region=emea
///     set=october,version=v1
///     pin=before-update
///     where=amount >= 1000 and tier in (gold, silver)
///
/// Items stand between commas; `\,` is a comma inside a value. `where` is the last, and takes all that
/// follows it. `all` is the side that nothing sets apart.
package struct SelectionArgument: Hashable, Sendable {
    package var model: Identifier?
    /// Empty where the question's own choice holds; so with roles.
    package var versions: [Identifier] = []
    package var roles: [Role] = []
    /// Values of one name are alternatives.
    package var segments: [Segment] = []
    package var from: TimeArgument?
    package var to: TimeArgument?
    /// A day, week or month in place of `from` and `to`.
    package var period: CalendarWindow?
    /// The replay set that decisions were scored for.
    package var set: Identifier?
    package var filter: Filter?
    /// The pinned answer whose decisions these are, as they were known then; only segments and a condition
    /// stand beside it.
    package var pin: Identifier?

    package struct Segment: Hashable, Sendable {
        package let name: Identifier
        package let value: Identifier

        package init(name: Identifier, value: Identifier) {
            self.name = name
            self.value = value
        }
    }

    package init() {}

    /// The names of items, for messages.
    private static let names =
        "model, version, role, segment, from, to, day, week, month, set, pin and where, or all"

    /// Reads a side.
    /// - Throws: `ArgumentError` whose message goes on from the parameter's name.
    init(parsing text: String) throws(ArgumentError) {
        if text.utf8.elementsEqual("all".utf8) { return }
        let (head, condition) = Self.split(text)
        if let condition {
            do throws(ArgumentError) {
                filter = try Filter(parsing: condition)
            } catch {
                throw Self.fault("has where: \(error.message)")
            }
        }
        for item in head.isEmpty && condition != nil ? [] : ArgumentReader.elements(of: head) {
            let halves = item.unicodeScalars.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else {
                throw Self.fault(
                    "has \(Self.quoted(item)); expected NAME=VALUE with one of \(Self.names)")
            }
            try take(String(halves[0]), String(halves[1]))
        }
        if period != nil, from != nil || to != nil {
            throw Self.fault("has both a day, week or month and from or to")
        }
        guard pin == nil || isNothingButNarrower else {
            throw Self.fault("has a pin, which says itself what it takes; only segment and where go with it")
        }
    }

    private var isNothingButNarrower: Bool {
        model == nil && versions.isEmpty && roles.isEmpty && from == nil && to == nil && period == nil
            && set == nil
    }

    /// What stands before `where=` at the start of an item, and what follows it.
    private static func split(_ text: String) -> (head: String, condition: String?) {
        let mark = Array("where=".utf8)
        let bytes = Array(text.utf8)
        var start = 0
        while start + mark.count <= bytes.count {
            let isItem = start == 0 || bytes[start - 1] == UInt8(ascii: ",")
            if isItem, bytes[start..<start + mark.count].elementsEqual(mark) {
                let head = bytes[..<max(0, start - 1)]
                return (
                    String(decoding: head, as: UTF8.self),
                    String(decoding: bytes[(start + mark.count)...], as: UTF8.self)
                )
            }
            start += 1
        }
        return (text, nil)
    }

    private mutating func take(_ name: String, _ value: String) throws(ArgumentError) {
        switch name {
        case "model": model = try Self.identifier(value, name)
        case "version": versions.append(try Self.identifier(value, name))
        case "role":
            guard let role = Role(rawValue: value) else {
                throw Self.fault(
                    "has the role \(Self.quoted(value)); expected live, shadow, replay or reference")
            }
            roles.append(role)
        case "segment":
            let halves = value.unicodeScalars.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else {
                throw Self.fault(
                    "has the segment \(Self.quoted(value)); expected segment=NAME=VALUE")
            }
            segments.append(
                Segment(
                    name: try Self.identifier(String(halves[0]), name),
                    value: try Self.identifier(String(halves[1]), name)))
        case "from": from = try Self.time(value, name)
        case "to": to = try Self.time(value, name)
        case "day", "week", "month":
            guard let window = CalendarWindow(value), window.unit.rawValue == name else {
                let example =
                    ["day": "2026-10-05", "week": "2026-W40", "month": "2026-10"][name] ?? ""
                throw Self.fault("has the \(name) \(Self.quoted(value)); expected one such as \(example)")
            }
            period = window
        case "set": set = try Self.identifier(value, name)
        case "pin": pin = try Self.identifier(value, name)
        default: throw Self.fault("has \(Self.quoted(name)); expected one of \(Self.names)")
        }
    }

    /// The canonical text.
    package var text: String {
        var items: [String] = []
        if let pin { items.append("pin=" + Self.escaped(pin.text)) }
        if let model { items.append("model=" + Self.escaped(model.text)) }
        items += versions.map { "version=" + Self.escaped($0.text) }
        items += roles.map { "role=" + $0.rawValue }
        items += segments.map { "segment=" + Self.escaped($0.name.text) + "=" + Self.escaped($0.value.text) }
        if let set { items.append("set=" + Self.escaped(set.text)) }
        if let from { items.append("from=" + from.text) }
        if let to { items.append("to=" + to.text) }
        if let period { items.append("\(period.unit.rawValue)=\(period.label)") }
        if let filter { items.append("where=" + filter.text) }
        return items.isEmpty ? "all" : items.joined(separator: ",")
    }

    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "," || scalar == "\\" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    private static func identifier(_ text: String, _ name: String) throws(ArgumentError) -> Identifier {
        do throws(IdentifierError) {
            return try Identifier(validating: text)
        } catch {
            throw fault("has the \(name) \(quoted(text)), which is no name")
        }
    }

    private static func time(_ text: String, _ name: String) throws(ArgumentError) -> TimeArgument {
        do throws(TimeFault) {
            return try TimeArgument(parsing: text)
        } catch {
            throw fault("has \(name)=\(quoted(text)): \(error.message)")
        }
    }

    private static func fault(_ words: String) -> ArgumentError {
        ArgumentError(parameter: nil, message: words)
    }

    private static func quoted(_ text: String) -> String { ArgumentReader.quoted(text) }
}

/// A day, ISO week or month by its label.
package struct CalendarWindow: Hashable, Sendable {
    package let unit: CalendarUnit
    package let label: String
    package let start: Timestamp
    package let end: Timestamp

    package init(_ unit: CalendarUnit, containing time: Timestamp) {
        let window = unit.window(containing: time)
        self.unit = unit
        label = unit.label(of: time)
        start = window.lowerBound
        end = window.upperBound
    }

    /// Nil when the text is no label such as `2026-10-05`, `2026-W40` or `2026-10`.
    package init?(_ label: String) {
        guard let window = try? CalendarUnit.window(parsing: label) else { return nil }
        let unit: CalendarUnit =
            switch label.utf8.count {
            case 10: .day
            case 8: .week
            default: .month
            }
        guard Bytewise.equal(unit.label(of: window.lowerBound), label) else { return nil }
        self.init(unit, containing: window.lowerBound)
    }

    /// The one before it.
    package var previous: CalendarWindow {
        CalendarWindow(unit, containing: Timestamp(microseconds: start.microseconds - 1))
    }
}

/// What a stretch of the calendar is compared with.
package enum AgainstArgument: Hashable, Sendable {
    /// The one before it.
    case previous
    case window(CalendarWindow)

    /// Reads `previous`, or the label of a day, week or month; nil for other texts.
    package init?(_ text: String) {
        if text.utf8.elementsEqual("previous".utf8) {
            self = .previous
        } else if let window = CalendarWindow(text) {
            self = .window(window)
        } else {
            return nil
        }
    }

    package var text: String {
        switch self {
        case .previous: "previous"
        case .window(let window): window.label
        }
    }
}
