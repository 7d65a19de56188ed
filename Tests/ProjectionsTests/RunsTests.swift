import Digest
import Foundation
import LMDB
import Model
import TestSupport
import Testing

@testable import Projections

@Suite("Sorted runs")
struct RunsTests {
    private func open(_ folder: TemporaryFolder, create: Bool = true, journal: [UInt8] = [7]) throws
        -> RunStore
    {
        try RunStore(opening: folder.file("runs"), journalIdentity: journal, create: create)
    }

    private func entries(_ count: Int, from position: Position = 1) -> [IndexEntry] {
        let maker = Fingerprinter(key: [1])
        return (0..<count).map { number in
            let place = position + UInt64(number)
            return IndexEntry(
                fingerprint: maker.fingerprint(1, Array("id \(place)".utf8).span), position: place, table: 4,
                row: UInt32(place))
        }
    }

    private func records(_ entries: [IndexEntry], _ kind: RunKind = .identifiers) -> [UInt8] {
        let index = HotIndex(expecting: entries.count)
        index.insert(kind, entries)
        return index.sortedRecords(kind)
    }

    @Test("one generation in a large and in many small seals is the same in merged order, also after merging")
    func grownAndRebuilt() throws {
        let (one, two) = (try TemporaryFolder(), try TemporaryFolder())
        let all = entries(20_000)
        let rebuilt = try open(one)
        try rebuilt.seal([(.identifiers, records(all))], through: 20_000)
        let grown = try open(two)
        for start in stride(from: 0, to: all.count, by: 500) {
            try grown.seal(
                [(.identifiers, records(Array(all[start..<start + 500])))], through: UInt64(start + 500))
        }
        #expect(try grown.figures().runs == 40)
        while try grown.mergeStep() {}
        #expect(try grown.figures().runs < 8)
        let left = try rebuilt.snapshot()
        let right = try grown.snapshot()
        let bytes = try RunsModel.all(left, .identifiers)
        #expect(bytes.count == 20_000 * 24)
        #expect(try RunsModel.all(right, .identifiers) == bytes)
    }

    @Test("every id is found, and the filter lets few others through")
    func filters() throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        let all = entries(50_000)
        try store.seal([(.identifiers, records(all))], through: 50_000)
        let snapshot = try store.snapshot()
        var found = 0
        try snapshot.find(.identifiers, all.map(\.fingerprint)) { number, entry in
            #expect(entry == all[number])
            found += 1
        }
        #expect(found == 50_000)
        let filter = try #require(snapshot.catalog.runs[0].first?.filter)
        let others = entries(50_000, from: 1_000_000)
        let passed = others.count { filter.mayHold(high: $0.fingerprint.high, low: $0.fingerprint.low) }
        // 0.64 % by computation: 320 of 50,000, and 18 either way is one standard deviation.
        #expect(passed > 220 && passed < 420)
        #expect(filter.bytes < 50_000 * 12 / 8)
    }

    @Test("a snapshot sees what was visible when it was made, whatever is sealed and merged meanwhile")
    func snapshots() throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        let first = entries(3000)
        try store.seal([(.subjects, records(first, .subjects))], through: 3000)
        let before = try store.snapshot()
        for round in 1...9 {
            let more = entries(3000, from: UInt64(round) * 3000 + 1)
            try store.seal([(.subjects, records(more, .subjects))], through: UInt64(round + 1) * 3000)
        }
        while try store.mergeStep() {}
        #expect(try store.figures().runs < 10)
        #expect(before.position == 3000)
        #expect(try RunsModel.all(before, .subjects) == records(first, .subjects))
        let after = try store.snapshot()
        #expect(after.position == 30_000)
        #expect(try RunsModel.all(after, .subjects).count == 30_000 * 24)
    }

    @Test("a subject with many entries spans blocks, and all of them are found")
    func sharedFingerprint() throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        let shared = Fingerprint(high: 1 << 62, low: 5)
        let same = (1...5000).map {
            IndexEntry(fingerprint: shared, position: UInt64($0), table: 1, row: UInt32($0))
        }
        let index = HotIndex()
        index.insert(.subjects, same + entries(5000, from: 5001))
        try store.seal([(.subjects, index.sortedRecords(.subjects))], through: 10_001)
        var rows: [UInt32] = []
        try store.snapshot().find(.subjects, shared) { rows.append($0.row) }
        #expect(rows == (1...5000).map { UInt32($0) })
        var hot = 0
        index.find(.subjects, shared) { _ in hot += 1 }
        #expect(hot == 5000)
    }

    @Test("a seal through a covered position does nothing; one that brings nothing moves the position")
    func repeatedSeal() throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        let run = records(entries(100))
        try store.seal([(.identifiers, run)], through: 100)
        try store.seal([(.identifiers, run)], through: 100)
        try store.seal([(.identifiers, run)], through: 99)
        #expect(try store.figures().entries == 100)
        try store.seal([(.identifiers, [])], through: 200)
        #expect(store.position == 200)
        #expect(try store.figures().runs == 1)
    }

    @Test("records that are not sorted or not whole, and another journal, are refused, and nothing changes")
    func refusals() throws {
        let folder = try TemporaryFolder()
        do {
            let store = try open(folder)
            let good = records(entries(100))
            try store.seal([(.identifiers, good)], through: 100)
            let swapped = Array(good[24..<48] + good[0..<24])
            #expect(throws: StoreError.self) { try store.seal([(.identifiers, swapped)], through: 101) }
            #expect(throws: StoreError.self) { try store.seal([(.labels, good)], through: 101) }
            #expect(throws: StoreError.self) {
                try store.seal([(.identifiers, [])], through: IndexEntry.positionMax + 1)
            }
            #expect(store.position == 100)
            #expect(try RunsModel.all(try store.snapshot(), .identifiers) == good)
            while try store.mergeStep() {}
        }
        let other = #expect(throws: StoreError.self) { _ = try open(folder, create: false, journal: [8]) }
        #expect(other?.kind == .otherLayout)
        #expect(throws: StoreError.self) { _ = try open(try TemporaryFolder(), create: false) }
    }

    @Test("the thread merges while runs are sealed and read, and stops when it is told to")
    func thread() throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        store.startMerging()
        store.startMerging()
        for round in 0..<40 {
            let part = entries(400, from: UInt64(round) * 400 + 1)
            try store.seal([(.identifiers, records(part))], through: UInt64(round + 1) * 400)
            let snapshot = try store.snapshot()
            var found = 0
            try snapshot.find(.identifiers, part.map(\.fingerprint)) { _, _ in found += 1 }
            #expect(found == 400)
        }
        store.stopMerging()
        store.stopMerging()
        let figures = try store.figures()
        #expect(figures.mergeFailure == nil)
        #expect(figures.entries == 16_000)
        while try store.mergeStep() {}
        #expect(try RunsModel.all(try store.snapshot(), .identifiers) == records(entries(16_000)))
    }

    @Test("space of merged runs is used again: the file stays near the size of its records")
    func space() throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        for round in 0..<64 {
            try store.seal(
                [(.identifiers, records(entries(512, from: UInt64(round) * 512 + 1)))],
                through: UInt64(round + 1) * 512)
            while try store.mergeStep() {}
        }
        let figures = try store.figures()
        #expect(figures.runs == 1)
        #expect(figures.entries == 32_768)
        // The last merge needs its inputs and its output at once.
        #expect(figures.bytesOnDisk < 32_768 * 24 * 3)
    }
}
