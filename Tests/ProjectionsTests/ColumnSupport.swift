import Model
import Projections
import Testing

extension Column {
    /// The i-th value, as the plain model holds it.
    func plain(_ index: Int) -> PlainCell? {
        switch tag(at: index) {
        case .null: .null
        case .number: .number(numbers[index].bitPattern)
        case .text: .text(Array(texts[codes[index]]))
        case .no: .flag(false)
        case .yes: .flag(true)
        case .time: .time(times[index])
        case nil: nil
        }
    }
}

extension Part {
    /// The cells of a row, as the plain model holds them.
    func plain(_ row: Int) -> [ColumnKey: PlainCell] {
        var cells: [ColumnKey: PlainCell] = [:]
        for key in keys {
            if let column = column(key), let index = column.index(ofRow: row) {
                cells[key] = column.plain(index)
            }
        }
        return cells
    }
}

/// Whether a part holds these rows and nothing else.
func expect(_ part: Part, holds rows: ArraySlice<PlainRow>, _ note: Comment) {
    #expect(part.count == rows.count, note)
    guard part.count == rows.count else { return }
    #expect(part.positions == rows.map(\.position), note)
    #expect(part.ats == rows.map(\.at), note)
    #expect(part.keys == part.keys.sorted(), note)
    for (offset, row) in rows.enumerated() {
        let wanted = Dictionary(row.cells.map { ($0.key, $0.cell) }) { first, _ in first }
        guard part.plain(offset) == wanted else {
            Issue.record("row \(offset): \(part.plain(offset)) is not \(wanted) (\(note))")
            return
        }
    }
    for key in part.keys {
        let column = part.column(key)
        #expect(column?.count == rows.count { row in row.cells.contains { $0.key == key } }, note)
    }
}

/// A part of these rows.
func part(_ rows: some Sequence<PlainRow>, firstRow: Int = 0) -> Part {
    var builder = PartBuilder(firstRow: firstRow)
    for row in rows { builder.append(row.image, at: row.position) }
    return builder.finish()
}
