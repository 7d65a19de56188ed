import TestSupport

/// Draws the texts of conditions, over what `RichStream` writes.
struct PlainModelConditions {
    var random: SeededGenerator

    private static let operands = [
        "tier", "area", "age", "income", "'\u{e9}'", "\"e\u{301}\"", "segment:tier", "feature:tier",
        "segment:'a,b'", "feature:age", "contribution:income", "contribution:late", "context:library",
        "'never seen'", "teir", "score", "field:score", "threshold", "latency_ms", "confidence",
        "interval_low", "interval_high", "value", "prediction", "fallback", "action", "variant", "route",
        "group", "of", "replay_set", "id", "subject", "model", "version", "role",
    ]
    private static let literals = [
        "0", "-0", "1", "5", "0.5", "1e300", "-12.5", "12.5", "1.50", "true", "FALSE", "gold", "silver", "n",
        "call", "wait", "B", "default", "live", "m1", "v1", "yes", "'5'", "'true'", "\"\"", "'\u{e9}'",
        "'e\u{301}'", "\"a \\\"quoted\\\" \\\\ word\"", "s-0", "timeout", "' 7'", "'x 1.2'",
    ]

    /// A condition of at most that many levels.
    mutating func text(depth: Int = 3) -> String {
        guard depth > 0, random.chance(0.6) else { return test() }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "\(text(depth: depth - 1)) and \(text(depth: depth - 1))"
        case 1: return "\(text(depth: depth - 1)) OR \(text(depth: depth - 1))"
        case 2: return "(\(text(depth: depth - 1)))"
        default: return "Not \(random.chance(0.5) ? "(\(text(depth: depth - 1)))" : test())"
        }
    }

    private mutating func test() -> String {
        let operand = random.pick(Self.operands)
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return "\(operand) is missing"
        case 1: return "\(operand) IS present"
        case 2:
            let values = (0..<Int.random(in: 1...3, using: &random)).map { _ in random.pick(Self.literals) }
            return "\(operand) in (\(values.joined(separator: " , ")))"
        case 3...5: return "\(operand)\(random.pick(["=", " = ", "!= "]))\(random.pick(Self.literals))"
        default:
            let ordered = Self.literals.filter { $0 != "true" && $0 != "FALSE" }
            return "\(operand) \(random.pick(["<", "<=", ">", ">="])) \(random.pick(ordered))"
        }
    }
}
