import Digest
import LMDB
import Model
import TestSupport
import Testing

@testable import Projections

/// What a run store should hold: a plain array of records for each kind, and the position.
struct RunsModel {
    private var records: [RunKind: [[UInt8]]] = [:]
    private var bytes: [RunKind: [UInt8]] = [:]
    private var entries: [RunKind: [Fingerprint: Set<IndexEntry>]] = [:]
    private(set) var position: Position = 0

    mutating func seal(_ generation: RunsGeneration) {
        for (kind, bytes) in generation.runs {
            let size = kind.recordBytes
            var all = records[kind] ?? []
            for start in stride(from: 0, to: bytes.count, by: size) {
                all.append(Array(bytes[start..<start + size]))
            }
            all.sort { $0.lexicographicallyPrecedes($1) }
            records[kind] = all
            self.bytes[kind] = all.flatMap { $0 }
            guard kind != .labels else { continue }
            let made = all.map { IndexEntry($0.span, at: 0) }
            entries[kind] = Dictionary(grouping: made, by: \.fingerprint).mapValues { Set($0) }
        }
        position = generation.through
    }

    /// Compares everything that a store shows with what it should.
    func check(_ store: RunStore, _ generator: inout SeededGenerator, _ note: String) throws {
        let snapshot = try store.snapshot()
        #expect(snapshot.position == position, "\(note)")
        for kind in RunKind.allCases {
            let expected = records[kind] ?? []
            let found = try RunsModel.all(snapshot, kind)
            guard found == bytes[kind] ?? [] else {
                Issue.record("\(note): \(kind) holds \(found.count) bytes, not \(expected.count) records")
                continue
            }
            guard generator.chance(0.3) else { continue }
            try checkScan(snapshot, kind, expected, &generator, note)
            if kind != .labels { try checkFind(snapshot, kind, expected, &generator, note) }
        }
    }

    static func all(_ snapshot: borrowing RunSnapshot, _ kind: RunKind) throws -> [UInt8] {
        var found: [UInt8] = []
        try snapshot.merged(kind) {
            found.append(copying: $0)
            return true
        }
        return found
    }

    private func checkScan(
        _ snapshot: borrowing RunSnapshot, _ kind: RunKind, _ expected: [[UInt8]],
        _ generator: inout SeededGenerator, _ note: String
    ) throws {
        var bounds: [[UInt8]] = [[], [0], [255], [UInt8](repeating: 255, count: 50)]
        for _ in 0..<3 where !expected.isEmpty {
            let record = generator.pick(expected)
            bounds += [record, Array(record.prefix(Int.random(in: 1...12, using: &generator)))]
        }
        for _ in 0..<3 {
            let (from, to) = (generator.pick(bounds), generator.pick(bounds))
            var found: [[UInt8]] = []
            try snapshot.scan(kind, from: from, to: to) { records in
                let bytes = [UInt8](copying: records)
                for start in stride(from: 0, to: bytes.count, by: kind.recordBytes) {
                    found.append(Array(bytes[start..<start + kind.recordBytes]))
                }
                return true
            }
            found.sort { $0.lexicographicallyPrecedes($1) }
            let wanted = expected.filter { record in
                !record.lexicographicallyPrecedes(from)
                    && (to.isEmpty || record.lexicographicallyPrecedes(to))
            }
            #expect(found == wanted, "\(note): \(kind) from \(from) to \(to)")
        }
    }

    private func checkFind(
        _ snapshot: borrowing RunSnapshot, _ kind: RunKind, _ expected: [[UInt8]],
        _ generator: inout SeededGenerator, _ note: String
    ) throws {
        var asked = (0..<8).map { _ in
            Fingerprint(high: generator.next(), low: UInt32.random(in: 0...9, using: &generator))
        }
        for _ in 0..<8 where !expected.isEmpty {
            let record = generator.pick(expected)
            asked.append(IndexEntry(record.span, at: 0).fingerprint)
        }
        var together = [Set<IndexEntry>](repeating: [], count: asked.count)
        try snapshot.find(kind, asked) { #expect(together[$0].insert($1).inserted, "\(note)") }
        for (index, fingerprint) in asked.enumerated() {
            var alone: Set<IndexEntry> = []
            try snapshot.find(kind, fingerprint) { #expect(alone.insert($0).inserted, "\(note)") }
            let wanted = entries[kind]?[fingerprint] ?? []
            #expect(alone == wanted, "\(note): \(kind) \(fingerprint)")
            #expect(together[index] == wanted, "\(note): \(kind) \(fingerprint)")
        }
    }
}

/// One generation to seal, and where new ones come from.
struct RunsGeneration {
    let runs: [(kind: RunKind, records: [UInt8])]
    let through: Position

    /// Some events' entries after a position; a few fingerprints are shared by many of them.
    static func make(
        after position: Position, events: Int? = nil, _ generator: inout SeededGenerator
    ) -> RunsGeneration {
        let count = events ?? Int.random(in: 1...60, using: &generator)
        var runs: [(kind: RunKind, records: [UInt8])] = []
        for kind in RunKind.allCases where generator.chance(0.8) {
            if kind == .labels {
                runs.append((kind, labels(after: position, count, &generator)))
                continue
            }
            let index = HotIndex()
            for offset in 1...count {
                let isShared = kind != .identifiers && generator.chance(0.5)
                let fingerprint = Fingerprint(
                    high: isShared ? UInt64.random(in: 0...2, using: &generator) << 61 : generator.next(),
                    low: UInt32.random(in: 0...3, using: &generator))
                index.insert(
                    kind,
                    IndexEntry(
                        fingerprint: fingerprint, position: position + UInt64(offset),
                        table: UInt32.random(in: 0...3, using: &generator), row: UInt32(offset)))
            }
            runs.append((kind, index.sortedRecords(kind)))
        }
        return RunsGeneration(runs: runs, through: position + UInt64(count))
    }

    private static func labels(
        after position: Position, _ count: Int, _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let records = (1...count).map { offset in
            var bytes: [UInt8] = []
            LabelRecord(
                table: UInt32.random(in: 0...2, using: &generator),
                row: UInt32.random(in: 0...40, using: &generator),
                position: position + UInt64(offset), at: Int64.random(in: -9...9, using: &generator), kind: 1,
                payload: generator.next(), by: 3, value: 0
            ).append(to: &bytes)
            return bytes
        }
        return records.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }
}
