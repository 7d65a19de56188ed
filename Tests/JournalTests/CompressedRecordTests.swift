import Digest
import Foundation
import LMDB
import Model
import Testing

@testable import Journal

@Suite("Compressed bodies")
struct CompressedRecordTests {
    private struct Row {
        var key: [UInt8]
        var value: [UInt8]
    }

    /// A ledger with 600 raw records, a dictionary learned from them, and 600 more.
    private func learned() throws -> (TemporaryLedger, Journal) {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        try journal.learnFromFill(600)
        return (ledger, journal)
    }

    private func rows(_ journal: Journal) throws -> [Row] {
        var rows: [Row] = []
        try journal.store.readRecords { table, tail in
            try tail.walk(from: nil, table) { key, value in
                rows.append(Row(key: Array(copying: key), value: Array(copying: value)))
                return true
            }
        }
        return rows
    }

    private func rows(_ journal: Journal, _ table: Table) throws -> [Row] {
        var rows: [Row] = []
        try journal.store.read { transaction in
            try transaction.walk(table) { key, value in
                rows.append(Row(key: Array(copying: key), value: Array(copying: value)))
                return true
            }
        }
        return rows
    }

    @Test("Bodies come back as they were sent, by page, by position and after a restart; the chain holds")
    func roundTrip() throws {
        let (ledger, journal) = try learned()
        let bodies = (1...1200).map { Bodies.decision($0) }
        let codecs = try rows(journal).map { $0.value[2] }
        #expect(codecs == [UInt8](repeating: 0, count: 601) + [UInt8](repeating: 1, count: 599))
        #expect(try journal.records(from: 1, count: 5000).map(\.body) == bodies)
        journal.close()
        let again = try Journal(opening: ledger.directory)
        #expect(try again.records(from: 1, count: 5000).map(\.body) == bodies)
        #expect(try again.record(at: 1000)?.body == bodies[999])
        #expect(try again.records(at: [1200, 1, 9999]).map { $0?.body } == [bodies[1199], bodies[0], nil])
        #expect(try again.verify().fault == nil)
        #expect(try again.verify().count == 1200)
        // And it goes on compressing with the same dictionary.
        try again.fill(1201...1201)
        #expect(try rows(again).last?.value[2] == 1)
        #expect(try rows(again, JournalTables.dictionaries).count == 1)
    }

    @Test("Stored bytes are less than half of what was sent")
    func ratio() throws {
        let (_, journal) = try learned()
        let stored = try rows(journal)[601...].reduce(0) { $0 + $1.value.count - RecordLayout.bodyOffset }
        let sent = (602...1200).reduce(0) { $0 + Bodies.decision($1).count }
        #expect(stored * 2 < sent)
    }

    @Test("The same event again is a duplicate, other content a conflict, whatever the codec")
    func admission() throws {
        let (_, journal) = try learned()
        let index = IdentifierIndex(covered: { 0 }, candidates: { _ in [] })
        var admission = try Admission(journal: journal, index: index)
        let items = [Bodies.item(1), Bodies.item(900), Bodies.item(900, score: 0.25), Bodies.item(1201)]
        let receipts = try admission.admit([Parcel(connection: 1, peerUser: 7, items: items)]).receipts
        #expect(receipts[0].verdicts[0] == .duplicate(1))
        #expect(receipts[0].verdicts[1] == .duplicate(900))
        guard case .refused(let refusal) = receipts[0].verdicts[2] else {
            throw LedgerError(.system, "not refused")
        }
        #expect(refusal.code == .conflict && refusal.field == "/score")
        #expect(receipts[0].verdicts[3] == .written(1201))
    }

    @Test("One flipped bit anywhere in a record is found at its position, or its body is what it was")
    func everyBit() throws {
        let (_, journal) = try learned()
        let all = try rows(journal)
        let first = 1100
        let (key, value) = (all[first].key, all[first].value)
        let predecessor = all[first - 1].value
        let before = try RecordLayout.head(predecessor.span, position: Position(first)).digest
        var unseen = 0
        for bit in 0..<(value.count * 8) {
            var flipped = value
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            var verifier = ChainVerifier(
                after: before, next: Position(first + 1), dictionaries: journal.dictionaries)
            let fault = verifier.check(key: key.span, value: flipped.span)
            guard fault == nil else {
                #expect(fault?.position == Position(first + 1))
                continue
            }
            unseen += 1
            var reader = BodyReader(journal.dictionaries)
            let record = try reader.record(flipped.span, position: Position(first + 1))
            #expect(record.body == Bodies.decision(first + 1))
            #expect(bit / 8 >= RecordLayout.bodyOffset)
        }
        // Bits that no decompressor looks at.
        #expect(unseen <= 8)
    }

