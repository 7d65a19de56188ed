import LMDB
import Model
import Projections
import TestSupport
import Testing

@Suite("Sealed columns")
struct ColumnTablesTests {
    private let folder: TemporaryFolder
    private let environment: Environment

    init() throws {
        folder = try TemporaryFolder()
        environment = try Environment(
            directory: folder.path, tables: ColumnTables.all, create: true,
            options: Environment.Options(mapBytes: 1 << 28))
    }

    private func rows(_ count: Int, seed: UInt64) -> [PlainRow] {
        var source = PlainRows(seed: seed, features: 22)
        return (0..<count).map { _ in source.next() }
    }

    private func seal(_ rows: [PlainRow], cuts: [Int], table: UInt32) throws {
        try environment.write { transaction in
            var start = 0
            for end in cuts {
                try ColumnTables.write(
                    part(rows[start..<end], firstRow: start), table: table, in: &transaction)
                start = end
            }
        }
    }

    @Test("a sealed part is the part that was sealed; its directory knows its ranges", arguments: seeds([1]))
    func comesBack(seed: UInt64) throws {
        let rows = rows(5_000, seed: seed)
        try seal(rows, cuts: [1, 40, 5_000], table: 3)
        try seal(rows, cuts: [5_000], table: 4)
        try environment.read { transaction in
            let headers = try ColumnTables.headers(of: 3, in: transaction)
            #expect(headers.map(\.firstRow) == [0, 1, 40])
            #expect(headers.map(\.count) == [1, 39, 4_960])
            for header in headers {
                let own = rows[header.rows]
                let back = try ColumnTables.part(header, in: transaction)
                expect(back, holds: own, "from \(header.firstRow)")
                #expect(header.positions == (own.first?.position ?? 0)...(own.last?.position ?? 0))
                #expect(header.ats == (own.map(\.at).min() ?? 0)...(own.map(\.at).max() ?? 0))
                for key in header.keys { try check(header, key, own) }
            }
            let whole = try ColumnTables.headers(of: 4, in: transaction)
            #expect(
                try ColumnTables.canonicalDigest(headers, in: transaction)
                    == ColumnTables.canonicalDigest(whole, in: transaction))
            #expect(
                try ColumnTables.canonicalDigest(headers, in: transaction)
                    == Part.canonicalDigest([part(rows)]))
            #expect(try ColumnTables.headers(of: 5, in: transaction).isEmpty)
        }
    }

    /// The ranges of a column, against the plain rows.
    private func check(_ header: PartHeader, _ key: ColumnKey, _ rows: ArraySlice<PlainRow>) throws {
        let summary = try #require(header.summary(key))
        let cells = rows.compactMap { row in row.cells.first { $0.key == key }?.cell }
        let numbers = cells.compactMap { cell in
            if case .number(let bits) = cell { Double(bitPattern: bits) } else { nil }
        }
        #expect(summary.count == cells.count)
        #expect(summary.numbers == numbers.count)
        #expect(summary.low == numbers.min() ?? 0)
        #expect(summary.high == numbers.max() ?? 0)
    }

    @Test("rows are found by position in the stored bytes", arguments: seeds([2]))
    func findsRows(seed: UInt64) throws {
        let rows = rows(3_000, seed: seed)
        try seal(rows, cuts: [700, 3_000], table: 1)
        try environment.read { transaction in
            let headers = try ColumnTables.headers(of: 1, in: transaction)
            for header in headers {
                let positions = rows[header.rows].map(\.position)
                #expect(try ColumnTables.positions(of: header, in: transaction) == positions)
                #expect(try ColumnTables.ats(of: header, in: transaction) == rows[header.rows].map(\.at))
                for position in 0...(rows.last?.position ?? 0) + 3 {
                    let row = try ColumnTables.row(of: position, in: header, transaction)
                    #expect(row == positions.firstIndex(of: position))
                    let first = try ColumnTables.firstRow(notBelow: position, in: header, transaction)
                    #expect(first == positions.firstIndex { $0 >= position } ?? positions.count)
                }
            }
        }
    }

    @Test("the directories of a range of rows are those of the parts that hold one")
    func headersOfARange() throws {
        let rows = rows(100, seed: 3)
        try seal(rows, cuts: [10, 30, 100], table: 7)
        try seal(rows, cuts: [100], table: 6)
        try seal(rows, cuts: [100], table: 8)
        try environment.read { transaction in
            let wanted: [(range: Range<Int>, starts: [Int])] = [
                (0..<1_000, [0, 10, 30]), (0..<10, [0]), (9..<11, [0, 10]), (10..<30, [10]),
                (29..<31, [10, 30]),
                (100..<200, []),
            ]
            for (range, starts) in wanted {
                let found = try ColumnTables.headers(of: 7, rows: range, in: transaction)
                #expect(found.map(\.firstRow) == starts, "\(range)")
            }
            #expect(try ColumnTables.header(of: 7, row: 29, in: transaction)?.firstRow == 10)
            #expect(try ColumnTables.header(of: 7, row: 100, in: transaction) == nil)
            #expect(try ColumnTables.header(of: 5, row: 0, in: transaction) == nil)
        }
    }

    @Test("small parts that were joined are taken away, and one with the same first row is replaced")
    func replaces() throws {
        let rows = rows(2_000, seed: 4)
        try seal(rows, cuts: [300, 900], table: 2)
        try environment.write { transaction in
            var parts: [Part] = []
            for header in try environment.read({ try ColumnTables.headers(of: 2, in: $0) }) {
                parts.append(try environment.read { try ColumnTables.part(header, in: $0) })
                try ColumnTables.remove(header, in: &transaction)
            }
            #expect(try transaction.count(ColumnTables.blobs) == 0)
            parts.append(part(rows[900...], firstRow: 900))
            try ColumnTables.write(Part.joined(parts), table: 2, in: &transaction)
        }
        try seal(rows, cuts: [2_000], table: 9)
        let blobs = try environment.read { try $0.count(ColumnTables.blobs) }
        try seal(rows, cuts: [2_000], table: 9)
        try environment.read { transaction in
            #expect(try transaction.count(ColumnTables.blobs) == blobs)
            let headers = try ColumnTables.headers(of: 2, in: transaction)
            #expect(headers.map(\.count) == [2_000])
            expect(try ColumnTables.part(headers[0], in: transaction), holds: rows[...], "joined")
            #expect(
                try ColumnTables.canonicalDigest(headers, in: transaction)
                    == Part.canonicalDigest([part(rows)]))
        }
    }

    @Test("a damaged directory or blob is an error, never a crash", arguments: seeds([5]))
    func damage(seed: UInt64) throws {
        let rows = rows(400, seed: seed)
        try seal(rows, cuts: [400], table: 1)
        var generator = SeededGenerator(seed: seed)
        for table in ColumnTables.all {
            var stored: [(key: [UInt8], value: [UInt8])] = []
            try environment.read { transaction in
                try transaction.walk(table) { key, value in
                    stored.append(([UInt8](copying: key), [UInt8](copying: value)))
                    return true
                }
            }
            for trial in 0..<300 {
                var (key, value) = generator.pick(stored)
                let sound = value
                for _ in 0...(trial % 3) {
                    let index = Int.random(
                        in: 0..<min(value.count, trial % 2 == 0 ? 40 : .max), using: &generator)
                    value[index] = UInt8.random(in: 0...255, using: &generator)
                }
                if trial % 10 == 0 { value.removeLast(value.count / 2) }
                try environment.write { try $0.put(table, key, value) }
                try environment.read { transaction in
                    do {
                        for header in try ColumnTables.headers(of: 1, in: transaction) {
                            _ = try ColumnTables.row(of: rows[200].position, in: header, transaction)
                            _ = Part.canonicalDigest([try ColumnTables.part(header, in: transaction)])
                        }
                    } catch is ProjectionError {}
                }
                try environment.write { try $0.put(table, key, sound) }
            }
        }
        try environment.read { transaction in
            let headers = try ColumnTables.headers(of: 1, in: transaction)
            expect(try ColumnTables.part(headers[0], in: transaction), holds: rows[...], "whole again")
        }
    }
}
