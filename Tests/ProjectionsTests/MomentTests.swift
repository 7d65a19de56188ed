import Journal
import Model
import TestSupport
import Testing

@testable import Projections

@Suite("A pass over many chunks goes on with later snapshots, and says what was known at its position")
struct MomentTests {
    /// What a pass finds in the chunks of a ledger.
    private struct Found: Equatable {
        let series: UInt32
        let firstRow: Int
        let ats: [Int64]
        let positions: [Position]
        let scores: [Double]
        let labels: [Timestamp?]
        let keys: [ColumnKey]
    }

    private func found(
        _ view: borrowing View, asOf last: Position, _ between: (borrowing View) throws -> Void
    ) throws -> [Found] {
        var found: [Found] = []
        let knowledge = Knowledge(
            position: last, labelsBy: nil, evaluated: Timestamp(microseconds: 1_900_000_000_000_000))
        for series in try view.series() {
            try view.chunks(of: series, asOf: last) { chunk in
                let positions = try view.positions(chunk)
                // Whatever happens between two readings of a chunk changes nothing of it.
                try between(view)
                let labels = try view.labels(chunk, at: knowledge)
                found.append(
                    Found(
                        series: series.number, firstRow: chunk.firstRow, ats: try view.ats(chunk),
                        positions: positions, scores: try view.column(.field(.score), chunk)?.numbers ?? [],
                        labels: (0..<chunk.count).map {
                            labels.current($0).map { Timestamp(microseconds: $0.at) }
                        },
                        // A part may have columns of which no row is known yet.
                        keys: try view.keys(chunk).filter { try (view.column($0, chunk)?.count ?? 0) > 0 }))
                return true
            }
        }
        return found
    }

    @Test(
        "while events are appended, sealed and merged between any two chunks", arguments: seeds([1, 2, 3, 4]))
    func renewed(seed: UInt64) throws {
        var options = EqualityTests.small
        options.runs.fanIn = 2
        options.snapshotMicroseconds = 0
        var stream = EventStream(seed: seed)
        let ledger = try EqualityTests.grow(stream.take(400), seed: seed, options: options)
        let head = ledger.journal.head.position
        for last in [head, head / 2, 0] {
            let before = try ledger.projector.read { try found($0, asOf: last) { _ in } }
            var moments: Set<UInt64> = []
            var random = SeededGenerator(seed: seed)
            let after = try ledger.projector.read { view in
                let counts = try view.counts()
                let all = try found(view, asOf: last) { view in
                    moments.insert(view.moment.number)
                    try ledger.append(stream.take(Int.random(in: 1...120, using: &random)))
                    try ledger.project()
                    if random.chance(0.6) { try ledger.checkpoint() }
                    // Another pass meanwhile leaves the chunk at hand where it cannot be found by its place.
                    if random.chance(0.5), let series = try view.series().last {
                        try view.chunks(of: series, asOf: view.position) { _ in true }
                    }
                }
                #expect(try view.counts().byType.map(\.count) == counts.byType.map(\.count))
                #expect(view.position < ledger.journal.head.position || last == 0)
                return all
            }
            let differing = zip(before, after).filter { $0 != $1 }.map { "\($0)\n\($1)" }
            #expect(before.count == after.count && differing.isEmpty, "seed \(seed), as of \(last)")
            #expect(last == 0 || moments.count > 2)
        }
    }

    @Test("A snapshot that is not old stays, and a view alone never changes what it knows")
    func kept() throws {
        let ledger = try TestLedger(options: EqualityTests.small)
        var stream = EventStream(seed: 5)
        try ledger.append(stream.take(300))
        try ledger.project()
        try ledger.projector.read { view in
            let number = view.moment.number
            let before = try found(view, asOf: view.position) { _ in }
            try ledger.append(stream.take(200))
            try ledger.project()
            try ledger.checkpoint()
            let after = try found(view, asOf: .max) { _ in }
            #expect(after.map(\.positions) == before.map(\.positions) && after == before)
            #expect(view.moment.number == number)
        }
    }
}
