/// Instants as RFC 3339 text in UTC.
enum CivilTime {
    /// `2009-06-08T07:00:00Z`; a fraction only if it is not zero, without its trailing zeros.
    ///
    /// - Parameter microseconds: since 1970-01-01T00:00:00Z. Outside the years 0 to 9999, for which RFC 3339
    ///   has no spelling, the text is the number itself: `253402300800000000 us since 1970`.
    static func text(microseconds: Int64) -> String {
        let perDay: Int64 = 86_400_000_000
        let remainder = microseconds % perDay
        let ofDay = remainder < 0 ? remainder + perDay : remainder
        let days = microseconds / perDay - (remainder < 0 ? 1 : 0)
        let date = civil(days: days)
        guard (0...9999).contains(date.year) else { return "\(microseconds) us since 1970" }
        let seconds = ofDay / 1_000_000
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
        text += "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        if ofDay % 1_000_000 != 0 {
            var fraction = Array(padded(ofDay % 1_000_000, 6).utf8)
            while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
            text += "." + String(decoding: fraction, as: UTF8.self)
        }
        return text + "Z"
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

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
