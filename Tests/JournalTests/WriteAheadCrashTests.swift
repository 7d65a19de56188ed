import Foundation
import LMDB
import Model
import Platform
import TestSupport
import Testing

@testable import Journal

@Suite("After a crash at any moment the write-ahead log gives back every commit that was acknowledged")
struct WriteAheadCrashTests {
    private func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// A ledger as a crash leaves it: the files of one that is open, with other bytes for its log.
    private func crashed(_ journal: Journal, log: [UInt8]) throws -> TemporaryLedger {
        let copy = try TemporaryLedger(made: false)
        let manager = FileManager.default
        try manager.createDirectory(atPath: copy.directory + "/journal", withIntermediateDirectories: true)
        for name in ["anchor", "journal/data.mdb"] {
            try manager.copyItem(
                atPath: journal.paths.directory + "/" + name, toPath: copy.directory + "/" + name)
        }
        try Data(log).write(to: URL(fileURLWithPath: copy.directory + "/journal/ahead"))
        return copy
    }

    private func commit(_ numbers: ClosedRange<Int>, _ journal: Journal) throws {
        _ = try journal.append(
            numbers.map { Draft(type: .decision, peerUser: 7, body: Bodies.decision($0, padding: 100)) },
            wallClock: Timestamp(microseconds: Int64(numbers.lowerBound)))
    }

    @Test(
        "A power cut in the middle of a write: any of its sectors may have reached the disk",
        arguments: seeds([1, 2, 3, 4])
    )
    func tornWrites(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        let path = journal.paths.ahead
        var number = 0
        for step in 0..<60 {
            let before = (head: journal.head, log: try bytes(path))
            let count = Int.random(in: 1...(Bool.random(using: &random) ? 2 : 90), using: &random)
            // Now and then the log begins anew, over what it held.
            if Int.random(in: 0..<12, using: &random) == 0 { try journal.settle() }
            let start = (head: journal.head, log: try bytes(path))
            #expect(start.head == before.head && start.log == before.log)
            try commit(number + 1...number + count, journal)
            number += count
            let after = try bytes(path)
            for way in 0..<3 {
                var log = start.log
                for sector in stride(from: 0, to: log.count, by: 512) {
                    let isWritten = way == 0 ? sector % 1024 == 0 : Bool.random(using: &random)
                    if isWritten { log[sector..<sector + 512] = after[sector..<sector + 512] }
                }
                let place = "seed \(seed), step \(step), way \(way)"
                let copy = try crashed(journal, log: log)
                let reopened = try Journal(opening: copy.directory)
                #expect(reopened.head == start.head || reopened.head == journal.head, "\(place)")
                #expect(try reopened.verify().fault == nil, "\(place)")
                try commit(900_000...900_001, reopened)
                #expect(try reopened.verify().fault == nil, "\(place)")
            }
            let whole = try Journal(opening: crashed(journal, log: after).directory)
            #expect(whole.head == journal.head, "seed \(seed), step \(step): an acknowledged commit is lost")
        }
    }

    @Test("A killed process: opened again, or for reading only, the ledger ends where it was acknowledged")
    func killed() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(2)
        let journal = try Journal(opening: ledger.directory)
        for number in 3...9 { try commit(number...number, journal) }
        let log = try bytes(journal.paths.ahead)
        let copy = try crashed(journal, log: log)
        let data = try copy.data()
        do {
            let reader = try Journal(opening: copy.directory, readOnly: true)
            #expect(reader.head == journal.head)
            #expect(try reader.verify() == Verification(count: 9, digest: journal.head.digest, fault: nil))
            #expect(try reader.record(at: 9)?.body == Bodies.decision(9, padding: 100))
        }
        #expect(try copy.data() == data && bytes(copy.directory + "/journal/ahead") == log)
        let again = try Journal(opening: copy.directory)
        #expect(again.head == journal.head)
        #expect(try again.store.read { try $0.count(JournalTables.records) } == 9)
    }

    @Test("A log that is missing, cut short, damaged or another ledger's is refused with one clear error")
    func damaged() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(2)
        let journal = try Journal(opening: ledger.directory)
        for number in 3...9 { try commit(number...number, journal) }
        let log = try bytes(journal.paths.ahead)
        func kind(_ log: [UInt8]?, readOnly: Bool = false) throws -> LedgerError.Kind? {
            let copy = try crashed(journal, log: log ?? [])
            if log == nil { try FileManager.default.removeItem(atPath: copy.directory + "/journal/ahead") }
            do {
                _ = try Journal(opening: copy.directory, readOnly: readOnly)
                return nil
            } catch let error as LedgerError {
                return error.kind
            }
        }
        for readOnly in [false, true] {
            #expect(try kind(nil, readOnly: readOnly) == .damaged)
            #expect(try kind([], readOnly: readOnly) == .damaged)
            #expect(try kind(Array(log.dropLast(100)), readOnly: readOnly) == .damaged)
            #expect(try kind(log, readOnly: readOnly) == nil)
        }
        // A bit that flipped in any acknowledged commit but the last, which a crash may have left half done.
        for block in 0..<6 {
            for offset in [0, 20, 45, 60, 66, 70, 74, 130, 300] {
                var flipped = log
                flipped[block * WriteAheadFrame.blockBytes + offset] ^= 4
                #expect(try kind(flipped) == .damaged, "block \(block), byte \(offset)")
            }
        }
        let other = try TemporaryLedger()
        let foreign = try Journal(opening: other.directory)
        try commit(1...1, foreign)
        #expect(try kind(bytes(foreign.paths.ahead)) == .damaged)
        // A log that goes on after a table that has lost its end.
        let early = try ledger.data()
        try journal.settle()
        try commit(10...10, journal)
        let copy = try crashed(journal, log: bytes(journal.paths.ahead))
        try copy.replaceData(early)
        #expect(throws: LedgerError.self) { try Journal(opening: copy.directory) }
    }
}
