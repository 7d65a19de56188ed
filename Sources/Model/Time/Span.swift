/// A length of time: `90s`, `15m`, `36h`, `14d`, `2w`. A day is 24 hours: all times are UTC.
///
/// Spans of the same length are equal, however they were written. The name hides the standard library's
/// `Span` in files that import this target; those write `Swift.Span` for a run of bytes.
package struct Span: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads a whole number and a unit: `s`, `m` (minutes), `h`, `d` or `w`.
    /// - Throws: `TimestampError` when it is something else, or longer than `Int64` microseconds.
    package init(parsing text: String) throws(TimestampError) {
        try self.init(utf8: text.utf8.span)
    }

    /// Reads the UTF-8 of a span; see `init(parsing:)`.
    package init(utf8 bytes: borrowing Swift.Span<UInt8>) throws(TimestampError) {
        let last = bytes.count - 1
        guard last > 0, let unit = Self.units.first(where: { $0.letter == bytes[last] }) else {
            throw Self.shapeError
        }
        var value: Int64 = 0
        for index in 0..<last {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw Self.shapeError }
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, overAgain) = tens.addingReportingOverflow(Int64(digit))
            guard !over, !overAgain else { throw Self.lengthError }
            value = sum
        }
        let (microseconds, overflow) = value.multipliedReportingOverflow(by: unit.microseconds)
        guard !overflow else { throw Self.lengthError }
        self.microseconds = microseconds
    }

    package static func < (left: Span, right: Span) -> Bool {
        left.microseconds < right.microseconds
    }

    /// In the largest unit up to days that leaves no rest: `14d` for two weeks, `36h`, `90s`, `0s`.
    /// Below a second a fraction: `0.5s`, which `init(parsing:)` does not read.
    package var text: String {
        let magnitude = microseconds.magnitude
        let sign = microseconds < 0 ? "-" : ""
        for unit in Self.units.dropFirst() where magnitude % UInt64(unit.microseconds) == 0 && magnitude > 0 {
            return "\(sign)\(magnitude / UInt64(unit.microseconds))\(Unicode.Scalar(unit.letter))"
        }
        var digits = Digits()
        digits.append(Int(magnitude / 1_000_000), width: 1)
        digits.append(fraction: Int(magnitude % 1_000_000))
        digits.append(letter: "s")
        return sign + digits.text
    }

    package var description: String { text }

    /// From the largest to the smallest.
    private static let units: [(letter: UInt8, microseconds: Int64)] = [
        (UInt8(ascii: "w"), 604_800_000_000),
        (UInt8(ascii: "d"), 86_400_000_000),
        (UInt8(ascii: "h"), 3_600_000_000),
        (UInt8(ascii: "m"), 60_000_000),
        (UInt8(ascii: "s"), 1_000_000),
    ]

    private static var shapeError: TimestampError {
        TimestampError("expected a whole number and a unit, such as 90s, 15m, 36h, 14d or 2w")
    }

    private static var lengthError: TimestampError {
        TimestampError("longer than the longest span, about 292,000 years")
    }
}
