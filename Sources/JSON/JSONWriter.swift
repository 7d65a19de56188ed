/// Writes JSON with canonical bytes: members in the order given, no white space, one spelling a value.
///
/// Numbers that are whole and below 2^53 are written without a fraction, others as the shortest text that
/// reads back as the same double. Text escapes only what RFC 8259 demands, and DEL.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .boolean(let flag): raw(flag ? "true" : "false")
        case .integer(let number): raw(String(number))
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            separated(elements, open: "[", close: "]") { $0.write($1) }
        case .object(let members):
            separated(members, open: "{", close: "}") { writer, member in
                writer.string(member.name)
                writer.raw(":")
                writer.write(member.value)
            }
        }
    }

    /// Bytes that are JSON already, written as they are.
    package mutating func raw(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): raw("\\\"")
            case UInt8(ascii: "\\"): raw("\\\\")
            case 0x0a: raw("\\n")
            case 0x0d: raw("\\r")
            case 0x09: raw("\\t")
            case 0..<0x20, 0x7f:
                let hex = String(byte, radix: 16)
                raw("\\u" + String(repeating: "0", count: 4 - hex.count) + hex)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A finite double; what is not finite has no JSON form and is written as null.
    package mutating func number(_ value: Double) {
        raw(Self.text(of: value))
    }

    /// The one spelling of a double.
    package static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            return value == 0 && value.sign == .minus ? "-0.0" : String(Int64(value))
        }
        return value.description
    }

    private mutating func separated<Item>(
        _ items: [Item], open: String, close: String, each: (inout JSONWriter, Item) -> Void
    ) {
        raw(open)
        for (offset, item) in items.enumerated() {
            if offset > 0 { raw(",") }
            each(&self, item)
        }
        raw(close)
    }
}
