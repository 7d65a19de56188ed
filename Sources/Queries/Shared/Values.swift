import Documents
import JSON
import Journal
import Model
import Projections

// How the words of the model become values of an answer.

extension Value {
    static func time(_ time: Timestamp) -> Value { .time(time.microseconds) }

    static func text(_ identifier: Identifier) -> Value { .text(identifier.text) }

    static func position(_ position: Position) -> Value { .integer(Int64(clamping: position)) }

    static func count(_ count: Int) -> Value { .integer(Int64(count)) }

    static func number(_ number: Double?, else reason: String) -> Value {
        number.map(Value.number) ?? .none(reason)
    }

    static func text(_ identifier: Identifier?, else reason: String) -> Value {
        identifier.map { .text($0.text) } ?? .none(reason)
    }

    /// A label in its own kind: a flag, a text or a number.
    static func label(_ label: Label) -> Value {
        switch label {
        case .boolean(let flag): .flag(flag)
        case .text(let text): .text(text.text)
        case .number(let number): .number(number)
        }
    }

    /// A share of a whole; without a whole there is none.
    static func share(_ hits: Int64, of count: Int64, else reason: String) -> Value {
        count > 0 ? .share(Double(hits) / Double(count)) : .none(reason)
    }
}

extension Label {
    /// The label as JSON: `true`, a text or a number.
    var json: JSONValue {
        switch self {
        case .boolean(let flag): .boolean(flag)
        case .text(let text): .string(text.text)
        case .number(let number): .number(number)
        }
    }
}

extension FeatureValue {
    var value: Value {
        switch self {
        case .number(let number): .number(number)
        case .text(let text): .text(text)
        case .boolean(let flag): .flag(flag)
        case .null: .none("null")
        }
    }
}

extension Model.Span {
    /// The length in seconds.
    var seconds: Double { Double(microseconds) / 1_000_000 }
}

extension Timestamp {
    /// The time from an earlier instant to this one in seconds; negative when it is later.
    func seconds(since earlier: Timestamp) -> Double {
        Double(microseconds - earlier.microseconds) / 1_000_000
    }
}

/// Numbers as an answer prints them.
enum Printed {
    /// A result of transcendental functions, of which 12 significant digits are the same on every machine.
    static func rounded(_ value: Double) -> Double {
        guard value.isFinite, value != 0 else { return value }
        var text = Array(value.magnitude.description.utf8)
        var exponent = ""
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = String(decoding: text[mark...], as: UTF8.self)
            text.removeSubrange(mark...)
        }
        var kept = 0
        var up = false
        var cut = text.count
        for (offset, byte) in text.enumerated() where byte != UInt8(ascii: ".") {
            if kept == 0, byte == UInt8(ascii: "0") { continue }
            if kept == 12 {
                up = byte >= UInt8(ascii: "5")
                cut = offset
                break
            }
            kept += 1
        }
        guard cut < text.count else { return value }
        for offset in cut..<text.count where text[offset] != UInt8(ascii: ".") {
            text[offset] = UInt8(ascii: "0")
        }
        if up { Self.increment(&text, before: cut) }
        let number = Double(String(decoding: text, as: UTF8.self) + exponent) ?? value.magnitude
        return value < 0 ? -number : number
    }

    private static func increment(_ text: inout [UInt8], before end: Int) {
        var place = end - 1
        while place >= 0 {
            if text[place] == UInt8(ascii: "9") {
                text[place] = UInt8(ascii: "0")
            } else if text[place] != UInt8(ascii: ".") {
                text[place] += 1
                return
            }
            place -= 1
        }
        text.insert(UInt8(ascii: "1"), at: 0)
    }
}
