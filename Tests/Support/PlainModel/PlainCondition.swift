import JSON
import Model

/// A condition on decisions, by the rules of `where`: numbers compare with numbers, texts by bytes, flags by
/// equality; a comparison with what is absent, null or of another kind does not hold, and `not` of it does. A
/// bare name is a field's, else it stands for the segment and the feature of that name.
indirect enum PlainCondition {
    case all([PlainCondition])
    case any([PlainCondition])
    case not(PlainCondition)
    case test(PlainOperand, String, [PlainLiteral])

    /// One that all have to meet.
    static func all(of parts: [PlainCondition]) -> PlainCondition {
        let flat = parts.flatMap { part in if case .all(let inner) = part { inner } else { [part] } }
        return flat.count == 1 ? flat[0] : .all(flat)
    }

    static func any(of parts: [PlainCondition]) -> PlainCondition {
        let flat = parts.flatMap { part in if case .any(let inner) = part { inner } else { [part] } }
        return flat.count == 1 ? flat[0] : .any(flat)
    }

    func holds(_ made: PlainDecision) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.holds(made) }
        case .any(let parts): parts.contains { $0.holds(made) }
        case .not(let part): !part.holds(made)
        case .test(let operand, "missing", _): operand.values(made).isEmpty
        case .test(let operand, "present", _): !operand.values(made).isEmpty
        case .test(let operand, let comparison, let literals):
            operand.values(made).contains { found in
                literals.contains { found.compares($0, comparison == "in" ? "=" : comparison) }
            }
        }
    }

    /// As an answer prints it.
    var text: String {
        switch self {
        case .all(let parts):
            parts.map { if case .any = $0 { "(\($0.text))" } else { $0.text } }.joined(separator: " and ")
        case .any(let parts): parts.map(\.text).joined(separator: " or ")
        case .not(let part):
            switch part {
            case .all, .any: "not (\(part.text))"
            case .not, .test: "not \(part.text)"
            }
        case .test(let operand, let test, let literals):
            switch test {
            case "missing", "present": "\(operand.text) is \(test)"
            case "in": "\(operand.text) in (\(literals.map(\.text).joined(separator: ", ")))"
            default: "\(operand.text) \(test) \(literals[0].text)"
            }
        }
    }

    /// What is looked at, each once, in the order of the text.
    var operands: [PlainOperand] {
        var found: [PlainOperand] = []
        func collect(_ condition: PlainCondition) {
            switch condition {
            case .all(let parts), .any(let parts): parts.forEach(collect)
            case .not(let part): collect(part)
            case .test(let operand, _, _): if !found.contains(operand) { found.append(operand) }
            }
        }
        collect(self)
        return found
    }
}

/// A value in a condition.
enum PlainLiteral {
    case number(Double)
    case text(String)
    case flag(Bool)

    /// The text that a number or flag stands for where there are texts alone.
    var plain: String {
        switch self {
        case .number(let number): JSONValue.number(number).text
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        }
    }

    var text: String { if case .text(let text) = self { Self.quoted(text) } else { plain } }

    /// Bare where it is a plain word, else in double quotes.
    static func quoted(_ text: String) -> String {
        let words = ["and", "or", "not", "in", "is", "missing", "present", "true", "false", "null"]
        let isWord =
            text.utf8.first.map { $0 == 0x5f || (0x61...0x7a).contains($0 | 0x20) } == true
            && text.utf8.allSatisfy {
                $0 == 0x5f || $0 == 0x2d || $0 == 0x2e || (0x61...0x7a).contains($0 | 0x20)
                    || (0x30...0x39).contains($0)
            }
        if isWord, !words.contains(text.lowercased()) { return text }
        var quoted = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}

/// A value of a decision that is there.
struct PlainCell {
    let value: FeatureValue
    /// Whether its place holds nothing but texts.
    let isAlwaysText: Bool

