/// A day of the Gregorian calendar, in UTC.
package struct CivilDate: Hashable, Comparable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    /// The day that an instant lies in.
    package init(_ time: Timestamp) {
        self.init(dayNumber: Int(time.microseconds.flooredQuotient(by: Timestamp.microsecondsPerDay)))
    }

    /// A day by its numbers; nil if there is no such day in the years 1970 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard Limits.years.contains(year), (try? Self.check(year: year, month: month, day: day)) != nil else {
            return nil
        }
        self.init(unchecked: year, month, day)
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that many days after 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of its year, in eras of 400 years
    /// (146,097 days); Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    package init(dayNumber: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// Days since 1970-01-01.
    package var dayNumber: Int { Self.dayNumber(year: year, month: month, day: day) }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// Monday 0 to Sunday 6.
    package var weekday: Int {
        let remainder = (dayNumber + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    /// The ISO 8601 week: its year, which differs from the date's around New Year, and its number, 1 to 53.
    package var isoWeek: (year: Int, week: Int) {
        let thursday = CivilDate(dayNumber: dayNumber - weekday + 3)
        let newYear = Self.dayNumber(year: thursday.year, month: 1, day: 1)
        return (thursday.year, (thursday.dayNumber - newYear) / 7 + 1)
    }

    /// Midnight at the start of the day.
    package var startOfDay: Timestamp { Self.midnight(dayNumber) }

    /// Midnight at the start of the ISO week's Monday.
    package var startOfWeek: Timestamp { Self.midnight(dayNumber - weekday) }

    /// Midnight at the start of the first of the month.
    package var startOfMonth: Timestamp { Self.midnight(Self.dayNumber(year: year, month: month, day: 1)) }

    /// `2009-06-08`.
    package var dayLabel: String {
        var digits = Digits()
        digits.append(self)
        return digits.text
    }

    /// `2009-W21`.
    package var weekLabel: String {
        let (year, week) = isoWeek
        var digits = Digits()
        digits.append(year, width: 4)
        digits.append(letter: "-")
        digits.append(letter: "W")
        digits.append(week, width: 2)
        return digits.text
    }

    /// `2009-06`.
    package var monthLabel: String {
        var digits = Digits()
        digits.append(year, width: 4)
        digits.append(letter: "-")
        digits.append(month, width: 2)
        return digits.text
    }

    static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func check(year: Int, month: Int, day: Int) throws(TimestampError) {
        guard (1...12).contains(month) else {
            throw TimestampError("the month is \(month); expected 01 to 12")
        }
        let last = daysInMonth(month, of: year)
        guard day >= 1, day <= last else {
            throw TimestampError("the day is \(day); month \(month) of \(year) has the days 01 to \(last)")
        }
    }

    /// Midnight of a day; at the ends of `Timestamp`, where no event lies, the nearest instant there is.
    private static func midnight(_ dayNumber: Int) -> Timestamp {
        let (product, overflow) = Int64(dayNumber).multipliedReportingOverflow(
            by: Timestamp.microsecondsPerDay)
        return Timestamp(microseconds: overflow ? (dayNumber < 0 ? .min : .max) : product)
    }
}
