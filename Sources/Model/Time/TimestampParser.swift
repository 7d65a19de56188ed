/// Why a text is no time, date or span. `message` is a sentence for the person who has to mend it.
package struct TimestampError: Error, Hashable, Sendable {
    package let message: String

    init(_ message: String) {
        self.message = message
    }
}

extension Timestamp {
    /// Reads an RFC 3339 time with any offset: `2009-06-08T12:00:00Z`, `2009-06-08t14:00:00.25+02:00`.
    ///
    /// The instant has to lie in the years 1970 to 9999 after conversion to UTC. One to nine digits of
    /// fraction are taken; those below a microsecond are dropped from this value only, the record keeps the
    /// bytes as sent. A second of 60 is refused: microseconds since 1970 have no place for a leap second, and
    /// no guess is made. Cost: one pass, nothing allocated unless it throws.
    package init(utf8 bytes: borrowing Swift.Span<UInt8>) throws(TimestampError) {
        guard bytes.count >= 20 else { throw Self.shapeError }
        let year = try bytes.number(at: 0, digits: 4)
        let month = try bytes.number(at: 5, digits: 2)
        let day = try bytes.number(at: 8, digits: 2)
        let hour = try bytes.number(at: 11, digits: 2)
        let minute = try bytes.number(at: 14, digits: 2)
        let second = try bytes.number(at: 17, digits: 2)
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] | 0x20 == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
        else { throw Self.shapeError }
        try CivilDate.check(year: year, month: month, day: day)
        guard hour < 24 else { throw TimestampError("the hour is \(hour); expected 00 to 23") }
        guard minute < 60 else { throw TimestampError("the minute is \(minute); expected 00 to 59") }
        guard second != 60 else {
            throw TimestampError(
                "the second is 60; leap seconds are not taken, send the second before or after")
        }
        guard second < 60 else { throw TimestampError("the second is \(second); expected 00 to 59") }

        var cursor = 19
        let fraction = try bytes.fraction(at: &cursor)
        let offset = try bytes.offsetSeconds(at: cursor)
        let days = CivilDate.dayNumber(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        guard Self.secondsOfYears.contains(seconds) else {
            throw TimestampError("the time lies outside the years 1970 to 9999 in UTC")
        }
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }

    /// The seconds from the start of 1970 to the end of 9999.
    private static let secondsOfYears = 0..<253_402_300_800

    static var shapeError: TimestampError {
        TimestampError(
            "expected an RFC 3339 time with a zone, such as 2009-06-08T12:00:00Z "
                + "or 2009-06-08T14:00:00.5+02:00"
        )
    }
}

extension Swift.Span<UInt8> {
    /// A number of exactly that many digits; the caller knows that they are there.
    @inline(__always)
    fileprivate func number(at start: Int, digits: Int) throws(TimestampError) -> Int {
        var value = 0
        for index in start..<(start + digits) {
            let digit = self[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw Timestamp.shapeError }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// The microseconds of a fraction, if one starts here, and the cursor after it.
    fileprivate func fraction(at cursor: inout Int) throws(TimestampError) -> Int {
        guard self[cursor] == UInt8(ascii: ".") else { return 0 }
        cursor += 1
        let start = cursor
        var value = 0
        while cursor < count, self[cursor] &- UInt8(ascii: "0") < 10 {
            let digits = cursor - start
            guard digits < 9 else { throw TimestampError("the fraction has more than 9 digits") }
            if digits < 6 { value = value * 10 + Int(self[cursor] &- UInt8(ascii: "0")) }
            cursor += 1
        }
        guard cursor > start else { throw TimestampError("the fraction has no digits after its point") }
        for _ in min(cursor - start, 6)..<6 { value *= 10 }
        return value
    }

    /// The zone that the rest of the text is, as seconds east of UTC.
    fileprivate func offsetSeconds(at start: Int) throws(TimestampError) -> Int {
        guard start < count else { throw TimestampError("the time has no zone; end it with Z or an offset") }
        let sign = self[start]
        if sign | 0x20 == UInt8(ascii: "z"), count == start + 1 { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            count == start + 6, self[start + 3] == UInt8(ascii: ":")
        else { throw TimestampError("the zone is not Z and not an offset such as +02:00") }
        let hours = try number(at: start + 1, digits: 2)
        let minutes = try number(at: start + 4, digits: 2)
        guard hours < 24, minutes < 60 else {
            throw TimestampError(
                "the offset is \(hours) hours and \(minutes) minutes; expected at most 23:59")
        }
        return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}
