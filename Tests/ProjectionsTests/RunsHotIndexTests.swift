import Digest
import Model
import Synchronization
import TestSupport
import Testing

@testable import Projections

@Suite("The hot index")
struct RunsHotIndexTests {
    private func entries(_ count: Int, _ generator: inout SeededGenerator) -> [IndexEntry] {
        // Few fingerprints of few bits: many are shared, many differ in their last bits alone.
        (0..<count).map { number in
            IndexEntry(
                fingerprint: Fingerprint(
                    high: UInt64.random(in: 0...40, using: &generator) << 58 | UInt64(number % 3),
                    low: UInt32.random(in: 0...2, using: &generator)),
                position: UInt64.random(in: 0...IndexEntry.positionMax, using: &generator),
                table: UInt32(truncatingIfNeeded: generator.next()), row: UInt32(number))
        }
    }

    @Test("finds every entry of a fingerprint, newest first, and nothing else", arguments: seeds([1, 2, 3]))
    func find(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let all = entries(3000, &generator)
        let index = HotIndex(expecting: generator.pick([0, 3000]))
        for start in stride(from: 0, to: all.count, by: 250) {
            index.insert(.subjects, Array(all[start..<start + 250]))
        }
        #expect(index.count(.subjects) == 3000 && index.count(.identifiers) == 0, "seed \(seed)")
        let asked = Set(all.map(\.fingerprint)).sorted() + [Fingerprint(high: 5, low: 0)]
        var together = [[IndexEntry]](repeating: [], count: asked.count)
        index.find(.subjects, asked) { together[$0].append($1) }
        for (number, fingerprint) in asked.enumerated() {
            let wanted = Array(all.filter { $0.fingerprint == fingerprint }.reversed())
            var alone: [IndexEntry] = []
            index.find(.subjects, fingerprint) { alone.append($0) }
            #expect(alone == wanted, "seed \(seed)")
            #expect(together[number] == wanted, "seed \(seed)")
        }
        index.find(.reviews, asked) { _, _ in Issue.record("another kind's entry") }
    }

    @Test("gives the records in byte order", arguments: [0, 1, 2, 3, 30, 1000, 5000])
    func sorted(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let all =
            entries(count, &generator)
            + (0..<count).map { number in
                IndexEntry(
                    fingerprint: Fingerprint(high: generator.next(), low: 0), position: 1, table: 0,
                    row: UInt32(number))
            }
        let index = HotIndex()
        index.insert(.identifiers, all)
        let wanted = all.map { entry in
            var bytes: [UInt8] = []
            entry.append(to: &bytes)
            return bytes
        }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(index.sortedRecords(.identifiers) == wanted.flatMap { $0 })
    }

    @Test("a label record and an index record come back from their bytes, which order as their fields do")
    func codecs() {
        let label = LabelRecord(
            table: 0xffff_fff0, row: 7, position: IndexEntry.positionMax, at: -5, kind: 0x12,
            payload: .max - 1,
            by: 9, value: (2.5).bitPattern)
        let later = LabelRecord(
            table: 0xffff_fff0, row: 7, position: IndexEntry.positionMax, at: 5, kind: 0, payload: 0, by: 0,
            value: 0)
        var bytes: [UInt8] = [1]
        label.append(to: &bytes)
        #expect(bytes.count == 1 + LabelRecord.byteCount)
        #expect(LabelRecord(bytes.span, at: 1) == label)
        var other: [UInt8] = []
        later.append(to: &other)
        #expect(bytes.dropFirst().lexicographicallyPrecedes(other))
        // Fingerprint 11 bytes, position 5, table 4, row 4.
        let entry = IndexEntry(
            fingerprint: Fingerprint(high: 0x0102_0304_0506_0708, low: 0x090a0b), position: 0x0c_0d0e_0f10,
            table: 0x1112_1314, row: 0x1516_1718)
        var index: [UInt8] = []
        entry.append(to: &index)
        #expect(index == (1...24).map { UInt8($0) })
        #expect(IndexEntry(index.span, at: 0) == entry)
    }
}
