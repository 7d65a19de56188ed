/// A piece of a condition's text.
struct FilterToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Letters and the like without quotes.
        case word
        /// What stood between quotes, without them.
        case quoted
        /// One of `( ) , = != < <= > >=`, or what looks like one.
        case symbol
        /// Behind the last.
        case end
    }

    let kind: Kind
    let text: String
    /// The character it starts with, counted from 1 in code points.
    let column: Int
    /// Whether nothing stands between it and the token before.
    let isAdjacent: Bool

    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// The reserved word that it is.
    var reserved: String? { kind == .word ? FilterWords.reserved(text) : nil }
}

/// Why a text is no condition: one sentence that says where, what was expected and what was found.
struct FilterFault: Error, Hashable, Sendable {
    let message: String

    init(at column: Int, _ words: String) {
        message = "at character \(column), \(words)"
    }
}

/// Cuts the text of a condition into pieces.
struct FilterTokens {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The pieces, the end as the last.
    static func of(_ text: String) throws(FilterFault) -> [FilterToken] {
        var reader = FilterTokens(text)
        var tokens: [FilterToken] = []
        while true {
            let token = try reader.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(FilterFault) -> FilterToken {
        let before = index
        while index < scalars.count, Self.isSpace(scalars[index]) { index += 1 }
        let start = index
        func token(_ kind: FilterToken.Kind, _ text: some Sequence<Unicode.Scalar>) -> FilterToken {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text)
            return FilterToken(kind: kind, text: String(view), column: start + 1, isAdjacent: before == start)
        }
        guard index < scalars.count else { return token(.end, []) }
        switch scalars[index] {
        case "\"", "'": return token(.quoted, try quoted())
        case "(", ")", ",":
            index += 1
            return token(.symbol, scalars[start..<index])
        case let scalar where Self.isOperator(scalar):
            while index < scalars.count, Self.isOperator(scalars[index]) { index += 1 }
            return token(.symbol, scalars[start..<index])
        default:
            while index < scalars.count, !Self.endsWord(scalars[index]) { index += 1 }
            return token(.word, scalars[start..<index])
        }
    }

    /// Reads from one quote to the next of the same kind; a backslash stands before a quote or a backslash
    /// that belongs to the text.
    private mutating func quoted() throws(FilterFault) -> [Unicode.Scalar] {
        let start = index
        let quote = scalars[index]
        var text: [Unicode.Scalar] = []
        index += 1
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            if scalar == quote { return text }
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            guard index < scalars.count, ["\\", "\"", "'"].contains(scalars[index]) else {
                throw FilterFault(
                    at: index,
                    "expected a quote or another \\ after \\ in a quoted text, found "
                        + (index < scalars.count ? "\(scalars[index])" : "the end"))
            }
            text.append(scalars[index])
            index += 1
        }
        throw FilterFault(at: start + 1, "expected the quoted text to end with \(quote), found the end")
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }

    private static func isOperator(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "=" || scalar == "!" || scalar == "<" || scalar == ">"
    }

    private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        isSpace(scalar) || isOperator(scalar) || ["(", ")", ",", "\"", "'"].contains(scalar)
    }
}
