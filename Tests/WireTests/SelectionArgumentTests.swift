import Model
import Testing

@testable import Wire

@Suite("One side of a comparison as text")
struct SelectionArgumentTests {
    @Test(
        "What is read is written again in the same words",
        arguments: [
            "all", "version=v1", "model=m,version=v1,version=v2,role=shadow,role=live",
            "segment=region=emea,segment=tier=a\\,b\\\\c=d", "from=2026-10-01,to=2026-11-01T12:00:00Z",
            "from=14d", "week=2026-W40", "day=2026-10-05", "month=2026-10", "version=v1,set=october",
            "where=amount >= 1000 and tier in (gold, silver)",
            "role=reference,where=score > 0.5",
            "pin=before-update", "pin=a\\,b,segment=tier=gold,where=score > 0.5",
        ])
    func roundTrip(_ text: String) throws {
        let argument = try SelectionArgument(parsing: text)
        #expect(try SelectionArgument(parsing: argument.text) == argument)
        if !text.utf8.contains(UInt8(ascii: "(")) { #expect(argument.text == text) }
    }

    @Test("where takes all that follows it, commas too")
    func condition() throws {
        let argument = try SelectionArgument(parsing: "version=v1,where=tier in (a, b)")
        #expect(argument.filter == (try Filter(parsing: "tier in (a, b)")))
        #expect(argument.versions == [Identifier("v1")])
    }

    @Test(
        "What is no side is refused with what was expected",
        arguments: [
            ("version", "NAME=VALUE"), ("colour=red", "model, version"), ("role=boss", "live, shadow"),
            ("week=2026-10-05", "2026-W40"), ("week=2026-W54", "2026-W40"), ("from=soon", "a date"),
            ("week=2026-W40,from=2026-10-01", "both"), ("segment=region", "segment=NAME=VALUE"),
            ("pin=before,version=v1", "only segment and where"), ("pin=", "no name"),
            ("from=2026-10-01,pin=before", "only segment and where"), ("version=", "no name"),
            ("", "NAME=VALUE"), ("where=", "where"),
        ])
    func refused(_ text: String, _ words: String) {
        #expect {
            try SelectionArgument(parsing: text)
        } throws: {
            ($0 as? ArgumentError)?.message.contains(words) == true
        }
    }

    @Test("The week before the first of a year is the last of the year before")
    func previous() throws {
        let week = try #require(CalendarWindow("2026-W01"))
        #expect(week.previous.label == "2025-W52")
        #expect(week.previous.end == week.start)
        #expect(try #require(CalendarWindow("2026-03")).previous.label == "2026-02")
        #expect(AgainstArgument("previous") == .previous)
        #expect(AgainstArgument("2026-02-30") == nil)
    }
}
