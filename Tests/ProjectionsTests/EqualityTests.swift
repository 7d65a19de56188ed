import Journal
import LMDB
import Model
import TestSupport
import Testing

@testable import Projections

@Suite("Rebuilt equals grown")
struct EqualityTests {
    /// Every row of the projections as text, for comparing and for showing what differs.
    static func rows(_ projector: Projector) throws -> [String] {
        try projector.read { view in
            var rows: [String] = []
            try view.rows { table, key, value in rows.append("\(table) \(key) -> \(value)") }
            return rows
        }
    }

    @Test("whatever the order of events and wherever batches are cut", arguments: seeds([1, 2, 3, 4, 5, 6]))
    func cuts(seed: UInt64) throws {
        var stream = EventStream(seed: seed)
        var random = SeededGenerator(seed: seed ^ 0xabcdef)
        let lines = stream.take(600)
        let ledger = try TestLedger()
        var at = 0
        while at < lines.count {
            let size = min(lines.count - at, Int.random(in: 1...90, using: &random))
            try ledger.append(Array(lines[at..<(at + size)]))
            at += size
            if random.chance(0.7) { try ledger.project() }
        }
        try ledger.project()
        let grown = try Self.rows(ledger.projector)
        #expect(grown.count > 600)
        let rebuilt = try ledger.projector.rebuild()
        #expect(rebuilt.equal, "seed \(seed): \(rebuilt.difference ?? "")")
        #expect(rebuilt.position == 600)
        #expect(rebuilt.rows == UInt64(grown.count))
        #expect(try Self.rows(ledger.projector) == grown, "seed \(seed)")
    }

    @Test("a planted difference is named by table and key")
    func plantedDifference() throws {
        let ledger = try TestLedger()
        var stream = EventStream(seed: 9)
        try ledger.append(stream.take(50))
        try ledger.project()
        try ledger.projector.plant { transaction in
            try transaction.put(Tables.withdrawals, Keys.text(Identifier("o-planted"), 7), [0, 0])
        }
        let rebuilt = try ledger.projector.rebuild()
        #expect(!rebuilt.equal)
        #expect(rebuilt.difference?.contains("withdrawals") == true)
        // The rebuilt rows are the ones that serve from now on.
        #expect(try ledger.projector.rebuild().equal)
    }

    @Test("a rebuild of an empty ledger is empty and equal")
    func empty() throws {
        let ledger = try TestLedger()
        let rebuilt = try ledger.projector.rebuild()
        #expect(rebuilt.equal && rebuilt.position == 0)
        try ledger.project()
        #expect(ledger.projector.position == 0)
    }

    @Test("projections that cannot serve the journal are made anew: foreign, damaged, deleted")
    func discarded() throws {
        let one = try TestLedger()
        var stream = EventStream(seed: 11)
        try one.append(stream.take(40))
        try one.project()
        let grown = try Self.rows(one.projector)
        let other = try TestLedger()
        try other.append(stream.take(5))
        let views = other.folder.file("foreign")
        _ = try ViewStore.create(views, for: one.journal)
        let foreign = try Projector(journal: other.journal, directory: views)
        #expect(foreign.discarded?.contains(one.journal.identity) == true)
        try foreign.catchUp()
        #expect(foreign.position == 5)
        let fresh = try Projector(journal: one.journal, directory: one.folder.file("fresh"))
        try fresh.catchUp()
        #expect(try Self.rows(fresh) == grown)
    }

    @Test("rows that cannot be extended stop projecting with a reason, and a rebuild heals them")
    func healing() throws {
        let ledger = try TestLedger()
        var stream = EventStream(seed: 13)
        try ledger.append(stream.take(20))
        try ledger.project()
        ledger.projector.start()
        let line =
            #"{"type":"deployment","id":"z","at":"2026-01-01T00:00:00Z","model":"m","version":"v","by":"ci"}"#
        try ledger.projector.plant { transaction in
            try transaction.put(Tables.identifiers, Keys.identifier(.deployment, Identifier("z")), [1])
        }
        try ledger.append([line])
        ledger.projector.noteHead(21)
        #expect(!ledger.projector.wait(for: 21, until: .max))
        #expect(ledger.projector.failure?.contains("position 20") == true)
        let rebuilt = try ledger.projector.rebuild()
        #expect(!rebuilt.equal && rebuilt.position == 21)
        #expect(ledger.projector.wait(for: 21, until: .max))
        ledger.projector.stop()
        #expect(ledger.projector.failure == nil)
        #expect(try ledger.projector.rebuild().equal)
    }

    @Test("the thread applies what is waited for, and stops after the last record")
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
        #expect(!ledger.projector.wait(for: 41, until: 0))
    }
}
