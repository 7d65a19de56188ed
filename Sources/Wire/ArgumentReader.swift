import JSON
import Model

/// A checked value of one argument.
enum ArgumentValue: Sendable {
    case identifier(Identifier)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case choice(String)
    case time(TimeArgument)
    case instant(Timestamp)
    case asOf(AsOfArgument)
    case span(Model.Span)
    case segment(Identifier, Identifier)
    case segmentNumber(Identifier, Identifier, Double)
    /// Nil for `none`.
    case grouping(GroupingArgument?)
    /// All that were given, as one.
    case filter(Filter)
    case window(label: String, Range<Timestamp>)
    case selection(SelectionArgument)
    case against(AgainstArgument)

    /// The canonical text; as an element of a list its commas and backslashes are escaped.
    func text(inList: Bool) -> String {
        let text = plainText
        if case .filter = self { return text }
        guard inList, text.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\\") })
        else {
            return text
        }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "," || scalar == "\\" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    private var plainText: String {
        switch self {
        case .identifier(let value): value.text
        case .integer(let value): String(value)
        case .number(let value): JSONWriter.text(of: value)
        case .flag(let value): value ? "true" : "false"
        case .choice(let value): value
        case .time(let value): value.text
        case .instant(let value): value.text
        case .asOf(let value): value.text
        case .span(let value): value.text
        case .segment(let name, let value): "\(name.text)=\(value.text)"
        case .segmentNumber(let name, let value, let number):
            "\(name.text)=\(value.text):\(JSONWriter.text(of: number))"
        case .grouping(let value): value?.text ?? "none"
        case .filter(let value): value.text
        case .window(let label, _): label
        case .selection(let value): value.text
        case .against(let value): value.text
        }
    }
}

/// Reads the texts given for one parameter.
struct ArgumentReader {
    private let parameter: ParameterSpecification
    /// Elements of one list: more than any question needs, few enough to check each row against.
    private static let listMax = 1_000

    init(_ parameter: ParameterSpecification) {
        self.parameter = parameter
    }

    /// The values, or those of the default; nil when the parameter is absent and has no default to read.
    func values(_ given: [String]) throws(ArgumentError) -> [ArgumentValue]? {
        var texts = given
        if given.isEmpty {
            switch parameter.whenAbsent {
            case .required: throw fault("is required")
            case .absent: return nil
            case .text(let text): texts = [text]
            }
        }
        if case .filter = parameter.kind { return [.filter(try filter(texts))] }
        guard parameter.isList else {
            guard texts.count == 1 else { throw fault("is given \(texts.count) times; it takes one value") }
            return [try value(texts[0])]
        }
        var values: [ArgumentValue] = []
        for text in texts {
            for element in Self.elements(of: text) { values.append(try value(element)) }
        }
        guard values.count <= Self.listMax else {
            throw fault("has \(values.count) values; the most is \(Self.listMax)")
        }
        if case .grouping = parameter.kind { try check(groupings: values) }
        return values
    }

