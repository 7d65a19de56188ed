import JSON
import Model

extension Filter {
    /// The most literals in one condition: more than a person writes, few enough to look at each.
    static let literalsMax = 1_000

    /// Reads a condition such as `tier = enterprise and amount >= 1000`.
    ///
    ///     condition = both { "or" both }
    ///     both      = single { "and" single }
    ///     single    = "not" single | "(" condition ")" | name test
    ///     name      = [ "segment:" | "feature:" | "field:" | "contribution:" | "context:" ] text
    ///     test      = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
    ///               | "in" "(" value { "," value } ")" | "is" ( "missing" | "present" )
    ///     value     = number | "true" | "false" | text
    ///     text      = word | quoted with " or '
    ///
    /// Words of the grammar may be written in any case.
    package init(parsing text: String) throws(ArgumentError) {
        do throws(FilterFault) {
            var parser = FilterParser(try FilterTokens.of(text))
            self = try parser.whole()
        } catch {
            throw ArgumentError(parameter: nil, message: error.message)
        }
    }
}

struct FilterParser {
    private let tokens: [FilterToken]
    private var index = 0
    private var depth = 0
    private var literals = 0

    init(_ tokens: [FilterToken]) { self.tokens = tokens }

    private var token: FilterToken { tokens[min(index, tokens.count - 1)] }

    mutating func whole() throws(FilterFault) -> Filter {
        let filter = try condition()
        guard token.kind == .end else { throw fault("and, or, or the end") }
        return filter
    }

    private mutating func condition() throws(FilterFault) -> Filter {
        let first = try both()
        var parts = [first]
        while token.reserved == "or" {
            index += 1
            parts.append(try both())
        }
        return Filter.disjunction(parts) ?? first
    }

    private mutating func both() throws(FilterFault) -> Filter {
        let first = try single()
        var parts = [first]
        while token.reserved == "and" {
            index += 1
            parts.append(try single())
        }
        return Filter.conjunction(parts) ?? first
    }

    private mutating func single() throws(FilterFault) -> Filter {
        if token.reserved == "not" {
            try deeper()
            index += 1
            let filter = Filter.not(try single())
            depth -= 1
            return filter
        }
        guard token.isSymbol("(") else { return .test(try operand(), try test()) }
        try deeper()
        index += 1
        let filter = try condition()
        guard token.isSymbol(")") else { throw fault("and, or, or )") }
        index += 1
        depth -= 1
        return filter
    }

    private mutating func deeper() throws(FilterFault) {
        depth += 1
        guard depth <= Limits.depth else {
            throw FilterFault(
                at: token.column, "expected at most \(Limits.depth) levels of not and parentheses, found more"
            )
        }
    }

    private mutating func operand() throws(FilterFault) -> Filter.Operand {
        let first = token
        switch first.kind {
        case .quoted:
            index += 1
            return bare(try identifier(first.text, first))
        case .word where first.reserved == nil:
            index += 1
            let halves = first.text.unicodeScalars.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { return bare(try identifier(first.text, first)) }
            return try scoped(String(halves[0]), String(halves[1]), first)
        default:
            let hint = first.reserved.map { "; a name that is called \($0) stands in quotes" } ?? ""
            throw fault("a name, not or (", hint: hint)
        }
    }

    /// `segment:tier`; the name may stand in quotes of its own, right behind the colon.
    private mutating func scoped(
        _ scope: String, _ rest: String, _ first: FilterToken
    ) throws(FilterFault) -> Filter.Operand {
        var text = rest
        if rest.isEmpty, token.kind == .quoted, token.isAdjacent {
            text = token.text
            index += 1
        }
        switch scope {
        case "segment": return .segment(try identifier(text, first))
        case "feature": return .feature(try identifier(text, first))
        case "contribution": return .contribution(try identifier(text, first))
        case "context": return .context(try identifier(text, first))
        case "field":
            if let field = Filter.Field(name: text) { return .field(field) }
            let names = Filter.Field.all.map(\.name).joined(separator: ", ")
            throw FilterFault(at: first.column, "expected one of the fields \(names), found \(text)")
        default:
            throw FilterFault(
                at: first.column,
                "expected segment:, feature:, field:, contribution: or context:, found \(scope):; "
                    + "a name that holds a colon stands in quotes")
        }
    }

    private func bare(_ name: Identifier) -> Filter.Operand {
        Filter.Field(name: name.text).map { .field($0) } ?? .named(name)
    }

