package import Model

/// Turns images into the columns of a part. The innermost loop of appending and of rebuilding.
///
/// The column of a cell is found by prediction: it is the one that followed the column before it in an earlier
/// row, which a comparison of the name's bytes confirms. Not safe for two threads at once.
package struct PartBuilder: Sendable {
    /// The number of the first row in its table.
    package private(set) var firstRow: Int
    /// Rows so far.
    package private(set) var count = 0
    /// Memory held, estimated.
    package private(set) var bytes = 0
    private var positions: [UInt64] = []
    private var ats: [Int64] = []
    private var columns: ContiguousArray<GrowingColumn> = []
    private var lookup: [ColumnKey: Int] = [:]

    package init(firstRow: Int) { self.firstRow = firstRow }

    /// Adds a row: a decision, outcome or withdrawal. What stands in the head (id, subject, the decision or
    /// outcome named) becomes columns like the cells. Images of other types give a row with its id alone.
    ///
    /// Positions must rise. Cost: some 20 ns a cell.
    package mutating func append(_ image: EventImage, at position: Position) {
        let row = count
        positions.append(position)
        ats.append(image.at.microseconds)
        count += 1
        bytes += 16
        let span = image.bytes.span
        let id = image.idRange
        var previous = -1
        add(.id, span.extracting(id), row, &previous)
        var cells: Int
        switch image.type {
        case .decision:
            let head = image.decisionHead
            add(.subject, span.extracting(head.subject), row, &previous)
            cells = head.cells
        case .outcome:
            let target = image.target
            add(image.namesSubject ? .subject : .decision, span.extracting(target.name), row, &previous)
            cells = target.cells
        case .outcomeWithdrawn:
            let target = image.target
            add(.outcome, span.extracting(target.name), row, &previous)
            cells = target.cells
        default: return
        }
        var cursor = ImageCursor(span, from: cells)
        while let cell = cursor.next() {
            let name = span.extracting(cell.nameStart..<(cell.nameStart + cell.nameCount))
            let text = span.extracting(cell.textStart..<(cell.textStart + cell.textCount))
            let index = column(cell.family, name, after: previous)
            previous = index
            bytes += columns[index].append(tag: cell.tag, bits: cell.bits, text: text, row: row)
        }
    }

    private mutating func add(
        _ field: FieldCode, _ text: Swift.Span<UInt8>, _ row: Int, _ previous: inout Int
    ) {
        let index = column(CellFamily.field.rawValue, [field.rawValue].span, after: previous)
        previous = index
        bytes += columns[index].append(tag: CellTag.text.rawValue, bits: 0, text: text, row: row)
    }

    private mutating func column(_ family: UInt8, _ name: Swift.Span<UInt8>, after previous: Int) -> Int {
        var bytes: [UInt8] = []
        for index in name.indices { bytes.append(name[index]) }
        let key = ColumnKey(family: CellFamily(rawValue: family) ?? .field, name: bytes)
        if let found = lookup[key] { return found }
        columns.append(GrowingColumn(family: family, name: bytes))
        lookup[key] = columns.count - 1
        return columns.count - 1
    }

    /// The rows so far as a part; the builder goes on with the next row, keeping what it knows of the columns.
    package mutating func finish() -> Part {
        let order = columns.indices.filter { columns[$0].count > 0 }.map { index in
            (
                ColumnKey(
                    family: CellFamily(rawValue: columns[index].family) ?? .field, name: columns[index].name),
                index
            )
        }.sorted { $0.0 < $1.0 }
        let part = Part(
            firstRow: firstRow, positions: positions, ats: ats, keys: order.map(\.0),
            columns: order.map { columns[$0.1].finish(rowCount: count) })
        firstRow += count
        count = 0
        bytes = 0
        positions = []
        ats = []
        return part
    }
}
