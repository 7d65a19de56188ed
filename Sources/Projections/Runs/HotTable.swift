import Digest
import LMDB

/// A multimap from fingerprints to entries: open addressing over flat arrays.
///
/// A slot holds the newest entry of a fingerprint, and each entry the one before it with the same. So an
/// insert costs the same however many share a fingerprint.
struct HotTable: Sendable {
    /// In the order of their insertion.
    private(set) var entries: [IndexWords] = []
    /// For each entry, the number after that of the one before with the same fingerprint; 0: none.
    private var older: [UInt32] = []
    /// The number after that of an entry; 0: free. A power of two of them, at most two thirds taken.
    private var slots: [UInt32]
    private var taken = 0

    init(expecting count: Int) {
        slots = [UInt32](repeating: 0, count: Self.slots(for: count))
        entries.reserveCapacity(count)
        older.reserveCapacity(count)
    }

    var count: Int { entries.count }

    var bytes: Int {
        entries.capacity * MemoryLayout<IndexWords>.stride + (older.capacity + slots.capacity) * 4
    }

    private static func slots(for count: Int) -> Int {
        var slots = 64
        while slots < count + count / 2 { slots *= 2 }
        return slots
    }

    /// Where a fingerprint's slot is, or the free one where it would be. The fingerprint is its own hash.
    @inline(__always) private func slot(_ high: UInt64, _ low: UInt64) -> Int {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: high) & mask
        while true {
            let number = Int(slots[slot])
            guard number > 0 else { return slot }
            let entry = entries[number &- 1]
            if entry.a == high, entry.b >> 40 == low { return slot }
            slot = (slot &+ 1) & mask
        }
    }

    mutating func insert(_ entry: IndexWords) {
        // Numbers have 32 bits; a generation is cut long before.
        guard entries.count < Int(UInt32.max) else { return }
        if (taken + 1) * 3 > slots.count * 2 { grow() }
        let slot = slot(entry.a, entry.b >> 40)
        let before = slots[slot]
        if before == 0 { taken += 1 }
        entries.append(entry)
        older.append(before)
        slots[slot] = UInt32(truncatingIfNeeded: entries.count)
    }

    func find(_ fingerprint: Fingerprint, _ body: (IndexEntry) throws -> Void) rethrows {
        var number = Int(slots[slot(fingerprint.high, UInt64(fingerprint.low))])
        while number > 0 {
            try body(IndexEntry(words: entries[number - 1]))
            number = Int(older[number - 1])
        }
    }

    private mutating func grow() {
        let heads = slots.filter { $0 > 0 }
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for head in heads {
            let entry = entries[Int(head) - 1]
            slots[slot(entry.a, entry.b >> 40)] = head
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
