import JSON
import Model

/// Reads conditions: `or` binds less than `and`, `and` less than `not`.
struct PlainConditionReader {
    private enum Piece {
        case word(String)
        case quoted(String)
        case symbol(String)
    }

    private var pieces: [Piece] = []
    private var index = 0

    /// - Throws: `bad_parameter` for a text that is no condition.
    static func read(_ text: String) throws(PlainFailure) -> PlainCondition {
        var reader = PlainConditionReader()
        guard reader.cut(text), let condition = reader.condition(), reader.index == reader.pieces.count else {
            throw .badParameter("where")
        }
        return condition
    }

    private mutating func cut(_ text: String) -> Bool {
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            if " \t\r\n".unicodeScalars.contains(first) {
                rest.removeFirst()
            } else if first == "\"" || first == "'" {
                rest.removeFirst()
                var quoted = String.UnicodeScalarView()
                while let scalar = rest.popFirst(), scalar != first {
                    if scalar == "\\", let next = rest.popFirst() {
                        quoted.append(next)
                    } else {
                        quoted.append(scalar)
                    }
                    if rest.isEmpty { return false }
                }
                pieces.append(.quoted(String(quoted)))
            } else if "(),".unicodeScalars.contains(first) {
                pieces.append(.symbol(String(rest.removeFirst())))
            } else {
                let isOperator = "=!<>".unicodeScalars.contains(first)
                let piece = rest.prefix {
                    isOperator
                        ? "=!<>".unicodeScalars.contains($0)
                        : !" \t\r\n=!<>(),\"'".unicodeScalars.contains($0)
                }
                rest.removeFirst(piece.count)
                pieces.append(isOperator ? .symbol(String(piece)) : .word(String(piece)))
            }
        }
        return true
    }

    /// Takes the word or symbol if it comes next.
    private mutating func take(_ text: String) -> Bool {
        guard index < pieces.count else { return false }
        switch pieces[index] {
        case .word(let word) where word.lowercased() == text: index += 1
        case .symbol(text): index += 1
        default: return false
        }
        return true
    }

    private mutating func condition() -> PlainCondition? {
        var parts: [PlainCondition] = []
        repeat {
            guard let part = both() else { return nil }
            parts.append(part)
        } while take("or")
        return .any(of: parts)
    }

    private mutating func both() -> PlainCondition? {
        var parts: [PlainCondition] = []
        repeat {
            guard let part = single() else { return nil }
            parts.append(part)
        } while take("and")
        return .all(of: parts)
    }

    private mutating func single() -> PlainCondition? {
        if take("not") { return single().map { .not($0) } }
        if take("(") {
            guard let inner = condition(), take(")") else { return nil }
            return inner
        }
        guard let operand = operand() else { return nil }
        if take("is") {
            for word in ["missing", "present"] where take(word) { return .test(operand, word, []) }
            return nil
        }
        if take("in") {
            guard take("(") else { return nil }
            var literals: [PlainLiteral] = []
            repeat {
                guard let literal = literal() else { return nil }
                literals.append(literal)
            } while take(",")
            return take(")") ? .test(operand, "in", literals) : nil
        }
        for comparison in ["=", "!=", "<", "<=", ">", ">="] where take(comparison) {
            return literal().map { .test(operand, comparison, [$0]) }
        }
        return nil
    }

    private mutating func operand() -> PlainOperand? {
        guard index < pieces.count else { return nil }
        defer { index += 1 }
        switch pieces[index] {
        case .symbol: return nil
        case .quoted(let name): return Self.bare(name)
        case .word(let word):
            let halves = word.unicodeScalars.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { return Self.bare(word) }
            var name = String(halves[1])
            if name.isEmpty, index + 1 < pieces.count, case .quoted(let quoted) = pieces[index + 1] {
                name = quoted
                index += 1
            }
            return PlainOperand(scope: String(halves[0]), name: Identifier(name))
        }
    }

    private static func bare(_ name: String) -> PlainOperand {
        let isField = PlainOperand.fields.contains { $0.utf8.elementsEqual(name.utf8) }
        return PlainOperand(scope: isField ? "field" : "", name: Identifier(name))
    }

    private mutating func literal() -> PlainLiteral? {
        guard index < pieces.count else { return nil }
        defer { index += 1 }
        switch pieces[index] {
        case .symbol: return nil
        case .quoted(let text): return .text(text)
        case .word(let word):
            if word.lowercased() == "true" { return .flag(true) }
            if word.lowercased() == "false" { return .flag(false) }
            guard let number = (try? JSONValue(parsing: word))?.double else { return .text(word) }
            return .number(number == 0 ? 0 : number)
        }
    }
}
