import JSON
import TestSupport

/// Decisions and conditions on them drawn from a seed, with what the conditions mean worked out from the JSON
/// by rules of their own.
struct RandomConditions {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A condition as text, and whether a decision meets it.
    struct Condition {
        let text: String
        let holds: (JSONValue) -> Bool
    }

    static let names = ["tier", "amount", "region", "store", "action", "note", "never seen"]
    private static let texts = ["gold", "silver", "17", "17.5", "true", "a b", "", "é", "zz"]
    private static let numbers = ["-3", "0", "17", "17.5", "1000", "1e300"]

    /// A decision as a line; any of its parts may be absent, null, or of any kind.
    mutating func decision(_ id: Int) -> String {
        var more = ""
        func member(_ name: String, _ value: String) { more += ",\(JSONValue.string(name).text):\(value)" }
        if random.chance(0.5) { member("threshold", random.pick(Self.numbers)) }
        if random.chance(0.5) {
            member("action", JSONValue.string(random.pick(["approve", "17", "true"])).text)
        }
        if random.chance(0.3) { member("prediction", random.pick(["17", "\"17\"", "\"gold\""])) }
        if random.chance(0.3) { member("fallback", random.pick(["true", "false", "\"timeout\""])) }
        if random.chance(0.5) { member("latency_ms", random.pick(["0", "17", "1000"])) }
        for (field, share) in [("variant", 0.5), ("route", 0.3), ("group", 0.3)] where random.chance(share) {
            member(field, JSONValue.string(random.pick(["gold", "b", "é"])).text)
        }
        member("segments", object { JSONValue.string($0.pick(["gold", "silver", "17", "true", "é"])).text })
        member(
            "features",
            object { random in
                switch Int.random(in: 0..<5, using: &random) {
                case 0, 1: random.pick(Self.numbers)
                case 2: JSONValue.string(random.pick(Self.texts)).text
                case 3: random.pick(["true", "false"])
                default: "null"
                }
            })
        let hour = Int.random(in: 0..<24, using: &random)
        let day = Int.random(in: 1...28, using: &random)
        let time =
            "2026-0\(Int.random(in: 1...3, using: &random))-\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):30:00Z"
        return Lines.decision(
            "d\(id)", at: time, score: "0.\(Int.random(in: 0...9, using: &random))",
            version: random.pick(["v1", "v2"]), more: more)
    }

