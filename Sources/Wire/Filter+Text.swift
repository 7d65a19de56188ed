import JSON
import Model

extension Filter {
    /// The canonical text: reads back as the same condition, and is the same for all ways to write it that
    /// differ in white space, quotes, case of the words or needless parentheses.
    package var text: String {
        switch self {
        case .all(let parts):
            parts.map { if case .any = $0 { "(\($0.text))" } else { $0.text } }.joined(separator: " and ")
        case .any(let parts): parts.map(\.text).joined(separator: " or ")
        case .not(let part):
            switch part {
            case .all, .any: "not (\(part.text))"
            case .not, .test: "not \(part.text)"
            }
        case .test(let operand, let test):
            switch test {
            case .compare(let comparison, let literal):
                "\(operand.text) \(comparison.rawValue) \(literal.text)"
            case .among(let literals): "\(operand.text) in (\(literals.map(\.text).joined(separator: ", ")))"
            case .missing: "\(operand.text) is missing"
            case .present: "\(operand.text) is present"
            }
        }
    }

    /// A text as it stands in a condition: bare where it is a plain word, else in double quotes.
    static func quoted(_ text: String) -> String {
        if FilterWords.isPlain(text) { return text }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}

extension Filter.Operand {
    /// As it is written in a condition.
    package var text: String {
        switch self {
        case .named(let name): Filter.quoted(name.text)
        case .segment(let name): "segment:\(Filter.quoted(name.text))"
        case .feature(let name): "feature:\(Filter.quoted(name.text))"
        case .contribution(let name): "contribution:\(Filter.quoted(name.text))"
        case .context(let name): "context:\(Filter.quoted(name.text))"
        case .field(let field): field.name
        }
    }
}

extension Filter.Literal {
    /// As it is written in a condition.
    package var text: String {
        switch self {
        case .number, .flag: String(decoding: bytes, as: UTF8.self)
        case .text(let bytes): Filter.quoted(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// The text that it stands for where there are texts alone.
    package var bytes: [UInt8] {
        switch self {
        case .number(let number): Array(JSONWriter.text(of: number).utf8)
        case .flag(let flag): Array((flag ? "true" : "false").utf8)
        case .text(let bytes): bytes
        }
    }
}

/// The words of conditions.
enum FilterWords {
    /// Words with a meaning, in any case; as names or texts they stand in quotes.
    static let reserved = ["and", "or", "not", "in", "is", "missing", "present", "true", "false", "null"]

    /// The reserved word that a text is, nil if it is none.
    static func reserved(_ text: String) -> String? {
        reserved.first { word in
            word.utf8.count == text.utf8.count && zip(word.utf8, text.utf8).allSatisfy { $0 == $1 | 0x20 }
        }
    }

    /// Whether a text needs no quotes anywhere: a letter or underscore, then letters, digits, `_`, `-` and
    /// `.`, and no reserved word.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), reserved(text) == nil else { return false }
        return text.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
