/// Instants as RFC 3339 text in UTC.
enum CivilTime {
    /// `2009-06-08T07:00:00Z`; a fraction only if it is not zero, without its trailing zeros.
    ///
    /// - Parameter microseconds: since 1970-01-01T00:00:00Z. Outside the years 0 to 9999, for which RFC 3339
    ///   has no spelling, the text is the number itself: `253402300800000000 us since 1970`.
    static func text(microseconds: Int64) -> String {
        var bytes: [UInt8] = []
        append(microseconds: microseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same text behind bytes that are there.
    static func append(microseconds: Int64, to bytes: inout [UInt8]) {
        let perDay: Int64 = 86_400_000_000
        let remainder = microseconds % perDay
        let ofDay = remainder < 0 ? remainder + perDay : remainder
        let days = microseconds / perDay - (remainder < 0 ? 1 : 0)
        let date = civil(days: days)
        guard (0...9999).contains(date.year) else {
            return bytes.append(contentsOf: "\(microseconds) us since 1970".utf8)
        }
        let seconds = ofDay / 1_000_000
        var fraction = ofDay % 1_000_000
        bytes.append(addingCapacity: 27) { out in
            append(date.year, 4, to: &out)
            out.append(UInt8(ascii: "-"))
            append(date.month, 2, to: &out)
            out.append(UInt8(ascii: "-"))
            append(date.day, 2, to: &out)
            out.append(UInt8(ascii: "T"))
            append(seconds / 3600, 2, to: &out)
            out.append(UInt8(ascii: ":"))
            append(seconds / 60 % 60, 2, to: &out)
            out.append(UInt8(ascii: ":"))
            append(seconds % 60, 2, to: &out)
            if fraction != 0 {
                var digits = 6
                while fraction % 10 == 0 {
                    fraction /= 10
                    digits -= 1
                }
                out.append(UInt8(ascii: "."))
                append(fraction, digits, to: &out)
            }
            out.append(UInt8(ascii: "Z"))
        }
    }

    /// The proleptic Gregorian date of a day counted from 1970-01-01: `civil_from_days` of Howard Hinnant's
    /// "chrono-Compatible Low-Level Date Algorithms". Years run from March here, so leap days fall at their
    /// end.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// So many digits of a number that has no more.
    private static func append(_ number: Int64, _ digits: Int, to out: inout OutputSpan<UInt8>) {
        var unit: Int64 = 1
        for _ in 1..<digits { unit *= 10 }
        while unit > 0 {
            out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / unit % 10))
            unit /= 10
        }
    }
}
