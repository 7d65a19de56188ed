import Model
import Testing

@Suite struct CalendarTests {
    @Test(
        "ISO weeks around New Year and weekdays",
        // From Python: date.isocalendar() and date.weekday().
        arguments: [
            ("1970-01-01", "1970-W01", 3), ("1976-12-31", "1976-W53", 4), ("1977-01-01", "1976-W53", 5),
            ("1977-01-02", "1976-W53", 6), ("1977-01-03", "1977-W01", 0), ("1978-01-01", "1977-W52", 6),
            ("1979-12-31", "1980-W01", 0), ("1980-12-28", "1980-W52", 6), ("2004-02-29", "2004-W09", 6),
            ("2005-01-01", "2004-W53", 5), ("2005-01-02", "2004-W53", 6), ("2005-12-31", "2005-W52", 5),
            ("2007-01-01", "2007-W01", 0), ("2008-12-28", "2008-W52", 6), ("2008-12-29", "2009-W01", 0),
            ("2008-12-31", "2009-W01", 2), ("2009-01-01", "2009-W01", 3), ("2009-05-18", "2009-W21", 0),
            ("2009-06-08", "2009-W24", 0), ("2009-12-31", "2009-W53", 3), ("2010-01-01", "2009-W53", 4),
            ("2010-01-03", "2009-W53", 6), ("2010-01-04", "2010-W01", 0), ("2012-12-31", "2013-W01", 0),
            ("2015-12-31", "2015-W53", 3), ("2016-01-03", "2015-W53", 6), ("2020-12-31", "2020-W53", 3),
            ("2021-01-01", "2020-W53", 4), ("2024-12-30", "2025-W01", 0), ("2026-12-31", "2026-W53", 3),
            ("2100-12-31", "2100-W52", 4), ("9999-12-31", "9999-W52", 4),
        ])
    func weeks(_ day: String, _ week: String, _ weekday: Int) throws {
        let window = try CalendarUnit.window(parsing: day)
        let date = CivilDate(window.lowerBound)
        #expect(date.dayLabel == day)
        #expect(date.weekLabel == week)
        #expect(date.weekday == weekday)
        #expect(try CalendarUnit.window(parsing: week).contains(window.lowerBound))
        #expect(
            CalendarUnit.week.window(containing: window.lowerBound)
                == (try CalendarUnit.window(parsing: week)))
    }

    @Test(
        "labels are half-open windows in UTC",
        arguments: [
            ("2009-06-08", "2009-06-08T00:00:00Z", "2009-06-09T00:00:00Z"),
            ("2009-W21", "2009-05-18T00:00:00Z", "2009-05-25T00:00:00Z"),
            ("2009-W53", "2009-12-28T00:00:00Z", "2010-01-04T00:00:00Z"),
            ("1970-W01", "1969-12-29T00:00:00Z", "1970-01-05T00:00:00Z"),
            ("2009-06", "2009-06-01T00:00:00Z", "2009-07-01T00:00:00Z"),
            ("2008-02", "2008-02-01T00:00:00Z", "2008-03-01T00:00:00Z"),
            ("2009-12", "2009-12-01T00:00:00Z", "2010-01-01T00:00:00Z"),
            ("9999-12-31", "9999-12-31T00:00:00Z", "10000-01-01T00:00:00Z"),
        ])
    func windows(_ label: String, _ from: String, _ to: String) throws {
        let window = try CalendarUnit.window(parsing: label)
        #expect(window.lowerBound.text == from)
        #expect(window.upperBound.text == to)
    }

    @Test(
        "what is no label, or names no day or week, is refused",
        arguments: [
            "", "2009", "2009-6", "2009-13", "2009-00", "2009-W00", "2009-W54", "2008-W53", "2009-W1",
            "2009-w21",
            "2009-02-29", "2009-06-31", "2009-06-8", "2009-06-08T", "2009/06/08", "1969-12-31", "200x-06-08",
            "2009-06-08Z", "\u{ff12}009-06",
        ])
    func refuses(_ label: String) {
        #expect(throws: TimestampError.self) { try CalendarUnit.window(parsing: label) }
    }

    @Test("day numbers and dates are each other's inverse over four hundred years, a day at a time")
    func inverse() {
        var previous = CivilDate(dayNumber: -1)
        for number in 0..<146_097 {
            let date = CivilDate(dayNumber: number)
            #expect(date.dayNumber == number)
            #expect(previous < date)
            #expect(date.weekday == (previous.weekday + 1) % 7)
            previous = date
        }
        #expect(previous == CivilDate(year: 2369, month: 12, day: 31))
    }

    @Test("every instant of a stretch has the stretch's label, and the next midnight another")
    func labels() throws {
        let noon = try Timestamp(parsing: "2009-06-08T12:00:00Z")
        #expect(CalendarUnit.allCases.map { $0.label(of: noon) } == ["2009-06-08", "2009-W24", "2009-06"])
        for unit in CalendarUnit.allCases {
            let window = unit.window(containing: noon)
            let last = Timestamp(microseconds: window.upperBound.microseconds - 1)
            #expect(unit.label(of: window.lowerBound) == unit.label(of: noon))
            #expect(unit.label(of: last) == unit.label(of: noon))
            #expect(unit.label(of: window.upperBound) != unit.label(of: noon))
        }
    }

    @Test("dates outside the calendar are nil, and the ends of the representation do not trap")
    func edges() {
        #expect(CivilDate(year: 2009, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 1969, month: 12, day: 31) == nil)
        #expect(CivilDate(year: 10000, month: 1, day: 1) == nil)
        for end in [Timestamp(microseconds: .min), Timestamp(microseconds: .max)] {
            let date = CivilDate(end)
            #expect(date.startOfMonth <= date.startOfDay)
            #expect(date.startOfWeek <= date.startOfDay)
            for unit in CalendarUnit.allCases { #expect(!unit.label(of: end).isEmpty) }
            for unit in CalendarUnit.allCases {
                #expect(unit.window(containing: end).upperBound >= date.startOfDay)
            }
        }
    }
}
