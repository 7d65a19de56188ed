import Digest
import LMDB

/// A multimap from fingerprints to entries: open addressing over flat arrays.
///
/// A slot holds the newest entry of a fingerprint, and each entry the one before it with the same. So an
/// insert costs the same however many share a fingerprint. Entries are put into slots many at a time, when
/// they are asked for: the places of many are fetched from memory at once then, and a table that nobody asks
/// has no slots.
struct HotTable: Sendable {
    /// In the order of their insertion.
    private(set) var entries: [IndexWords] = []
    /// For each entry in the slots, the number after that of the one before with the same fingerprint; 0:
    /// none.
    private var older: [UInt32] = []
    /// The number after that of an entry, and above it the upper half of its first word; 0: free. A power of
    /// two of them, at most two thirds taken.
    private var slots: [UInt64] = []
    private var taken = 0
    private let expected: Int

    private static let tag: UInt64 = 0xffff_ffff << 32

    init(expecting count: Int) {
        expected = count
        entries.reserveCapacity(count)
    }

    var count: Int { entries.count }

    /// Entries that are not in the slots yet.
    var gathered: Int { entries.count - older.count }

    var bytes: Int {
        entries.capacity * MemoryLayout<IndexWords>.stride + older.capacity * 4 + slots.capacity * 8
    }

    /// Adds entries, not yet to the slots.
    mutating func append(_ new: some Collection<IndexEntry>) {
        // Numbers have 32 bits; a generation is cut long before.
        guard entries.count + new.count < Int(UInt32.max) else { return }
        for entry in new { entries.append(IndexWords(entry)) }
    }

    /// Puts the entries into the slots that are not there yet.
    mutating func index() {
        guard older.count < entries.count else { return }
        makeRoom(for: taken + entries.count - older.count)
        older.reserveCapacity(max(expected, entries.count))
        let all = entries
        taken += Self.enter(all.span, &slots, &older)
    }

    /// Puts the entries behind those of `older` into the slots; how many of them have the first of a
    /// fingerprint.
    private static func enter(
        _ all: Swift.Span<IndexWords>, _ places: inout [UInt64], _ older: inout [UInt32]
    ) -> Int {
        var taken = 0
        var slots = places.mutableSpan
        let mask = slots.count &- 1
        for number in older.count..<all.count {
            let entry = all[number]
            var slot = Int(truncatingIfNeeded: entry.a) & mask
            var before: UInt64 = 0
            while slots[slot] != 0 {
                let held = slots[slot]
                let other = Int(truncatingIfNeeded: held & ~Self.tag) &- 1
                if (held ^ entry.a) & tag == 0, all[other].isAlike(entry) {
                    before = held & ~Self.tag
                    break
                }
                slot = (slot &+ 1) & mask
            }
            if before == 0 { taken += 1 }
            slots[slot] = entry.a & Self.tag | UInt64(number &+ 1)
            older.append(UInt32(truncatingIfNeeded: before))
        }
        return taken
    }

    /// Hands every entry of a fingerprint to `body`, the one added last first. What is not in the slots is
    /// not found.
    func find(_ fingerprint: Fingerprint, _ body: (IndexEntry) throws -> Void) rethrows {
        guard !slots.isEmpty else { return }
        let mask = slots.count &- 1
        let sought = IndexWords(IndexEntry(fingerprint: fingerprint, position: 0, table: 0, row: 0))
        var slot = Int(truncatingIfNeeded: sought.a) & mask
        while slots[slot] != 0 {
            let held = slots[slot]
            var number = Int(truncatingIfNeeded: held & ~Self.tag)
            if (held ^ sought.a) & Self.tag == 0, entries[number - 1].isAlike(sought) {
                while number > 0 {
                    try body(IndexEntry(words: entries[number - 1]))
                    number = Int(older[number - 1])
                }
                return
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Makes slots for so many fingerprints.
    private mutating func makeRoom(for count: Int) {
        guard count * 3 > slots.count * 2 else { return }
        var wanted = 64
        while wanted * 2 < max(count, expected) * 3 { wanted *= 2 }
        let heads = slots.filter { $0 != 0 }
        slots = [UInt64](repeating: 0, count: wanted)
        let mask = wanted - 1
        for head in heads {
            var slot = Int(truncatingIfNeeded: entries[Int(head & ~Self.tag) - 1].a) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = head
        }
    }

    /// The records of entries in byte order.
    ///
    /// Entries are dealt by their upper bits into about half as many heaps as there are entries, which puts
    /// most of them in place, and each heap is sorted on its own.
    static func sortedRecords(_ entries: [IndexWords]) -> [UInt8] {
        guard !entries.isEmpty else { return [] }
        var bits = 0
        while 1 << bits < entries.count / 2, bits < 24 { bits += 1 }
        let shift = UInt64(64 - bits)
        var ends = [Int32](repeating: 0, count: (1 << bits) + 1)
        for entry in entries { ends[Int(truncatingIfNeeded: entry.a >> shift)] += 1 }
        var sum: Int32 = 0
        for heap in ends.indices {
            let count = ends[heap]
            ends[heap] = sum
            sum += count
        }
        var sorted = [IndexWords](repeating: IndexWords(a: 0, b: 0, c: 0), count: entries.count)
        for entry in entries {
            let heap = Int(truncatingIfNeeded: entry.a >> shift)
            sorted[Int(ends[heap])] = entry
            ends[heap] += 1
        }
        var start = 0
        for heap in 0..<(1 << bits) {
            let end = Int(ends[heap])
            order(&sorted, start..<end)
            start = end
        }
        return records(of: sorted)
    }

    /// Sorts a heap in place: a small one by insertion, a large one (many share a fingerprint) by the
    /// library.
    private static func order(_ entries: inout [IndexWords], _ range: Range<Int>) {
        guard range.count > 1 else { return }
        guard range.count <= 24 else {
            entries[range].sort()
            return
        }
        for index in range.dropFirst() {
            let entry = entries[index]
            var place = index
            while place > range.lowerBound, entry < entries[place - 1] {
                entries[place] = entries[place - 1]
                place -= 1
            }
            entries[place] = entry
        }
    }

    private static func records(of sorted: [IndexWords]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: sorted.count * IndexEntry.byteCount)
        var span = bytes.mutableSpan
        var offset = 0
        for entry in sorted {
            span.store(bigEndian: entry.a, at: offset)
            span.store(bigEndian: entry.b, at: offset + 8)
            span.store(bigEndian: entry.c, at: offset + 16)
            offset += IndexEntry.byteCount
        }
        return bytes
    }
}