    private func identifier(_ text: String, _ token: FilterToken) throws(FilterFault) -> Identifier {
        do throws(IdentifierError) {
            return try Identifier(validating: text)
        } catch {
            throw FilterFault(
                at: token.column,
                "expected a name of 1 to \(Limits.identifierBytes) bytes without control characters, found "
                    + (text.isEmpty ? "an empty one" : "another"))
        }
    }

    private mutating func test() throws(FilterFault) -> Filter.Test {
        if let comparison = Filter.Comparison.allCases.first(where: { token.isSymbol($0.rawValue) }) {
            index += 1
            let place = token
            let value = try literal()
            if case .flag = value, comparison != .equal, comparison != .unequal {
                throw FilterFault(
                    at: place.column,
                    "expected a number or a text after \(comparison.rawValue), found "
                        + "\(place.text), which has no order; as a text it stands in quotes")
            }
            return .compare(comparison, value)
        }
        let comparisons = "= != < <= > >=, in or is"
        switch token.reserved {
        case "in":
            index += 1
            return .among(try list())
        case "is":
            index += 1
            switch token.reserved {
            case "missing":
                index += 1
                return .missing
            case "present":
                index += 1
                return .present
            default: throw fault("missing or present")
            }
        case "not":
            throw fault(comparisons, hint: "; not stands before the name, as in not tier in (a, b)")
        default:
            let hints = ["==": "; equal is written =", "<>": "; unequal is written !="]
            throw fault(comparisons, hint: hints[token.text] ?? "")
        }
    }

    private mutating func list() throws(FilterFault) -> [Filter.Literal] {
        guard token.isSymbol("(") else { throw fault("( and a list of values") }
        var values: [Filter.Literal] = []
        repeat {
            index += 1
            values.append(try literal())
        } while token.isSymbol(",")
        guard token.isSymbol(")") else { throw fault("a comma or )") }
        index += 1
        return values
    }

    private mutating func literal() throws(FilterFault) -> Filter.Literal {
        literals += 1
        guard literals <= Filter.literalsMax else {
            throw FilterFault(
                at: token.column, "expected at most \(Filter.literalsMax) values, found more")
        }
        let found = token
        switch found.kind {
        case .quoted:
            index += 1
            return .text(Array(found.text.utf8))
        case .word:
            switch found.reserved {
            case "true", "false":
                index += 1
                return .flag(found.reserved == "true")
            case "null":
                throw FilterFault(
                    at: found.column,
                    "expected a value, found null; what has no value is missing: "
                        + "is missing, is present")
            case let word?:
                throw fault("a value", hint: "; a text that is called \(word) stands in quotes")
            case nil:
                index += 1
                return try word(found)
            }
        default: throw fault("a value")
        }
    }

    /// A number, or a text that does not look like one.
    private func word(_ found: FilterToken) throws(FilterFault) -> Filter.Literal {
        var bytes = found.text.utf8[...]
        if let first = bytes.first, "+-.".utf8.contains(first) { bytes = bytes.dropFirst() }
        if bytes.first.map({ $0 == UInt8(ascii: ".") }) == true { bytes = bytes.dropFirst() }
        guard let first = bytes.first, FilterWords.isDigit(first) else {
            return .text(Array(found.text.utf8))
        }
        let root = (try? JSONDocument(Array(found.text.utf8), depthMax: 1))?.root
        guard let root, let number = root.double, number.isFinite else {
            throw FilterFault(
                at: found.column,
                "expected a number such as 0.25, found \(Self.shown(found.text)); "
                    + "a text that starts with a digit stands in quotes")
        }
        let isExact =
            switch root.kind {
            case .integer(let whole): whole.magnitude <= UInt64(Limits.exactInteger)
            case .unsigned: false
            default: true
            }
        guard isExact else {
            throw FilterFault(
                at: found.column, "expected a whole number up to 2^53, found \(Self.shown(found.text))")
        }
        return .number(number == 0 ? 0 : number)
    }

    private func fault(_ expected: String, hint: String = "") -> FilterFault {
        let found = token.kind == .end ? "the end" : Self.shown(token.text)
        return FilterFault(at: token.column, "expected \(expected), found \(found)\(hint)")
    }

    private static func shown(_ text: String) -> String {
        let short = text.unicodeScalars.prefix(40)
        let mark = short.endIndex == text.unicodeScalars.endIndex ? "" : "..."
        return JSONValue.string(String(short) + mark).text
    }
}
