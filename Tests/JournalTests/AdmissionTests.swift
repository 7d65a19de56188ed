import Digest
import Model
import Synchronization
import Testing

@testable import Journal

@Suite("What is admitted is written as it was sent, in its order")
struct AdmissionTests {
    private static let nothing = IdentifierIndex(covered: { 0 }, candidates: { _ in [] })
    private static let refusal = Parcel.Item.refused(Refusal(.emptyLine, "empty"))

    private func parcel(_ connection: UInt64, _ items: [Parcel.Item]) -> Parcel {
        Parcel(connection: connection, peerUser: UInt32(connection) + 100, items: items)
    }

    @Test("Verdicts stand in the order of the lines, refused ones between the others")
    func verdicts() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(2)
        let journal = try Journal(opening: ledger.directory)
        var admission = try Admission(journal: journal, index: Self.nothing)
        let batch = try admission.admit([
            parcel(1, [Self.refusal, Bodies.item(3), Self.refusal, Bodies.item(1), Self.refusal]),
            parcel(2, [Self.refusal]),
            parcel(3, [Bodies.item(3), Bodies.item(4), Bodies.item(4, score: 0.25), Self.refusal]),
        ])
        let texts = batch.receipts.map { receipt in
            receipt.verdicts.map { verdict in
                switch verdict {
                case .written(let position): "written \(position)"
                case .duplicate(let position): "duplicate \(position)"
                case .refused(let refusal): refusal.code.rawValue
                }
            }
        }
        #expect(
            texts == [
                ["empty_line", "written 3", "empty_line", "duplicate 1", "empty_line"],
                ["empty_line"],
                ["duplicate 3", "written 4", "conflict", "empty_line"],
            ])
        #expect(batch.receipts.map(\.connection) == [1, 2, 3])
    }

    @Test("Records and images are those of the events that were new, whole parcels or parts of them")
    func records() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        var admission = try Admission(journal: journal, index: Self.nothing)
        // The second parcel is new as a whole; of the third the first, the fourth and the last are not.
        let parcels: [(UInt64, [Int])] = [(1, [1, 2]), (2, [3, 4, 5]), (3, [1, 6, 7, 2, 8, 5]), (4, [9])]
        let batch = try admission.admit(
            parcels.map { parcel in self.parcel(parcel.0, parcel.1.map { Bodies.item($0) }) })
        let head = try journal.append(batch, wallClock: Timestamp(microseconds: 1_000_000))
        #expect(head.position == 9 && journal.head == head)
        #expect(try journal.verify().fault == nil)
        let records = try journal.records(from: 1, count: 100)
        #expect(records.map(\.body) == (1...9).map { Bodies.decision($0) })
        #expect(records.map(\.peerUser) == [101, 101, 102, 102, 102, 103, 103, 103, 104])
        var next: Position = 1
        for block in batch.images {
            #expect(block.first == next)
            for number in 0..<block.count {
                #expect(EventImage(block[number]) == Bodies.image(Bodies.decision(Int(next))))
                next += 1
            }
        }
        #expect(next == 10)
    }

    @Test(
        "An admitted batch gives the records that its drafts would, compressed or not, on one thread or many",
        arguments: [40, UnchainedRecords.batchEvents - 1, UnchainedRecords.batchEvents, 2_600])
    func drafts(count: Int) throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        try journal.learnFromFill(600)
        var admission = try Admission(journal: journal, index: Self.nothing)
        let numbers = Array(5_001...5_000 + count)
        let batch = try admission.admit([
            parcel(1, numbers.prefix(15).map { Bodies.item($0) }),
            parcel(1, numbers.dropFirst(15).map { Bodies.item($0, padding: $0 % 7 == 0 ? 60_000 : 0) }),
        ])
        let drafts = batch.written.map { place in
            Draft(
                type: place.type, peerUser: 101, body: batch.events(place).copy(Int(place.event)))
        }
        let clock = Timestamp(microseconds: 9_000_000_000)
        let head = journal.head
        let (one, other) = try journal.encoder.withLock { encoder in
            (
                try encoder.encode(batch, after: head, wallClock: clock, identity: []),
                try encoder.encode(drafts, after: head, wallClock: clock, identity: [])
            )
        }
        #expect(one.records.map(\.position) == other.records.map(\.position))
        #expect(one.records.map(\.end) == other.records.map(\.end))
        #expect(one.written == other.written && one.written.stored < one.written.bytes)
        // All but salts and digests are the same.
        var start = 0
        for record in one.records {
            for part in [0..<RecordLayout.headerBytes, RecordLayout.bodyOffset..<record.end - start] {
                let range = start + part.lowerBound..<start + part.upperBound
                #expect(one.bytes[range] == other.bytes[range])
            }
            start = record.end
        }
        try journal.commit(one)
        #expect(try journal.verify().fault == nil)
        #expect(journal.head == one.head && one.head.position == head.position + UInt64(count))
        let salts = Set(
            zip([0] + one.records.map(\.end), one.records).map { start, _ in
                Array(one.bytes[start + RecordLayout.headerBytes..<start + RecordLayout.digestOffset])
            })
        #expect(salts.count == count)
    }

    @Test("The lines of a parcel are the same, put together or with refused ones taken from the begin")
    func items() throws {
        let lines = [Self.refusal, Self.refusal, Bodies.item(1), Self.refusal, Bodies.item(2), Self.refusal]
        func kinds(_ items: Parcel.Items) -> String {
            var text = ""
            items.forEach {
                text += "\($0)"
            } refused: { _ in
                text += "r"
            }
            return text
        }
        var items = parcel(1, lines).items
        #expect(items.count == 6 && items.refusedFirst == 2 && kinds(items) == "rr0r1r")
        items.removeFirst(refused: 1)
        #expect(items.count == 5 && items.refusedFirst == 1 && kinds(items) == "r0r1r")
        items.removeFirst(refused: 1)
        #expect(items.count == 4 && items.refusedFirst == 0 && kinds(items) == "0r1r")
        #expect(kinds(parcel(1, [Self.refusal, Self.refusal]).items) == "rr")
        #expect(kinds(Parcel.Items()) == "" && Parcel.Items().isEmpty)
    }
}