    func compares(_ literal: PlainLiteral, _ comparison: String) -> Bool {
        var literal = literal
        if isAlwaysText, comparison == "=" || comparison == "!=" { literal = .text(literal.plain) }
        switch (value, literal) {
        case (.number(let found), .number(let wanted)):
            return Self.holds(comparison, found < wanted, found == wanted)
        case (.text(let found), .text(let wanted)):
            let (a, b) = (Array(found.utf8), Array(wanted.utf8))
            return Self.holds(comparison, a.lexicographicallyPrecedes(b), a == b)
        case (.boolean(let found), .flag(let wanted)):
            return comparison == "=" ? found == wanted : comparison == "!=" && found != wanted
        default: return false
        }
    }

    private static func holds(_ comparison: String, _ isLess: Bool, _ isEqual: Bool) -> Bool {
        switch comparison {
        case "=": isEqual
        case "!=": !isEqual
        case "<": isLess
        case "<=": isLess || isEqual
        case ">": !isLess && !isEqual
        case ">=": !isLess
        default: false
        }
    }
}

/// What a condition looks at.
struct PlainOperand: Equatable {
    /// `segment`, `feature`, `contribution`, `context`, `field`, or empty for a bare name that is no field's.
    let scope: String
    let name: Identifier

    static let fields = [
        "model", "version", "role", "id", "subject", "score", "prediction", "threshold", "action",
        "confidence", "interval_low", "interval_high", "value", "variant", "route", "group", "of",
        "replay_set", "latency_ms", "fallback",
    ]

    var text: String {
        switch scope {
        case "field": name.text
        case "": PlainLiteral.quoted(name.text)
        default: "\(scope):\(PlainLiteral.quoted(name.text))"
        }
    }

    /// The values that are there: none, one, or for a bare name up to two.
    func values(_ made: PlainDecision) -> [PlainCell] {
        let decision = made.decision
        var found: [PlainCell] = []
        if scope == "segment" || scope == "", let value = made.segment(name) {
            found.append(PlainCell(value: .text(value.text), isAlwaysText: true))
        }
        if scope == "feature" || scope == "" {
            let value = decision.features.first { $0.name == name }?.value
            if let value, value != .null { found.append(PlainCell(value: value, isAlwaysText: false)) }
        }
        if scope == "contribution", let value = decision.contributions.first(where: { $0.name == name }) {
            found.append(PlainCell(value: .number(value.value), isAlwaysText: false))
        }
        if scope == "context", let value = decision.context.first(where: { $0.name == name }) {
            found.append(PlainCell(value: .text(value.value), isAlwaysText: true))
        }
        if scope == "field", let cell = field(made) { found.append(cell) }
        return found
    }

    private func field(_ made: PlainDecision) -> PlainCell? {
        let decision = made.decision
        let texts: [String: Identifier?] = [
            "model": decision.model, "version": decision.version,
            "role": Identifier(decision.role.rawValue), "id": made.id, "subject": decision.subject,
            "action": decision.action, "variant": decision.variant, "route": decision.route,
            "group": decision.group, "of": decision.of, "replay_set": decision.replaySet,
        ]
        if let text = texts[name.text] {
            return text.map { PlainCell(value: .text($0.text), isAlwaysText: true) }
        }
        let numbers: [String: Double?] = [
            "score": decision.score, "threshold": decision.threshold, "confidence": decision.confidence,
            "interval_low": decision.interval?.low, "interval_high": decision.interval?.high,
            "value": decision.value, "latency_ms": decision.latencyMilliseconds,
        ]
        if let number = numbers[name.text] {
            return number.map { PlainCell(value: .number($0), isAlwaysText: false) }
        }
        var value: FeatureValue?
        if name.text == "prediction" {
            switch decision.prediction {
            case .text(let text): value = .text(text)
            case .number(let number): value = .number(number)
            case nil: value = nil
            }
        } else if name.text == "fallback" {
            switch decision.fallback {
            case .flag(let flag): value = .boolean(flag)
            case .text(let text): value = .text(text)
            case nil: value = nil
            }
        }
        return value.map { PlainCell(value: $0, isAlwaysText: false) }
    }
}
