import Model
import Projections
import TestSupport
import Testing

@Suite("Parts of columns")
struct ColumnPartTests {
    @Test("a part says what its rows said, cell for cell", arguments: seeds([1, 2, 3]))
    func builds(seed: UInt64) {
        var source = PlainRows(seed: seed, features: 22)
        let rows = (0..<700).map { _ in source.next() }
        expect(part(rows), holds: rows[...], "seed \(seed)")
    }

    @Test("outcomes and withdrawals have the names of their heads as columns", arguments: seeds([4]))
    func otherTypes(seed: UInt64) {
        var source = PlainRows(seed: seed, features: 2)
        let rows = (0..<200).map { source.next($0 % 3 == 0 ? .outcomeWithdrawn : .outcome) }
        expect(part(rows), holds: rows[...], "seed \(seed)")
    }

    @Test("an event of another type is a row with its id alone")
    func documentRow() {
        var row = PlainRow(type: .review, position: 3, at: 5)
        row.cells = [(.field(.id), .text(Array("r-1".utf8)))]
        expect(part([row]), holds: [row], "review")
    }

    @Test(
        "a thousand features, each of which some rows lack, are found whatever their order",
        arguments: seeds([5]))
    func manyFeatures(seed: UInt64) {
        var source = PlainRows(seed: seed, features: 1_024)
        var generator = SeededGenerator(seed: seed)
        let rows = (0..<12).map { number in
            var row = source.next()
            if number % 3 == 2 { row.cells[2...].shuffle(using: &generator) }
            return row
        }
        expect(part(rows), holds: rows[...], "seed \(seed)")
    }

    @Test("a builder that goes on after a part numbers its rows on and keeps nothing of the part before")
    func goesOn() {
        var source = PlainRows(seed: 6, features: 11)
        let rows = (0..<900).map { _ in source.next() }
        var builder = PartBuilder(firstRow: 40)
        for cut in [0..<1, 1..<1, 1..<300, 300..<301, 301..<900] {
            for row in rows[cut] { builder.append(row.image, at: row.position) }
            #expect(builder.count == cut.count)
            let part = builder.finish()
            #expect(part.firstRow == 40 + cut.lowerBound)
            expect(part, holds: rows[cut], "\(cut)")
        }
    }

    @Test("columns that many rows lack are forgotten by a builder, and found again when they come back")
    func forgets() {
        var wide = PlainRows(seed: 7, features: 300)
        let rows = (0..<40).map { number in
            var row = wide.next()
            if (10..<30).contains(number) { row.cells.removeSubrange(4...) }
            return row
        }
        var builder = PartBuilder(firstRow: 0)
        for cut in [0..<10, 10..<20, 20..<25, 25..<40] {
            for row in rows[cut] { builder.append(row.image, at: row.position) }
            expect(builder.finish(), holds: rows[cut], "\(cut)")
        }
        #expect(builder.bytes < 400 * 250)
    }

    @Test("a second cell of the same name is left out")
    func repeatedCell() {
        var row = PlainRow(position: 1, at: 2)
        let key = ColumnKey(family: .feature, name: Array("x".utf8))
        row.cells = [
            (.field(.id), .text([0x61])), (.field(.subject), .text([0x62])), (key, .number(1)),
            (key, .number(2)),
            (key, .text([])),
        ]
        expect(part([row, row, row]), holds: [row, row, row], "x")
    }

    @Test("texts of which nearly every row has another share no code; those that repeat have one each")
    func textsAreDistinctOrPlain() throws {
        var source = PlainRows(seed: 8, features: 22)
        let built = part((0..<1_000).map { _ in source.next() })
        let ids = try #require(built.column(.field(.id)))
        #expect(!ids.texts.isDistinct)
        #expect(ids.codes == (0..<1_000).map { UInt32($0) })
        let category = try #require(built.column(ColumnKey(family: .feature, name: Array("f8".utf8))))
        #expect(category.texts.isDistinct)
        let texts = (0..<category.texts.count).map { Array(category.texts[UInt32($0)]) }
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { category.texts.codes(of: $0).count == 1 })
        #expect(category.texts.code(of: Array("nowhere".utf8)) == nil)
    }

    @Test("parts joined are the part of all their rows, whatever the cuts", arguments: seeds([9, 10, 11]))
    func joins(seed: UInt64) {
        var source = PlainRows(seed: seed, features: 22)
        var generator = SeededGenerator(seed: seed)
        let rows = (0..<1_200).map { _ in source.next() }
        let whole = part(rows, firstRow: 5)
        var cuts: [Part] = []
        var start = 0
        while start < rows.count {
            let end = min(rows.count, start + generator.pick([1, 2, 17, 256, 300, 511]))
            cuts.append(part(rows[start..<end], firstRow: 5 + start))
            start = end
        }
        let joined = Part.joined(cuts)
        #expect(joined.firstRow == 5)
        expect(joined, holds: rows[...], "seed \(seed)")
        #expect(Part.canonicalDigest([joined]) == Part.canonicalDigest([whole]))
        #expect(Part.canonicalDigest(cuts) == Part.canonicalDigest([whole]))
        var twice = Part.joined([Part.joined(Array(cuts[..<2])), Part.joined(Array(cuts[2...]))])
        expect(twice, holds: rows[...], "seed \(seed), twice")
        twice = Part.joined([twice])
        #expect(Part.canonicalDigest([twice]) == Part.canonicalDigest([whole]))
    }

    @Test("a digest tells rows apart that differ in one cell, one position or one time")
    func digestDiffers() {
        var source = PlainRows(seed: 12, features: 4)
        let rows = (0..<50).map { _ in source.next() }
        let digest = Part.canonicalDigest([part(rows)])
        var others: [[PlainRow]] = [rows, rows, rows, rows, Array(rows.dropLast())]
        others[0][20].at += 1
        others[1][49].position += 1
        others[2][7].cells[1].cell = .text(Array("else".utf8))
        others[3][7].cells.append((ColumnKey(family: .context, name: [0x61]), .null))
        for (index, other) in others.enumerated() {
            #expect(Part.canonicalDigest([part(other)]) != digest, "\(index)")
        }
        #expect(Part.canonicalDigest([part(rows, firstRow: 1)]) != digest)
        #expect(Part.canonicalDigest([part(rows)]) == digest)
    }

    @Test("a row is found by its position, and a value by its row")
    func finds() throws {
        var source = PlainRows(seed: 13, features: 6)
        let rows = (0..<300).map { _ in source.next() }
        let built = part(rows)
        for (offset, row) in rows.enumerated() { #expect(built.row(of: row.position) == offset) }
        #expect(built.row(of: 0) == nil)
        #expect(built.row(of: .max) == nil)
        let column = try #require(built.column(.field(.score)))
        #expect(column.index(ofRow: 300) == nil)
        #expect(column.index(ofRow: -1) == nil)
        #expect(built.column(.field(.latency)) == nil)
    }
}
