import Journal
import LMDB
import Model
import TestSupport
import Testing

@testable import Projections

@Suite("Rebuilt equals grown")
struct EqualityTests {
    /// A generation of so few events that little streams have many.
    static var small: EngineOptions {
        var options = EngineOptions()
        options.events = 70
        return options
    }

    /// Grows a ledger from a stream cut at random, with checkpoints and restarts at random places.
    static func grow(_ lines: [String], seed: UInt64, options: EngineOptions) throws -> TestLedger {
        var random = SeededGenerator(seed: seed ^ 0xabcdef)
        let ledger = try TestLedger(options: options)
        var at = 0
        while at < lines.count {
            let size = min(lines.count - at, Int.random(in: 1...90, using: &random))
            try ledger.append(Array(lines[at..<(at + size)]))
            at += size
            if random.chance(0.7) { try ledger.project() }
            if random.chance(0.2) { try ledger.checkpoint() }
        }
        try ledger.project()
        return ledger
    }

    @Test("whatever the order of events and wherever batches are cut", arguments: seeds([1, 2, 3, 4, 5, 6]))
    func cuts(seed: UInt64) throws {
        var stream = EventStream(seed: seed)
        let ledger = try Self.grow(
            stream.take(600), seed: seed, options: seed % 2 == 0 ? Self.small : .standard)
        let rebuilt = try ledger.projector.rebuild()
        #expect(rebuilt.equal, "seed \(seed): \(rebuilt.difference ?? "")")
        #expect(rebuilt.position == 600)
        #expect(rebuilt.rows > 1_200)
        #expect(try ledger.projector.rebuild().equal, "seed \(seed)")
    }

    @Test("a planted difference is named by its table")
    func plantedDifference() throws {
        let ledger = try TestLedger()
        var stream = EventStream(seed: 9)
        try ledger.append(stream.take(50))
        try ledger.project()
        try ledger.checkpoint()
        try ledger.projector.serving().columns.write { transaction in
            try transaction.put(CoreTables.withdrawn, Keys.positions(7, 9), Keys.position(1))
        }
        let rebuilt = try ledger.projector.rebuild()
        #expect(!rebuilt.equal)
        #expect(rebuilt.difference?.contains("withdrawn") == true)
        // The rebuilt rows are the ones that serve from now on.
        #expect(try ledger.projector.rebuild().equal)
    }

    @Test("a planted cell is found by the chunk it lies in")
    func plantedCell() throws {
        let ledger = try TestLedger()
        var stream = EventStream(seed: 10)
        let lines = stream.take(80)
        try ledger.append(lines)
        try ledger.project()
        try ledger.checkpoint()
        let engine = try ledger.projector.serving()
        let header = try #require(
            try engine.columns.read { try ColumnTables.headers(of: TableNumber.outcomes, in: $0) }.first)
        var builder = PartBuilder(firstRow: 0)
        let first =
            #"{"type":"outcome","id":"x","at":"2026-01-01T00:00:00Z","decision":"d","label":1,"by":"z"}"#
        for position in try engine.columns.read({ try ColumnTables.positions(of: header, in: $0) }) {
            builder.append(try EventImage.decode(Array(first.utf8)), at: position)
        }
        let part = builder.finish()
        _ = try engine.columns.write { try ColumnTables.write(part, table: TableNumber.outcomes, in: &$0) }
        let rebuilt = try ledger.projector.rebuild()
        #expect(rebuilt.difference?.contains("table \(TableNumber.outcomes)") == true)
    }

    @Test("a rebuild of an empty ledger is empty and equal")
    func empty() throws {
        let ledger = try TestLedger()
        let rebuilt = try ledger.projector.rebuild()
        #expect(rebuilt.equal && rebuilt.position == 0)
        try ledger.project()
        #expect(ledger.projector.position == 0)
    }

    @Test("projections that cannot serve the journal are made anew: foreign, deleted, half of them")
    func discarded() throws {
        let one = try TestLedger()
        var stream = EventStream(seed: 11)
        try one.append(stream.take(40))
        let other = try TestLedger()
        try other.append(stream.take(5))
        let views = other.folder.file("foreign")
        do {
            let foreign = try Projector(journal: one.journal, directory: views)
            try foreign.catchUp()
            try foreign.checkpoint()
        }
        let taken = try Projector(journal: other.journal, directory: views)
        #expect(
            taken.discarded?.contains("another journal") == true
                || taken.discarded?.contains("of journal") == true)
        try taken.catchUp()
        #expect(taken.position == 5)
    }

    @Test("what a checkpoint has sealed is read, and only the rest is applied again, after a restart")
    func restart() throws {
        let ledger = try TestLedger()
        var stream = EventStream(seed: 14)
        try ledger.append(stream.take(100))
        let place = ledger.folder.file("again")
        do {
            let first = try Projector(journal: ledger.journal, directory: place)
            try first.catchUp()
            try first.checkpoint()
            try ledger.append(stream.take(20))
            try first.catchUp()
            #expect(first.sealedPosition == 100)
        }
        let second = try Projector(journal: ledger.journal, directory: place)
        #expect(second.position == 100)
        try second.catchUp()
        #expect(second.position == 120)
        #expect(try second.rebuild().equal)
    }

    @Test("the thread applies what is waited for, seals at the end, and stops after the last record")
    func thread() throws {
        let ledger = try TestLedger()
        ledger.projector.start()
        var stream = EventStream(seed: 12)
        try ledger.append(stream.take(30))
        ledger.projector.noteHead(ledger.journal.head.position)
        #expect(ledger.projector.wait(for: 30, until: .max / 2))
        #expect(ledger.projector.position >= 30)
        try ledger.append(stream.take(10))
        ledger.projector.noteHead(ledger.journal.head.position)
        ledger.projector.stop()
        #expect(ledger.projector.position == 40)
        #expect(ledger.projector.sealedPosition == 40)
        #expect(!ledger.projector.wait(for: 41, until: 0))
    }
}
