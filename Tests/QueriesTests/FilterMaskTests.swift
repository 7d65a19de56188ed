import JSON
import Model
import TestSupport
import Testing
import Wire

@testable import Projections
@testable import Queries

/// One part as the rows of a series.
struct PartRows: ColumnRows {
    let series: Series
    let part: Part

    var count: Int { part.count }

    func column(_ key: ColumnKey) -> Column? { part.column(key) }

    /// Decisions of lines, whatever their series.
    init(_ lines: [String], series: Series) throws {
        self.series = series
        var builder = PartBuilder(firstRow: 0)
        for (index, line) in lines.enumerated() {
            builder.append(EventImage(try Event.decode(Array(line.utf8))), at: Position(index + 1))
        }
        part = builder.finish()
    }
}

@Suite("Conditions over columns")
struct FilterMaskTests {
    private static let series = Series(
        number: 1, model: Identifier("m"), version: Identifier("v1"), role: .live)

    @Test(
        "find the rows that the plain way finds one by one, and that the JSON means",
        arguments: seeds([21, 22, 23]))
    func agrees(_ seed: UInt64) throws {
        var source = RandomConditions(seed: seed)
        var lines: [String] = []
        while lines.count < 200 {
            let line = source.decision(lines.count)
            if line.contains("\"version\":\"v1\"") { lines.append(line) }
        }
        let rows = try PartRows(lines, series: Self.series)
        let cells = try lines.map {
            DecisionCells(EventImage(try Event.decode(Array($0.utf8))), of: Self.series)
        }
        let decisions = try lines.map { try JSONValue(parsing: $0) }
        for _ in 0..<80 {
            let condition = source.condition(depth: 3)
            let filter = try Filter(parsing: condition.text)
            let mask = filter.mask(rows)
            let plain = RowMask(cells.map { filter.holds(for: $0) ? 1 : 0 })
            let meant = RowMask(decisions.map { condition.holds($0) ? 1 : 0 })
            #expect(mask == plain, "seed \(seed): \(condition.text)")
            #expect(plain == meant, "seed \(seed): \(condition.text)")
            for operand in filter.operands {
                let present = RowMask(
                    cells.map { cell in
                        operand.places.contains { cell.value($0) != nil } ? 1 : 0
                    })
                #expect(operand.presence(rows) == present, "seed \(seed): \(operand.text)")
            }
        }
    }

    @Test("masks join, meet and turn round")
    func masks() {
        var mask = RowMask([1, 0, 1, 0])
        #expect(mask.population == 2)
        #expect(mask.meets(RowMask([0, 0, 1, 1])))
        #expect(!mask.meets(RowMask([0, 1, 0, 1])))
        mask.formUnion(RowMask([0, 1, 0, 0]))
        #expect(mask == RowMask([1, 1, 1, 0]))
        mask.formIntersection(RowMask([0, 1, 0, 1]))
        #expect(mask == RowMask([0, 1, 0, 0]))
        mask.invert()
        #expect(mask == RowMask([1, 0, 1, 1]))
        #expect(mask[0] && !mask[1])
    }
}
