import Model
import Projections
import TestSupport
import Testing

@Suite("Rebuilt equals grown on real decisions")
struct RealStreamTests {
    private func check(_ lines: [String], seed: UInt64, batchMax: Int) throws {
        let ledger = try TestLedger()
        var random = SeededGenerator(seed: seed)
        var at = 0
        while at < lines.count {
            let size = min(lines.count - at, Int.random(in: 1...batchMax, using: &random))
            try ledger.append(Array(lines[at..<(at + size)]))
            at += size
            if random.chance(0.5) { try ledger.project() }
        }
        try ledger.project()
        #expect(ledger.projector.position == Position(lines.count))
        let rebuilt = try ledger.projector.rebuild()
        #expect(rebuilt.equal, "seed \(seed): \(rebuilt.difference ?? "")")
        #expect(rebuilt.position == Position(lines.count))
        let counts = try ledger.projector.read { try $0.counts() }
        let decisions = lines.count { $0.hasPrefix(#"{"type":"decision""#) }
        #expect(counts.byType.map(\.count) == [UInt64(decisions), UInt64(lines.count - decisions)])
        #expect(try ledger.projector.read { $0.identifierCount() } == lines.count)
    }

    @Test("the small stream, cut at random", arguments: seeds([31, 32]))
    func small(seed: UInt64) throws {
        let lines = try BankStream.small()
        #expect(lines.count == 2_055)
        try check(lines, seed: seed, batchMax: 300)
    }

    @Test("the whole stream of 143,451 events, cut at random", .enabled(if: BankStream.sharedFolder != nil))
    func whole() throws {
        let lines = try BankStream.whole()
        #expect(lines.count == 143_451)
        try check(lines, seed: 33, batchMax: 20_000)
    }
}
