import Foundation
import LMDB
import Model
import Platform
import Synchronization
import Testing

@testable import Journal

@Suite("Small commits are durable in the write-ahead log, and history is one")
struct WriteAheadTests {
    /// Appends a decision in a commit of its own.
    private func append(_ number: Int, to journal: Journal) throws {
        _ = try journal.append(
            [Draft(type: .decision, peerUser: 7, body: Bodies.decision(number))],
            wallClock: Timestamp(microseconds: Int64(number) * 1_000_000))
    }

    private func rows(_ journal: Journal) throws -> Int {
        try journal.store.read { try $0.count(JournalTables.records) }
    }

    @Test("Readers see the records of the log after those of the table, whatever they ask for")
    func reading() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(5)
        let journal = try Journal(opening: ledger.directory)
        for number in 6...12 { try append(number, to: journal) }
        #expect(try rows(journal) == 5)
        #expect(journal.head.position == 12)
        for count in [1, 3, 5, 6, 100] {
            var bodies: [[UInt8]] = []
            while case let page = try journal.records(from: Position(bodies.count) + 1, count: count),
                !page.isEmpty
            {
                bodies += page.map(\.body)
            }
            #expect(bodies == (1...12).map { Bodies.decision($0) }, "pages of \(count)")
        }
        for position in 1...12 as ClosedRange<Position> {
            #expect(try journal.record(at: position)?.body == Bodies.decision(Int(position)))
            let time = Timestamp(microseconds: Int64(position) * 1_000_000 + 1)
            #expect(try journal.lastPosition(recordedBy: time) == position)
        }
        #expect(try journal.record(at: 13) == nil)
        let some = try journal.records(at: [12, 5, 6, 99, 0])
        #expect(some.map { $0?.position } == [12, 5, 6, nil, nil])
        for first in [1, 4, 6, 8] as [Position] {
            var found: [[UInt8]] = []
            let fault = try journal.verifiedBodies(from: first, count: 100) {
                found.append(Array(copying: $1))
            }
            #expect(fault == nil)
            #expect(found == (Int(first)...12).map { Bodies.decision($0) })
        }
        #expect(try journal.verify() == Verification(count: 12, digest: journal.head.digest, fault: nil))
        try journal.settle()
        #expect(try rows(journal) == 12)
        #expect(try journal.verify() == Verification(count: 12, digest: journal.head.digest, fault: nil))
    }

    @Test("A duplicate and a conflict with a record of the log are told")
    func duplicates() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        for number in 1...3 { try append(number, to: journal) }
        let bench = try WriterBench(journal)
        let answers = try bench.ask(1, [Bodies.item(2), Bodies.item(3, score: 0.75), Bodies.item(4)])
        #expect(answers[0] == .duplicate(2))
        guard case .refused(let refusal) = answers[1] else { throw LedgerError(.system, "not refused") }
        #expect(refusal.code == .conflict && refusal.field == "/score")
        #expect(answers[2] == .written(4))
        bench.writer.stop()
        #expect(try rows(journal) == 4)
    }

    @Test("A full log and a large batch go to the table, in one commit with what is in the log")
    func settling() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        var number = 0
        var moves = 0
        var before = 0
        while number < 3_000 {
            let last = number + number % 40 + 1
            try journal.fill(number + 1...last)
            number = last
            let stored = try rows(journal)
            if stored != before { moves += 1 }
            before = stored
            #expect(number - stored <= 2 * WriteAheadLog.halfEvents)
        }
        #expect(moves >= 1)
        try append(number + 1, to: journal)
        try journal.fill(number + 2...number + 2 + WriteAheadLog.commitEvents)
        #expect(try rows(journal) == Int(journal.head.position))
        #expect(try journal.verify().fault == nil)
        // A body that the log does not take, and commits until the log is full, of one event each.
        try append(number + 1_000, to: journal)
        _ = try journal.append(
            [
                Draft(
                    type: .decision, peerUser: 7,
                    body: Bodies.decision(number + 1_001, padding: WriteAheadLog.commitBytes))
            ], wallClock: Timestamp(microseconds: 1))
        #expect(try rows(journal) == Int(journal.head.position))
        let blocks = WriteAheadLog.size / WriteAheadFrame.blockBytes
        for place in 0..<blocks { try append(100_000 + place, to: journal) }
        #expect(try rows(journal) == Int(journal.head.position) - blocks)
        try append(200_000, to: journal)
        #expect(try rows(journal) == Int(journal.head.position))
        #expect(try journal.verify().fault == nil)
    }

    @Test("A full half goes to the table while the other takes commits; readers see all of it all the time")
    func halves() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        var number = 0
        for _ in 0..<5 {
            while !journal.isSettlingDue {
                number += 1
                try append(number, to: journal)
            }
            let stored = try rows(journal)
            number += 1
            try append(number, to: journal)
            #expect(try rows(journal) == stored)
            try journal.settleFull()
            #expect(try rows(journal) == number - 2)
            #expect(!journal.isSettlingDue)
            #expect(try journal.records(from: 1, count: .max, bytes: .max).count == number)
        }
        #expect(try journal.verify().count == Position(number))
        #expect(try journal.verify().fault == nil)
    }

    @Test("While single commits come in, a thread moves them to the table, and duplicates are still found")
    func beside() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        for number in 1...700 {
            #expect(try bench.ask(1, [Bodies.item(number)]) == [.written(Position(number))])
        }
        for number in [1, 255, 256, 257, 511, 700] {
            #expect(try bench.ask(1, [Bodies.item(number)]) == [.duplicate(Position(number))])
        }
        bench.writer.stop()
        #expect(try rows(bench.journal) == 700)
        #expect(try bench.journal.verify().fault == nil)
    }

    @Test("A commit that fails in the log is unknown; what was acknowledged before it stays, and it goes on")
    func failedWrite() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        for number in 1...3 { try append(number, to: journal) }
        let head = journal.head
        let good = journal.store.log.withLock { $0 }
        let path = journal.paths.ahead
        let identity = Hex.bytes(journal.identity) ?? []
        // A file that takes no write.
        let bad = try OverwrittenFile(opening: path, readOnly: true)
        journal.store.log.withLock { $0 = WriteAheadLog(bad, identity: identity) }
        #expect(throws: SystemError.self) { try append(4, to: journal) }
        #expect(journal.head == head)
        #expect(journal.store.log.withLock { $0?.isDoubtful } == true)
        // Wiping out what may be there fails too, so it does not go on yet.
        #expect(throws: SystemError.self) { try journal.recover() }
        journal.store.log.withLock { $0 = good }
        #expect(try journal.recover() == head)
        #expect(try rows(journal) == 3)
        try append(5, to: journal)
        #expect(journal.head.position == 4)
        #expect(try journal.verify().fault == nil)
    }

    @Test("A table that takes no more is opened anew; nothing is unknown, for all of it stands in the log")
    func fullMap() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory, options: Journal.Options(mapBytes: 1 << 16))
        let bench = try WriterBench(journal)
        for number in 1...700 {
            let answers = try bench.ask(1, [Bodies.item(number, padding: 1500)])
            #expect(answers == [.written(Position(number))])
        }
        bench.writer.stop()
        try journal.settle()
        #expect(try rows(journal) == 700)
        #expect(try journal.verify().fault == nil)
        #expect(
            bench.seen.look { seen in
                seen.notices.contains { if case .recovered = $0 { true } else { false } }
                    && seen.notices.contains { if case .settlingFailed = $0 { true } else { false } }
            })
    }

    @Test("What a failed write left is wiped out, so that it does not come back")
    func wiped() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory)
        let identity = Hex.bytes(journal.identity) ?? []
        let file = try OverwrittenFile(opening: journal.paths.ahead)
        var log = WriteAheadLog(file, identity: identity)
        func frame(_ number: Int, after head: Head) throws -> WriteAheadFrame {
            WriteAheadFrame(
                try journal.prepare(
                    [Draft(type: .decision, peerUser: 0, body: Bodies.decision(number))],
                    wallClock: Timestamp(microseconds: 1)))
        }
        _ = try log.write(frame(1, after: journal.head))
        func replayed() throws -> [Position] {
            try WriteAheadReplay.frames(in: file.read(), identity: identity, after: 0, path: "ahead").map(
                \.last)
        }
        #expect(try replayed() == [1])
        // The write reached the disk and was told to have failed.
        log = WriteAheadLog(file, identity: identity, isDoubtful: true)
        try log.restart()
        #expect(try replayed().isEmpty)
        #expect(!log.isDoubtful)
    }

    @Test("A ledger from before there was a log gets one, and keeps its records")
    func older() throws {
        let ledger = try TemporaryLedger()
        let head = try ledger.fill(3)
        let rows = try {
            let journal = try Journal(opening: ledger.directory, readOnly: true)
            var rows: [(Table, [UInt8], [UInt8])] = []
            try journal.store.read { transaction in
                for table in JournalTables.all {
                    try transaction.walk(table) { key, value in
                        let key = Array(copying: key)
                        if key != JournalTables.ahead { rows.append((table, key, Array(copying: value))) }
                        return true
                    }
                }
            }
            return rows
        }()
        let old = try TemporaryLedger(made: false)
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: old.directory + "/journal", withIntermediateDirectories: true)
        try manager.copyItem(atPath: ledger.directory + "/anchor", toPath: old.directory + "/anchor")
        do {
            let environment = try Environment(
                directory: old.directory + "/journal", tables: JournalTables.all, create: true)
            try environment.write { for row in rows { try $0.insert(row.0, row.1, row.2) } }
        }
        #expect(try Journal(opening: old.directory, readOnly: true).head == head)
        #expect(!manager.fileExists(atPath: old.directory + "/journal/ahead"))
        do {
            let journal = try Journal(opening: old.directory)
            #expect(journal.head == head)
            try append(4, to: journal)
        }
        #expect(manager.fileExists(atPath: old.directory + "/journal/ahead"))
        let again = try Journal(opening: old.directory)
        #expect(again.head.position == 4)
        #expect(try again.verify().fault == nil)
    }
}
