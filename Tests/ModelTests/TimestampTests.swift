import Foundation
import Model
import Testing

@Suite struct TimestampTests {
    @Test(
        "times of RFC 3339 are read to the microsecond",
        // Microseconds from Python: (datetime.fromisoformat(text) - epoch) // timedelta(microseconds=1).
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T00:00:00.000001Z", 1),
            ("1970-01-01T00:00:00.000000999Z", 0),
            ("1969-12-31T23:59:59-00:01", 59_000_000),
            ("1970-01-01T23:59:00+23:59", 0),
            ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("2008-02-29t23:59:59z", 1_204_329_599_000_000),
            ("2009-06-08T14:00:00.5+02:00", 1_244_462_400_500_000),
            ("2009-06-08T12:00:00-00:00", 1_244_462_400_000_000),
            ("2009-06-08T12:00:00.123456789Z", 1_244_462_400_123_456),
            ("2400-02-29T00:00:00Z", 13_574_563_200_000_000),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799_999_999),
            ("9999-12-31T00:00:00-23:59", 253_402_300_740_000_000),
        ])
    func reads(_ text: String, _ microseconds: Int64) throws {
        #expect(try Timestamp(parsing: text).microseconds == microseconds)
    }

    @Test(
        "what is no time, or none of 1970 to 9999 in UTC, is refused in words",
        arguments: [
            ("2009-02-29T00:00:00Z", "the day is 29; month 2 of 2009 has the days 01 to 28"),
            ("2100-02-29T00:00:00Z", "the days 01 to 28"),
            ("2000-02-30T00:00:00Z", "the days 01 to 29"),
            ("2009-04-31T00:00:00Z", "the days 01 to 30"),
            ("2009-00-01T00:00:00Z", "the month is 0"),
            ("2009-01-00T00:00:00Z", "the day is 0"),
            ("2008-12-31T23:59:60Z", "the second is 60; leap seconds are not taken"),
            ("2008-12-31T23:59:61Z", "the second is 61"),
            ("2008-12-31T24:00:00Z", "the hour is 24"),
            ("2008-12-31T23:60:00Z", "the minute is 60"),
            ("1969-12-31T23:59:59Z", "outside the years 1970 to 9999"),
            ("1970-01-01T00:00:00+00:01", "outside the years"),
            ("9999-12-31T23:59:59-00:01", "outside the years"),
            ("0000-01-01T00:00:00Z", "outside the years"),
            ("2009-06-08T12:00:00.Z", "no digits after its point"),
            ("2009-06-08T12:00:00.", "no digits after its point"),
            ("2009-06-08T12:00:00.1234567890Z", "more than 9 digits"),
            ("2009-06-08T12:00:00.5", "no zone"),
            ("2009-06-08T12:00:00+0200", "not an offset"),
            ("2009-06-08T12:00:00+02:00:00", "not an offset"),
            ("2009-06-08T12:00:00ZZ", "not an offset"),
            ("2009-06-08T12:00:00+24:00", "expected at most 23:59"),
            ("2009-06-08T12:00:00+00:60", "expected at most 23:59"),
            ("2009-06-08 12:00:00Z", "expected an RFC 3339 time"),
            ("2009-06-08T12:00:0xZ", "expected an RFC 3339 time"),
            ("-009-06-08T12:00:00Z", "expected an RFC 3339 time"),
            ("2009-06-08", "expected an RFC 3339 time"),
            ("", "expected an RFC 3339 time"),
        ])
    func refuses(_ text: String, _ message: String) {
        let error = #expect(throws: TimestampError.self) { try Timestamp(parsing: text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("2,000 instants read as Python's datetime reads them, and print as text that reads back")
    func agreesWithPython() throws {
        // Rows of Tests/Support/make_instants.py: seeded, computed by Python's datetime.
        let file = Fixture.tests.appending(path: "Fixtures/times/instants.csv")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 2_000)
        for row in rows {
            let parts = row.split(separator: ",").map(String.init)
            let time = try Timestamp(parsing: parts[0])
            #expect(time.microseconds == Int64(parts[1]), "\(row)")
            #expect(try Timestamp(parsing: time.text) == time, "\(row)")
        }
    }

    @Test(
        "text is UTC with Z, with a fraction only if there is one",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (500_000, "1970-01-01T00:00:00.5Z"),
            (1, "1970-01-01T00:00:00.000001Z"),
            (1_244_462_400_120_000, "2009-06-08T12:00:00.12Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
            (253_402_300_800_000_000, "10000-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (-86_400_000_000, "1969-12-31T00:00:00Z"),
        ] as [(Int64, String)])
    func text(_ microseconds: Int64, _ text: String) {
        #expect(Timestamp(microseconds: microseconds).text == text)
    }

    @Test("the ends of the representation print, and arithmetic past them is nil")
    func ends() {
        let first = Timestamp(microseconds: .min)
        let last = Timestamp(microseconds: .max)
        #expect(last.text == "294247-01-10T04:00:54.775807Z")
        #expect(first.text == "-290308-12-21T19:59:05.224192Z")
        #expect(last.adding(Span(microseconds: 1)) == nil)
        #expect(first.subtracting(Span(microseconds: 1)) == nil)
        #expect(Timestamp(microseconds: 5).subtracting(Span(microseconds: 7)) == Timestamp(microseconds: -2))
        #expect(Timestamp(microseconds: 5).adding(Span(microseconds: 7)) == Timestamp(microseconds: 12))
    }
}