    private mutating func object(_ value: (inout SeededGenerator) -> String) -> String {
        var members: [String] = []
        for name in Self.names.dropLast() where random.chance(0.5) {
            members.append("\(JSONValue.string(name).text):\(value(&random))")
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// A condition of at most that many levels.
    mutating func condition(depth: Int) -> Condition {
        let kind = depth > 0 ? Int.random(in: 0..<6, using: &random) : 5
        switch kind {
        case 0, 1:
            let left = condition(depth: depth - 1)
            let right = condition(depth: depth - 1)
            return Condition(text: "(\(left.text)) AND (\(right.text))") { left.holds($0) && right.holds($0) }
        case 2, 3:
            let left = condition(depth: depth - 1)
            let right = condition(depth: depth - 1)
            return Condition(text: "((\(left.text)) or \(right.text))") { left.holds($0) || right.holds($0) }
        case 4:
            let part = condition(depth: depth - 1)
            return Condition(text: "not (\(part.text))") { !part.holds($0) }
        default: return test()
        }
    }

    private mutating func test() -> Condition {
        let (name, places) = operand()
        func values(_ decision: JSONValue) -> [(value: JSONValue, isText: Bool)] {
            places.compactMap { place in
                guard let value = place.read(decision), !value.isNull else { return nil }
                return (value, place.holdsTexts)
            }
        }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return Condition(text: "\(name) is missing") { values($0).isEmpty }
        case 1: return Condition(text: "\(name) is present") { !values($0).isEmpty }
        case 2:
            let literals = (0..<Int.random(in: 1...3, using: &random)).map { _ in literal() }
            return Condition(text: "\(name) in (\(literals.map(\.text).joined(separator: ",")))") {
                decision in
                values(decision).contains { value in
                    literals.contains { $0.compares(value.value, "=", textsAlone: value.isText) }
                }
            }
        default:
            let wanted = literal()
            let choices = wanted.isFlag ? ["=", "!="] : ["=", "!=", "<", "<=", ">", ">="]
            let comparison = random.pick(choices)
            return Condition(text: "\(name) \(comparison) \(wanted.text)") { decision in
                values(decision).contains {
                    wanted.compares($0.value, comparison, textsAlone: $0.isText)
                }
            }
        }
    }

    /// Where a value stands in the JSON, and whether there are texts alone.
    private struct Place {
        let read: (JSONValue) -> JSONValue?
        let holdsTexts: Bool
    }

    private mutating func operand() -> (String, [Place]) {
        let name = random.pick(Self.names)
        let quoted = name.contains(" ") || random.chance(0.2) ? "'\(name)'" : name
        let segment = Place(read: { $0["segments"]?[name] }, holdsTexts: true)
        let feature = Place(read: { $0["features"]?[name] }, holdsTexts: false)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return ("segment:\(quoted)", [segment])
        case 1: return ("feature:\(quoted)", [feature])
        case 2, 3:
            let fields = ["score", "threshold", "latency_ms", "prediction", "fallback"]
            let field = random.pick(fields)
            return (
                random.chance(0.5) ? field : "field:\(field)", [Place(read: { $0[field] }, holdsTexts: false)]
            )
        case 4:
            let field = random.pick([
                "variant", "route", "group", "action", "id", "subject", "version", "role",
            ])
            return (
                random.chance(0.5) ? field : "field:\(field)", [Place(read: { $0[field] }, holdsTexts: true)]
            )
        default:
            if name == "action" { return ("action", [Place(read: { $0["action"] }, holdsTexts: true)]) }
            return (quoted, [segment, feature])
        }
    }

    private struct Literal {
        let text: String
        let value: JSONValue

        var isFlag: Bool { if case .boolean = value { true } else { false } }

        func compares(_ found: JSONValue, _ comparison: String, textsAlone: Bool) -> Bool {
            var wanted = value
            if textsAlone, comparison == "=" || comparison == "!=", wanted.string == nil {
                wanted = .string(wanted.text)
            }
            if case .boolean(let wanted) = wanted {
                guard case .boolean(let found) = found else { return false }
                return comparison == "=" ? found == wanted : found != wanted
            }
            if let wanted = wanted.string {
                guard let found = found.string else { return false }
                // Order of code points, which is that of UTF-8.
                let a = Array(found.unicodeScalars.map(\.value))
                let b = Array(wanted.unicodeScalars.map(\.value))
                return Self.holds(a == b, a.lexicographicallyPrecedes(b), comparison)
            }
            guard let a = found.double, let b = wanted.double else { return false }
            return Self.holds(a == b, a < b, comparison)
        }

        private static func holds(_ isEqual: Bool, _ isLess: Bool, _ comparison: String) -> Bool {
            switch comparison {
            case "=": isEqual
            case "!=": !isEqual
            case "<": isLess
            case "<=": isLess || isEqual
            case ">": !isLess && !isEqual
            default: !isLess
            }
        }
    }

    private mutating func literal() -> Literal {
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            let text = random.pick(Self.numbers)
            return Literal(text: text, value: .number(Double(text) ?? 0))
        case 2:
            let flag = random.chance(0.5)
            return Literal(text: flag ? "true" : "false", value: .boolean(flag))
        default:
            let text = random.pick(Self.texts + ["approve", "d3", "v1", "live"])
            return Literal(text: "\"\(text)\"", value: .string(text))
        }
    }
}
