import Model

/// Why a text is no time that a parameter takes. `message` says what is wrong with it, or what is expected.
package struct TimeFault: Error, Hashable, Sendable {
    package let message: String

    /// What the body gives, its error as ours.
    static func of<Value>(_ body: () throws(TimestampError) -> Value) throws(TimeFault) -> Value {
        do throws(TimestampError) {
            return try body()
        } catch {
            throw TimeFault(message: error.message)
        }
    }
}

/// A text told apart by its shape, so that an error names what is wrong with the form that was meant: a month
/// 13 in a date, not that a date is no RFC 3339 time.
enum TimeText {
    case date(CivilDate)
    case instant(Timestamp)
    case span(Model.Span)

    /// - Parameter forms: what is expected, for a text that has the shape of none.
    init(_ text: String, expected forms: String) throws(TimeFault) {
        let bytes = Array(text.utf8)
        if Self.isDate(bytes) {
            let day = try TimeFault.of { () throws(TimestampError) in try CalendarUnit.window(parsing: text) }
            self = .date(CivilDate(day.lowerBound))
        } else if bytes.count > 10, bytes[10] | 0x20 == UInt8(ascii: "t") {
            self = .instant(
                try TimeFault.of { () throws(TimestampError) in try Timestamp(parsing: text) })
        } else if Self.isSpan(bytes) {
            self = .span(
                try TimeFault.of { () throws(TimestampError) in try Model.Span(parsing: text) })
        } else {
            throw TimeFault(message: "expected \(forms)")
        }
    }

    /// The instant that a date starts with or a time is; a span is neither.
    static func instant(_ text: String, expected forms: String) throws(TimeFault) -> Timestamp {
        switch try TimeText(text, expected: forms) {
        case .date(let date): return date.startOfDay
        case .instant(let time): return time
        case .span: throw TimeFault(message: "expected \(forms)")
        }
    }

    private static func isDate(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 10 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            index == 4 || index == 7 ? byte == UInt8(ascii: "-") : isDigit(byte)
        }
    }

    private static func isSpan(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 1, let unit = bytes.last, "smhdw".utf8.contains(unit) else { return false }
        return bytes.dropLast().allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