    @Test("A body that pretends to be larger, smaller or of another dictionary is a fault, not a crash")
    func lies() throws {
        let (_, journal) = try learned()
        let value = try rows(journal)[1100].value
        func read(_ change: (inout [UInt8]) -> Void) throws -> Record {
            var changed = value
            change(&changed)
            var reader = BodyReader(journal.dictionaries)
            return try reader.record(changed.span, position: 1101)
        }
        let untouched = try read { _ in }
        #expect(untouched.body == Bodies.decision(1101))
        #expect(throws: LedgerError.self) { try read { $0[31] += 1 } }
        #expect(throws: LedgerError.self) { try read { $0[31] -= 1 } }
        // 4 MiB and one byte, and all that four bytes can say.
        #expect(throws: LedgerError.self) { try read { $0.replaceSubrange(28..<32, with: [0, 64, 0, 1]) } }
        #expect(throws: LedgerError.self) {
            try read { $0.replaceSubrange(28..<32, with: [255, 255, 255, 255]) }
        }
        #expect(throws: LedgerError.self) { try read { $0[7] = 9 } }
        #expect(throws: LedgerError.self) { try read { $0[7] = 0 } }
        #expect(throws: LedgerError.self) { try read { $0[2] = 2 } }
        #expect(throws: LedgerError.self) { try read { $0.removeLast() } }
        #expect(throws: LedgerError.self) { try read { $0.removeSubrange(88...) } }
    }

    @Test("A bomb comes to no more than its header says, and is a fault")
    func bomb() throws {
        let (_, journal) = try learned()
        var value = Array(try rows(journal)[1100].value[..<RecordLayout.bodyOffset])
        value.replaceSubrange(28..<32, with: [0, 64, 0, 0])
        // By hand (RFC 8878): 40 blocks of 128 KiB of one repeated byte, 5 MiB in 160 bytes.
        for _ in 0..<39 { value += [0x02, 0x00, 0x10, 0x61] }
        value += [0x03, 0x00, 0x10, 0x61]
        var reader = BodyReader(journal.dictionaries)
        #expect(throws: LedgerError.self) { try reader.record(value.span, position: 1101) }
        // 32 of them are the 4 MiB that the header says.
        value.removeSubrange(88..<120)
        #expect(try reader.record(value.span, position: 1101).body.count == 4 << 20)
    }

    @Test("A dictionary is checked when it is read: any flipped bit of its row is a fault")
    func damagedDictionary() throws {
        let (_, journal) = try learned()
        let row = try rows(journal, JournalTables.dictionaries)[0]
        let identity = try #require(Hex.bytes(journal.identity))
        #expect(row.key == [0, 0, 0, 1])
        #expect(try DictionaryLayout.decode(row.value.span, number: 1, identity: identity).header.first == 1)
        for bit in stride(from: 0, to: row.value.count * 8, by: 37) {
            var flipped = row.value
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: LedgerError.self) {
                try DictionaryLayout.decode(flipped.span, number: 1, identity: identity)
            }
        }
        #expect(throws: LedgerError.self) {
            try DictionaryLayout.decode(row.value.span, number: 2, identity: identity)
        }
        for count in [0, 1, 63, 64] {
            let cut = Array(row.value[..<count])
            #expect(throws: LedgerError.self) {
                try DictionaryLayout.decode(cut.span, number: 1, identity: identity)
            }
        }
    }

    @Test("What does not become smaller stands raw")
    func incompressible() throws {
        let (_, journal) = try learned()
        var random = SystemRandomNumberGenerator()
        let bodies = [0, 1, 5, 40, 70_000].map { count in
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        _ = try journal.append(
            bodies.map { Draft(type: .review, peerUser: 1, body: $0) },
            wallClock: Timestamp(microseconds: 9_000_000_000))
        #expect(try rows(journal).suffix(5).map { $0.value[2] } == [0, 0, 0, 0, 0])
        #expect(try journal.records(from: 1201, count: 5).map(\.body) == bodies)
        #expect(try journal.verify().fault == nil)
    }

    @Test("A large body is compressed too, and what comes after it")
    func large() throws {
        let (_, journal) = try learned()
        let bodies = [4 << 20, 100, 65_537, 65_536, 1].map { count in
            Array(repeating: Bodies.decision(1), count: count / 100 + 1).flatMap { $0 }.prefix(count)
        }
        _ = try journal.append(
            bodies.map { Draft(type: .policy, peerUser: 1, body: Array($0)) },
            wallClock: Timestamp(microseconds: 9_000_000_000))
        #expect(try rows(journal).suffix(5).map { $0.value[2] } == [1, 1, 1, 1, 0])
        #expect(try journal.records(from: 1201, count: 5, bytes: .max).map(\.body) == bodies.map(Array.init))
        #expect(try journal.verify().fault == nil)
    }

    @Test("A writer learns by itself, in the background, and goes on with what it learned")
    func background() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        try journal.fill(1...4095)
        var last = 4095
        // One record a commit until the dictionary is there: the thread that learns takes its time.
        while try journal.dictionaries.last() == nil, last < 200_000 {
            last += 1
            try journal.fill(last...last)
        }
        try journal.fill(last + 1...last + 1)
        #expect(try rows(journal).last?.value[2] == 1)
        #expect(try journal.verify().fault == nil)
        #expect(last > 4095)
    }

    @Test("Threads read pages at once, and each has the same records")
    func parallel() async throws {
        let (_, journal) = try learned()
        let bodies = (1...1200).map { Bodies.decision($0) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var found: [[UInt8]] = []
                    while case let page = try journal.records(from: Position(found.count) + 1, count: 100),
                        !page.isEmpty
                    {
                        found += page.map(\.body)
                    }
                    return found == bodies
                }
            }
            for try await equal in group { #expect(equal) }
        }
    }
}
