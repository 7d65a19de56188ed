import Model
import Synchronization
import Testing
import Wire

@testable import daybook

@Suite("Times that count back from the last record")
struct RelativeTimesTests {
    static func resolve(
        _ question: QuerySpecification, _ items: [QueryItem], head: String? = "2009-10-01T06:30:00.5Z"
    ) async throws -> (items: [String], asked: Int) {
        let asked = Mutex(0)
        let resolved = try await RelativeTimes.resolve(question, items) {
            asked.withLock { $0 += 1 }
            return try head.map { try Timestamp(parsing: $0) }
        }
        return (resolved.map { "\($0.name)=\($0.value)" }, asked.withLock { $0 })
    }

    @Test("spans become absolute and the head is asked for once; what the daemon reads is left as it is")
    func spans() async throws {
        let items = [
            ("from", "7d"), ("within", "14d"), ("as_of", "14d"), ("labels_by", "36h"), ("segment", "a=1d"),
        ]
        let resolved = try await Self.resolve(QuerySpecifications.feedback, items)
        #expect(
            resolved.items == [
                "from=7d", "within=14d", "as_of=2009-09-17T06:30:00.5Z", "labels_by=2009-09-29T18:30:00.5Z",
                "segment=a=1d",
            ])
        #expect(resolved.asked == 1)
        let absolute = try await Self.resolve(
            QuerySpecifications.feedback, [("as_of", "7"), ("labels_by", "2009-06-08"), ("from", "1d")])
        #expect(absolute.items == ["as_of=7", "labels_by=2009-06-08", "from=1d"])
        #expect(absolute.asked == 0)
    }

    @Test(
        "a day is a date, the day of a time in UTC, or that long before the last record",
        arguments: [
            ("2009-09-30", "2009-09-30"), ("2009-09-30T00:00:00Z", "2009-09-30"),
            ("2009-09-30T23:30:00-02:00", "2009-10-01"), ("1d", "2009-09-30"), ("6h", "2009-10-01"),
            ("7h", "2009-09-30"), ("2009-W40", "2009-W40"),
        ])
    func days(_ given: String, _ day: String) async throws {
        let resolved = try await Self.resolve(QuerySpecifications.audit, [("day", given)])
        #expect(resolved.items == ["day=\(day)"])
    }

    @Test("nothing lies before an empty ledger's head or before 1970")
    func limits() async {
        let empty = await #expect(throws: Failure.self) {
            try await Self.resolve(QuerySpecifications.audit, [("as_of", "1d")], head: nil)
        }
        #expect(empty?.status == .notFound)
        for span in ["15250000w", "3000w"] {
            let failure = await #expect(throws: Failure.self) {
                try await Self.resolve(QuerySpecifications.audit, [("as_of", span)])
            }
            #expect(failure?.status == .usage)
        }
    }

    @Test("the head's time is read from the status, null when there is none, and silence is a fault")
    func head() throws {
        let answer = { (recorded: String) in
            Array("{\"facts\":{\"journal\":{\"recorded\":\(recorded)}}}".utf8)
        }
        let time = try RelativeTimes.head(status: answer("\"2009-10-01T00:00:00Z\""))
        #expect(time?.text == "2009-10-01T00:00:00Z")
        #expect(try RelativeTimes.head(status: answer("null")) == nil)
        #expect(throws: Failure.self) { try RelativeTimes.head(status: Array("{}".utf8)) }
        #expect(throws: Failure.self) { try RelativeTimes.head(status: answer("\"soon\"")) }
    }

    @Test("a slip names what the command line takes beside the protocol's forms")
    func words() {
        let failure = #expect(throws: Failure.self) {
            try Asking.check(QuerySpecifications.feedback, [("as_of", "yesterday")])
        }
        #expect(failure?.message.contains("a position, a date such as") == true)
        #expect(failure?.message.contains("14d") == true)
    }
}
