/// Writes JSON with canonical bytes: members in the order given, no white space, one spelling a value.
///
/// Numbers that are whole and below 2^53 are written without a fraction, others as the shortest text that
/// reads back as the same double. Text escapes only what RFC 8259 demands, and DEL.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// - Parameter count: bytes to have room for; more is no error.
    package init(reserving count: Int = 0) {
        bytes.reserveCapacity(count)
    }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .boolean(let flag): raw(flag ? "true" : "false")
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            byte(UInt8(ascii: "["))
            for (offset, element) in elements.enumerated() {
                if offset > 0 { byte(UInt8(ascii: ",")) }
                write(element)
            }
            byte(UInt8(ascii: "]"))
        case .object(let members):
            byte(UInt8(ascii: "{"))
            for (offset, member) in members.enumerated() {
                name(member.name, isFirst: offset == 0)
                write(member.value)
            }
            byte(UInt8(ascii: "}"))
        }
    }

    /// Bytes that are JSON already, written as they are.
    package mutating func raw(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// The same of bytes that were written before.
    package mutating func raw(_ written: [UInt8]) {
        bytes.append(contentsOf: written)
    }

    /// One byte of what stands between values.
    package mutating func byte(_ byte: UInt8) {
        bytes.append(byte)
    }

    package mutating func string(_ text: String) {
        let utf8 = text.utf8.span
        let more = Self.escapes(in: utf8)
        bytes.append(addingCapacity: utf8.count + more + 2) { Self.append(utf8, more, to: &$0) }
    }

    /// The name of an object's member with what stands around it.
    /// - Parameter isFirst: whether no member stands before it.
    package mutating func name(_ text: String, isFirst: Bool) {
        let utf8 = text.utf8.span
        let more = Self.escapes(in: utf8)
        bytes.append(addingCapacity: utf8.count + more + 4) { out in
            if !isFirst { out.append(UInt8(ascii: ",")) }
            Self.append(utf8, more, to: &out)
            out.append(UInt8(ascii: ":"))
        }
    }

    /// A string whose UTF-8 `body` appends; none of it may need to be escaped.
    package mutating func plainString(_ body: (inout [UInt8]) -> Void) {
        bytes.append(UInt8(ascii: "\""))
        body(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func integer(_ value: Int64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = value.magnitude
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        bytes.append(addingCapacity: digits.count) { out in
            if value < 0 { out.append(UInt8(ascii: "-")) }
            for index in first..<digits.count { out.append(digits[index]) }
        }
    }

    /// A finite double; what is not finite has no JSON form and is written as null.
    package mutating func number(_ value: Double) {
        if let whole = Self.whole(value) { integer(whole) } else { raw(Self.text(of: value)) }
    }

    /// The one spelling of a double.
    package static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        if let whole = whole(value) { return String(whole) }
        return value == 0 ? "-0.0" : value.description
    }

    /// The integer that a double is written as, nil for one that is written in another way.
    private static func whole(_ value: Double) -> Int64? {
        guard value == value.rounded(.towardZero), value.magnitude < 9_007_199_254_740_992 else { return nil }
        return value == 0 && value.sign == .minus ? nil : Int64(value)
    }

    /// How many bytes a text grows by when it is escaped; 0 for nearly every one.
    private static func escapes(in utf8: Span<UInt8>) -> Int {
        var more = 0
        for index in utf8.indices {
            let byte = utf8[index]
            let isControl = byte < 0x20 || byte == 0x7f
            let isMark = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            more &+= (isControl ? 5 : 0) &+ (isMark ? 1 : 0)
        }
        return more
    }

    /// A string; `more` is what `escapes` says of it.
    private static func append(_ utf8: Span<UInt8>, _ more: Int, to out: inout OutputSpan<UInt8>) {
        out.append(UInt8(ascii: "\""))
        if more == 0 {
            for index in utf8.indices { out.append(utf8[index]) }
        } else {
            escape(utf8, to: &out)
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func escape(_ utf8: Span<UInt8>, to out: inout OutputSpan<UInt8>) {
        func pair(_ letter: UInt8) {
            out.append(UInt8(ascii: "\\"))
            out.append(letter)
        }
        for index in utf8.indices {
            let byte = utf8[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): pair(byte)
            case 0x0a: pair(UInt8(ascii: "n"))
            case 0x0d: pair(UInt8(ascii: "r"))
            case 0x09: pair(UInt8(ascii: "t"))
            case 0..<0x20, 0x7f:
                pair(UInt8(ascii: "u"))
                out.append(UInt8(ascii: "0"))
                out.append(UInt8(ascii: "0"))
                out.append(UInt8(ascii: "0") + byte >> 4)
                let low = byte & 15
                out.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
            default: out.append(byte)
            }
        }
    }
}
