import Foundation
import Journal
import Model
import Testing

@Suite("Reading a journal")
struct ReadingTests {
    @Test("An empty ledger has no records, and a head that its first record is chained to")
    func empty() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        #expect(journal.head == Head(position: 0, digest: journal.genesis, recorded: nil))
        #expect(journal.identity.utf8.count == 32)
        #expect(try journal.records(from: 0, count: 10).isEmpty)
        #expect(try journal.record(at: 0) == nil)
        #expect(try journal.record(at: 1) == nil)
        #expect(try journal.lastPosition(recordedBy: Timestamp(microseconds: .max)) == 0)
    }

    @Test("Pages of any size give every record once, with its exact bytes", arguments: [1, 2, 7, 50, 1000])
    func pages(count: Int) throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(50)
        let journal = try Journal(opening: ledger.directory)
        var bodies: [[UInt8]] = []
        var next: Position = 1
        while true {
            let page = try journal.records(from: next, count: count)
            guard let last = page.last else { break }
            #expect(page.map(\.position) == Array(next...last.position))
            bodies += page.map(\.body)
            next = last.position + 1
        }
        #expect(bodies == (1...50).map { Bodies.decision($0) })
    }

    @Test("A page ends after the record that reaches its bytes")
    func pageBytes() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(10, padding: 1000)
        let journal = try Journal(opening: ledger.directory)
        #expect(try journal.records(from: 1, count: 10, bytes: 1).count == 1)
        #expect(try journal.records(from: 1, count: 10, bytes: 2500).count == 3)
        #expect(try journal.records(from: .max, count: 10).isEmpty)
        #expect(try journal.records(from: 1, count: 0).isEmpty)
    }

    @Test("Recorded never decreases, whatever the clock does; the clock is kept as it was read")
    func recorded() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        for (number, clock) in [1000, 5000, 3000, 4000, 9000].enumerated() {
            _ = try journal.append(
                [Draft(type: .decision, peerUser: 1, body: Bodies.decision(number))],
                wallClock: Timestamp(microseconds: Int64(clock)))
        }
        let records = try journal.records(from: 1, count: 10)
        #expect(records.map(\.recorded.microseconds) == [1000, 5000, 5000, 5000, 9000])
        #expect(records.map(\.wallClock.microseconds) == [1000, 5000, 3000, 4000, 9000])
    }

    @Test(
        "The last position of a time is found whether or not something was written just then",
        arguments: [(0, 0), (999, 0), (1000, 1), (1001, 1), (5000, 4), (8999, 4), (9000, 5), (99_999, 5)])
    func lastPosition(time: Int, expected: Int) throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        for (number, clock) in [1000, 5000, 3000, 4000, 9000].enumerated() {
            _ = try journal.append(
                [Draft(type: .decision, peerUser: 1, body: Bodies.decision(number))],
                wallClock: Timestamp(microseconds: Int64(clock)))
        }
        let found = try journal.lastPosition(recordedBy: Timestamp(microseconds: Int64(time)))
        #expect(found == Position(expected))
    }

    @Test("A ledger that is opened again ends where it ended")
    func again() throws {
        let ledger = try TemporaryLedger()
        let head = try ledger.fill(5)
        #expect(try Journal(opening: ledger.directory).head == head)
        let longer = try ledger.fill(5, from: 6)
        #expect(longer.position == 10)
        #expect(try Journal(opening: ledger.directory).verify().fault == nil)
    }
}
