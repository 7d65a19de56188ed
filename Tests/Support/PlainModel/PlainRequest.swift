import Model

/// A question with its parameters read, and what it is asked about.
struct PlainRequest {
    let question: PlainQuestion
    /// By name: the values as given, or those of the default; nil for what is absent.
    private var values: [String: [String]] = [:]
    /// What decisions have to meet.
    private(set) var condition: PlainCondition?
    let position: Position
    let recorded: Timestamp?
    let labelsBy: Timestamp?
    let evaluated: Timestamp

    init(
        _ question: PlainQuestion, _ items: [(name: String, value: String)], of book: PlainBook
    ) throws(PlainFailure) {
        self.question = question
        var values: [String: [String]] = [:]
        for item in items where question.parameter(item.name) == nil { throw .badParameter(item.name) }
        for parameter in question.parameters {
            var texts = items.filter { $0.name == parameter.name }.map(\.value)
            if texts.isEmpty, let text = parameter.text { texts = [text] }
            if texts.isEmpty, parameter.words == nil { throw .badParameter(parameter.name) }
            if !parameter.isList, texts.count > 1 { throw .badParameter(parameter.name) }
            if !texts.isEmpty {
                let isCut = parameter.isList && parameter.kind != "filter"
                values[parameter.name] = isCut ? texts.flatMap(Self.elements) : texts
            }
        }
        if let texts = values["where"] {
            var parts: [PlainCondition] = []
            for text in texts { parts.append(try PlainConditionReader.read(text)) }
            condition = .all(of: parts)
        }
        if values["day"] != nil, values["week"] != nil { throw .badParameter("week") }
        self.values = values

        var position = Position(book.entries.count)
        if let text = values["as_of"]?.first {
            if let asked = Position(text) {
                guard asked <= position else { throw .badParameter("as_of") }
                position = asked
            } else {
                position = book.position(recordedBy: try Self.instant(text, "as_of"))
            }
        }
        self.position = position
        recorded = position == 0 ? nil : book.entries[Int(position) - 1].recorded
        var bound: Timestamp?
        if let text = values["labels_by"]?.first { bound = try Self.instant(text, "labels_by") }
        for name in ["day", "week"] where question.name == "audit" && bound == nil {
            // The last microsecond of what is audited.
            guard let text = values[name]?.first else { continue }
            bound = Timestamp(microseconds: try Self.window(text, name).upperBound.microseconds - 1)
        }
        labelsBy = bound
        evaluated = bound ?? recorded ?? Timestamp(microseconds: 0)
    }

    // What a parameter says.

    func text(_ name: String) -> String? { values[name]?.first }

    func texts(_ name: String) -> [String] { values[name] ?? [] }

    func identifier(_ name: String) -> Identifier? { text(name).map { Identifier($0) } }

    func identifiers(_ name: String) -> [Identifier] { texts(name).map { Identifier($0) } }

    func integer(_ name: String) -> Int { text(name).flatMap { Int($0) } ?? 0 }

    func number(_ name: String) -> Double? { text(name).flatMap { Double($0) } }

    func span(_ name: String) -> Int128? {
        text(name).flatMap { try? Model.Span(parsing: $0) }.map { Int128($0.microseconds) }
    }

    func unit(_ name: String) -> CalendarUnit? { text(name).flatMap { CalendarUnit(rawValue: $0) } }

    func window(_ name: String) throws(PlainFailure) -> Range<Timestamp>? {
        guard let text = text(name) else { return nil }
        return try Self.window(text, name)
    }

    func segments() -> [(name: Identifier, value: Identifier)] {
        texts("segment").map { text in
            let halves = text.unicodeScalars.split(separator: "=", maxSplits: 1)
            return (Identifier(String(halves[0])), Identifier(String(halves[1])))
        }
    }

    /// A bound of the window; spans reach back from the evaluation time.
    func bound(_ name: String) throws(PlainFailure) -> Timestamp? {
        guard let text = text(name) else { return nil }
        guard let span = try? Model.Span(parsing: text) else { return try Self.instant(text, name) }
        guard let bound = evaluated.subtracting(span) else { throw .badParameter(name) }
        return bound
    }

    /// `[from, to)`.
    func window() throws(PlainFailure) -> (from: Timestamp?, to: Timestamp?) {
        let window = (from: try bound("from"), to: try bound("to"))
        if let from = window.from, let to = window.to, from > to { throw .badParameter("from") }
        return window
    }

    // How parameters are printed.

    /// The parameters of the answer: position and time, then each as used.
    func echo(_ more: [(String, PlainValue)] = []) throws(PlainFailure) -> [(String, PlainValue)] {
        var facts: [(String, PlainValue)] = [
            ("position", .position(position)), ("recorded", .time(recorded)),
        ]
        if question.parameter("labels_by") != nil {
            facts.append(("labels_by", .time(labelsBy)))
            facts.append(("evaluated", .time(evaluated)))
        }
        for parameter in question.parameters where !["as_of", "labels_by"].contains(parameter.name) {
            if parameter.kind == "time" {
                facts.append((parameter.name, .time(try bound(parameter.name))))
                continue
            }
            if parameter.kind == "filter", let condition {
                facts.append((parameter.name, .text(condition.text)))
                continue
            }
            guard let texts = values[parameter.name] else {
                facts.append((parameter.name, .text(parameter.words ?? "")))
                continue
            }
            let printed = texts.map { text in
                let canonical = Self.canonical(text, parameter.kind)
                return parameter.isList ? Self.escaped(canonical) : canonical
            }
            facts.append((parameter.name, .text(printed.joined(separator: ","))))
        }
        return facts + more
    }

    private static func canonical(_ text: String, _ kind: String) -> String {
        if kind == "span" { return (try? Model.Span(parsing: text))?.text ?? text }
        if kind.hasPrefix("integer") { return Int64(text).map(String.init) ?? text }
        if kind.hasPrefix("number"), let number = Double(text) {
            // Whole numbers stand without a fraction.
            if number == 0, number.sign == .minus { return "-0.0" }
            let isWhole = number == number.rounded() && number.magnitude < 9_007_199_254_740_992
            return isWhole ? String(Int64(number)) : number.description
        }
        return text
    }

    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "," || scalar == "\\" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    /// The pieces between commas that no backslash stands before.
    private static func elements(_ text: String) -> [String] {
        var elements = [String.UnicodeScalarView()]
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                elements[elements.count - 1].append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "," {
                elements.append(String.UnicodeScalarView())
            } else {
                elements[elements.count - 1].append(scalar)
            }
        }
        return elements.map { String($0) }
    }

    /// An RFC 3339 time, or a date for its midnight.
    private static func instant(_ text: String, _ name: String) throws(PlainFailure) -> Timestamp {
        if text.utf8.count == 10 { return try window(text, name).lowerBound }
        guard let time = try? Timestamp(parsing: text) else { throw .badParameter(name) }
        return time
    }

    private static func window(_ text: String, _ name: String) throws(PlainFailure) -> Range<Timestamp> {
        guard let window = try? CalendarUnit.window(parsing: text) else { throw .badParameter(name) }
        return window
    }
}
