import Foundation
import LMDB
import Model
import Testing

@testable import Journal

@Suite("History cannot be changed")
struct HistoryTests {
    @Test(
        "A record at a position that is there, or before it, is refused and nothing is written",
        arguments: [1, 2, 3])
    func neverReplaced(position: Position) throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(3)
        let journal = try Journal(opening: ledger.directory)
        let before = try journal.records(from: 1, count: 10).map(\.body)
        let forged = try journal.prepare(
            [Draft(type: .decision, peerUser: 0, body: Bodies.decision(99))],
            wallClock: Timestamp(microseconds: 9_000_000))
        let end = forged.bytes.count
        var single = forged
        single.records = [(position, end)]
        #expect(throws: StoreError.self) { try journal.store.append(single) }
        var pair = forged
        pair.bytes += forged.bytes
        pair.records = [(4, end), (position, 2 * end)]
        #expect(throws: StoreError.self) { try journal.store.append(pair) }
        #expect(try journal.records(from: 1, count: 10).map(\.body) == before)
        #expect(try journal.verify().fault == nil)
        #expect(try journal.store.read { try $0.count(JournalTables.records) } == 3)
    }

    @Test("A dictionary is never replaced, and nothing of a batch that tries is written")
    func dictionaries() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        try journal.learnFromFill(600)
        let before = try journal.dictionaries.last()?.header
        var forged = try journal.prepare(
            [Draft(type: .decision, peerUser: 0, body: Bodies.decision(9999))],
            wallClock: Timestamp(microseconds: 9_000_000))
        forged.dictionary = (1, [1, 2, 3])
        #expect(throws: StoreError.self) { try journal.store.append(forged) }
        #expect(try journal.store.read { try $0.count(JournalTables.dictionaries) } == 1)
        #expect(try journal.dictionaries.last()?.header == before)
        #expect(try journal.record(at: journal.head.position + 1) == nil)
    }

    @Test("A read-only journal takes nothing")
    func readOnly() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(1)
        let journal = try Journal(opening: ledger.directory, readOnly: true)
        #expect(throws: (any Error).self) {
            try journal.append(
                [Draft(type: .decision, peerUser: 0, body: Bodies.decision(2))],
                wallClock: Timestamp(microseconds: 9_000_000))
        }
        #expect(journal.head.position == 1)
    }

    @Test("Only the store's append writes rows, and it never overwrites")
    func oneWayIn() throws {
        let sources = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("../../Sources/Journal").standardized
        var writers: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted() {
            let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
            #expect(!text.contains("transaction.put("), "\(name) replaces rows")
            #expect(!text.contains("transaction.delete("), "\(name) removes rows")
            if text.contains(".write {") { writers.append(name) }
        }
        #expect(writers == ["Journal+Create.swift", "JournalStore.swift"])
    }
}