    /// The pieces between commas; a backslash takes away the meaning of the comma or backslash after it.
    static func elements(of text: String) -> [String] {
        var elements: [String] = []
        var element = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case ",":
                elements.append(String(element))
                element = String.UnicodeScalarView()
            case "\\":
                guard let next = scalars.next() else {
                    element.append(scalar)
                    break
                }
                if next != ",", next != "\\" { element.append(scalar) }
                element.append(next)
            default: element.append(scalar)
            }
        }
        elements.append(String(element))
        return elements
    }

    private func value(_ text: String) throws(ArgumentError) -> ArgumentValue {
        switch parameter.kind {
        case .identifier: .identifier(try identifier(text))
        case .integer(let range): .integer(try integer(text, range))
        case .number(let range): .number(try number(text, range))
        case .flag: .flag(try flag(text))
        case .choice(let choices): .choice(try choice(text, choices))
        case .segment: try segment(text)
        case .segmentNumber: try segmentNumber(text)
        case .grouping(let choices): .grouping(try grouping(text, choices))
        case .filter: .filter(try filter([text]))
        case .selection: .selection(try selection(text))
        case .against: .against(try against(text))
        case .spanOr(let word): Bytewise.equal(text, word) ? .choice(word) : try timed(text)
        case .time, .instant, .asOf, .span, .day, .week: try timed(text)
        }
    }

    private func timed(_ text: String) throws(ArgumentError) -> ArgumentValue {
        do throws(TimeFault) {
            switch parameter.kind {
            case .instant:
                let forms = "a date such as 2009-06-30 or an RFC 3339 time"
                return .instant(try TimeText.instant(text, expected: forms))
            case .asOf: return .asOf(try AsOfArgument(parsing: text))
            case .span, .spanOr:
                return .span(try TimeFault.of { () throws(TimestampError) in try Model.Span(parsing: text) })
            case .day where text.utf8.count == 10, .week where text.utf8.count == 8:
                let window = try TimeFault.of { () throws(TimestampError) in
                    try CalendarUnit.window(parsing: text)
                }
                return .window(label: text, window)
            case .day, .week: break
            default: return .time(try TimeArgument(parsing: text))
            }
        } catch {
            let hint = text.utf8.contains(UInt8(ascii: " ")) ? "; a + in a URL is written %2B" : ""
            throw fault("is \(Self.quoted(text)): \(error.message)\(hint)")
        }
        let example =
            if case .day = parameter.kind { "a day such as 2009-09-30" } else { "a week such as 2009-W40" }
        throw fault("is \(Self.quoted(text)); expected \(example)")
    }

    private func identifier(_ text: String) throws(ArgumentError) -> Identifier {
        do throws(IdentifierError) {
            return try Identifier(validating: text)
        } catch {
            switch error {
            case .empty: throw fault("is empty")
            case .tooLong(let bytes):
                throw fault("has \(bytes) bytes of UTF-8; the most is \(Limits.identifierBytes)")
            case .controlCharacter(let code, let offset):
                throw fault("holds the control character U+\(String(code, radix: 16)) at byte \(offset)")
            }
        }
    }

    private func integer(_ text: String, _ range: ClosedRange<Int64>) throws(ArgumentError) -> Int64 {
        guard let value = Int64(text), range.contains(value), text.utf8.first != UInt8(ascii: "+") else {
            throw fault(
                "is \(Self.quoted(text)); expected a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    private func number(_ text: String, _ range: ClosedRange<Double>) throws(ArgumentError) -> Double {
        // JSON's grammar for numbers: Swift's own also takes hexadecimal, infinities and NaN.
        guard let value = (try? JSONDocument(Array(text.utf8), depthMax: 1))?.root.double,
            range.contains(value)
        else {
            let bounds =
                range.upperBound == .greatestFiniteMagnitude
                ? "a number such as 0.25" : "a number from \(range.lowerBound) to \(range.upperBound)"
            throw fault("is \(Self.quoted(text)); expected \(bounds)")
        }
        return value
    }

    private func flag(_ text: String) throws(ArgumentError) -> Bool {
        switch text {
        case "true", "1": true
        case "false", "0": false
        default: throw fault("is \(Self.quoted(text)); expected true or false")
        }
    }

    private func choice(_ text: String, _ choices: [String]) throws(ArgumentError) -> String {
        guard let found = choices.first(where: { Bytewise.equal($0, text) }) else {
            throw fault("is \(Self.quoted(text)); expected \(Self.alternatives(parameter.choices))")
        }
        return found
    }

    private func grouping(_ text: String, _ choices: [String]) throws(ArgumentError) -> GroupingArgument? {
        if text.utf8.starts(with: "segment:".utf8) {
            return .segment(try identifier(String(text.unicodeScalars.dropFirst("segment:".count))))
        }
        if text.utf8.starts(with: "feature:".utf8) {
            return .feature(try identifier(String(text.unicodeScalars.dropFirst("feature:".count))))
        }
        return GroupingArgument(name: try choice(text, choices))
    }

    /// Several groupings are one within the other: each once, few, and none of them `none`.
    private func check(groupings values: [ArgumentValue]) throws(ArgumentError) {
        guard values.count <= GroupingArgument.countMax else {
            throw fault("has \(values.count) groupings; the most is \(GroupingArgument.countMax)")
        }
        var seen: Set<GroupingArgument> = []
        for case .grouping(let value) in values {
            guard let value else {
                if values.count > 1 { throw fault("is none and something else; none stands alone") }
                continue
            }
            guard seen.insert(value).inserted else { throw fault("has \(Self.quoted(value.text)) twice") }
        }
    }

    /// What was given, each a condition of its own, as one that all have to meet.
    private func filter(_ texts: [String]) throws(ArgumentError) -> Filter {
        var filters: [Filter] = []
        for text in texts {
            do throws(ArgumentError) {
                filters.append(try Filter(parsing: text))
            } catch {
                throw fault("is \(Self.quoted(text)): \(error.message)")
            }
        }
        guard let filter = Filter.conjunction(filters) else { throw fault("is empty") }
        return filter
    }

    private func selection(_ text: String) throws(ArgumentError) -> SelectionArgument {
        do throws(ArgumentError) {
            return try SelectionArgument(parsing: text)
        } catch {
            throw fault(error.message)
        }
    }

    private func against(_ text: String) throws(ArgumentError) -> AgainstArgument {
        guard let against = AgainstArgument(text) else {
            throw fault(
                "is \(Self.quoted(text)); expected previous, or a day, week or month such as 2009-W40")
        }
        return against
    }

    private func segment(_ text: String) throws(ArgumentError) -> ArgumentValue {
        let halves = text.unicodeScalars.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else {
            throw fault("is \(Self.quoted(text)); expected NAME=VALUE, such as region=emea")
        }
        return .segment(try identifier(String(halves[0])), try identifier(String(halves[1])))
    }

    private func segmentNumber(_ text: String) throws(ArgumentError) -> ArgumentValue {
        let scalars = text.unicodeScalars
        guard let colon = scalars.lastIndex(of: ":"),
            let equals = scalars[..<colon].firstIndex(of: "=")
        else {
            throw fault("is \(Self.quoted(text)); expected NAME=VALUE:NUMBER, such as region=emea:0.6")
        }
        return .segmentNumber(
            try identifier(String(scalars[..<equals])),
            try identifier(String(scalars[scalars.index(after: equals)..<colon])),
            try number(String(scalars[scalars.index(after: colon)...]), QueryParameters.anyNumber))
    }

    private func fault(_ words: String) -> ArgumentError {
        ArgumentError(parameter: parameter.name, message: "\(parameter.name) \(words)")
    }

    private static func alternatives(_ choices: [String]) -> String {
        guard let last = choices.last, choices.count > 1 else { return choices.first ?? "" }
        return "\(choices.dropLast().joined(separator: ", ")) or \(last)"
    }

    /// What was found, as JSON, shortened: it goes back to the one who asked, who may look at it on a
    /// terminal.
    static func quoted(_ text: String) -> String {
        let short = text.unicodeScalars.prefix(80)
        let mark = short.endIndex == text.unicodeScalars.endIndex ? "" : "..."
        return JSONValue.string(String(short) + mark).text
    }
}
