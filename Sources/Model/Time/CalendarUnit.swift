/// The stretches of the UTC calendar that answers are grouped by.
package enum CalendarUnit: String, CaseIterable, Hashable, Sendable {
    case day, week, month

    /// The label of the stretch that an instant lies in: `2009-06-08`, `2009-W24`, `2009-06`.
    package func label(of time: Timestamp) -> String {
        let date = CivilDate(time)
        return switch self {
        case .day: date.dayLabel
        case .week: date.weekLabel
        case .month: date.monthLabel
        }
    }

    /// The stretch that an instant lies in, from its first midnight to, and without, the next one's.
    package func window(containing time: Timestamp) -> Range<Timestamp> {
        window(containing: CivilDate(time))
    }

    /// The stretch that a day lies in, as `window(containing:)` of an instant.
    package func window(containing date: CivilDate) -> Range<Timestamp> {
        switch self {
        case .day: date.startOfDay..<CivilDate(dayNumber: date.dayNumber + 1).startOfDay
        case .week: date.startOfWeek..<CivilDate(dayNumber: date.dayNumber - date.weekday + 7).startOfDay
        case .month: date.startOfMonth..<Self.firstOfNextMonth(date).startOfDay
        }
    }

    /// The window that a label names: `2009-06-08`, `2009-W21` or `2009-06`, years 1970 to 9999.
    ///
    /// The first week of 1970 starts on 1969-12-29, and windows at the end of 9999 end in 10000.
    /// - Throws: `TimestampError` when the text is no label, or names a day or week that does not exist.
    package static func window(parsing label: String) throws(TimestampError) -> Range<Timestamp> {
        let bytes = Array(label.utf8)
        let digits = { (range: Range<Int>) -> Int? in
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard bytes.count >= 7, bytes[4] == UInt8(ascii: "-"), let year = digits(0..<4) else {
            throw shapeError
        }
        guard Limits.years.contains(year) else {
            throw TimestampError("the year is \(year); expected 1970 to 9999")
        }
        if bytes.count == 8, bytes[5] == UInt8(ascii: "W"), let week = digits(6..<8) {
            return try window(week: week, of: year)
        }
        guard let month = digits(5..<7) else { throw shapeError }
        var day = 1
        if bytes.count > 7 {
            guard bytes.count == 10, bytes[7] == UInt8(ascii: "-"), let read = digits(8..<10) else {
                throw shapeError
            }
            day = read
        }
        try CivilDate.check(year: year, month: month, day: day)
        let date = CivilDate(dayNumber: CivilDate.dayNumber(year: year, month: month, day: day))
        return (bytes.count == 7 ? Self.month : Self.day).window(containing: date)
    }

    /// The fourth of January always lies in week 1.
    private static func window(week: Int, of year: Int) throws(TimestampError) -> Range<Timestamp> {
        let first = CivilDate(dayNumber: CivilDate.dayNumber(year: year, month: 1, day: 4))
        let date = CivilDate(dayNumber: first.dayNumber + (week - 1) * 7)
        guard week >= 1, date.isoWeek == (year, week) else {
            throw TimestampError("there is no week \(week) in \(year)")
        }
        return Self.week.window(containing: date)
    }

    private static func firstOfNextMonth(_ date: CivilDate) -> CivilDate {
        let last = CivilDate.daysInMonth(date.month, of: date.year)
        return CivilDate(dayNumber: date.dayNumber - date.day + last + 1)
    }

    private static var shapeError: TimestampError {
        TimestampError(
            "expected a day such as 2009-06-08, a week such as 2009-W21 or a month such as 2009-06")
    }
}
