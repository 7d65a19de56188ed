/// An instant: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Times from outside lie in the years 1970 to 9999 (UTC). Arithmetic may leave that range; the value stays
/// good.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads an RFC 3339 time; see `init(utf8:)`.
    package init(parsing text: String) throws(TimestampError) {
        try self.init(utf8: text.utf8.span)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The instant that much later; nil if it is no `Int64` of microseconds.
    package func adding(_ span: Span) -> Timestamp? {
        let (sum, overflow) = microseconds.addingReportingOverflow(span.microseconds)
        return overflow ? nil : Timestamp(microseconds: sum)
    }

    /// The instant that much earlier; nil if it is no `Int64` of microseconds.
    package func subtracting(_ span: Span) -> Timestamp? {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(span.microseconds)
        return overflow ? nil : Timestamp(microseconds: difference)
    }

    /// RFC 3339 in UTC with `Z`: `2009-06-08T12:00:00Z`. A fraction only if it is not zero, without trailing
    /// zeros.
    package var text: String {
        let date = CivilDate(self)
        let rest = microseconds % Self.microsecondsPerDay
        let ofDay = rest < 0 ? rest + Self.microsecondsPerDay : rest
        let seconds = Int(ofDay / 1_000_000)
        var digits = Digits()
        digits.append(date)
        digits.append(letter: "T")
        digits.append(seconds / 3600, width: 2)
        digits.append(letter: ":")
        digits.append(seconds / 60 % 60, width: 2)
        digits.append(letter: ":")
        digits.append(seconds % 60, width: 2)
        digits.append(fraction: Int(ofDay % 1_000_000))
        digits.append(letter: "Z")
        return digits.text
    }

    static let microsecondsPerDay: Int64 = 86_400_000_000
}

extension Int64 {
    /// The quotient rounded towards minus infinity; the divisor is positive.
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

/// Digits and punctuation gathered into one text.
struct Digits {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(27)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(letter: Unicode.Scalar) {
        bytes.append(UInt8(ascii: letter))
    }

    /// A number padded with zeros to at least that many digits.
    mutating func append(_ value: Int, width: Int) {
        if value < 0 { append(letter: "-") }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0 || bytes.count - start < width
        bytes[start...].reverse()
    }

    /// `.5` for 500,000 microseconds; nothing for none.
    mutating func append(fraction microseconds: Int) {
        guard microseconds > 0 else { return }
        append(letter: ".")
        append(microseconds, width: 6)
        while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    }

    mutating func append(_ date: CivilDate) {
        append(date.year, width: 4)
        append(letter: "-")
        append(date.month, width: 2)
        append(letter: "-")
        append(date.day, width: 2)
    }
}
