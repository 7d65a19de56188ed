import LMDB
package import Model

/// Turns images into the columns of a part. The innermost loop of appending and of rebuilding.
///
/// The column of a cell is found by prediction: it is the one that followed the column before it in an
/// earlier row, or the one after that, which a comparison of the name's bytes confirms; only else it is
/// looked up. Not for two threads at once.
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
    private var lookup = ColumnLookup()

    /// The columns in the order of their keys; empty when it is not known.
    private var ascending: [Int] = []
    /// The keys of the part before, and their columns: parts mostly have the same, and share them.
    private var keys: [ColumnKey] = []
    private var keyed: [Int] = []

    /// So many columns are kept though no row of the last part has a value.
    private static let kept = 128
    /// The columns of the head's texts stand first, whether they have values or not.
    private static let head: [FieldCode] = [.id, .subject, .decision, .outcome]
    private static let id = 0
    private static let subject = 1
    private static let decision = 2
    private static let outcome = 3

    package init(firstRow: Int) {
        self.firstRow = firstRow
        for field in Self.head { enter(GrowingColumn(family: ImageCode.field, name: [field.rawValue])) }
        bytes = columns.count * GrowingColumn.ownBytes
    }

    /// Adds a row: a decision, outcome or withdrawal. What stands in the head (id, subject, the decision or
    /// outcome named) becomes columns like the cells. Images of other types give a row with its id alone.
    ///
    /// Positions must rise. Cost: some 20 ns a cell.
    package mutating func append(_ image: EventImage, at position: Position) {
        append(image.bytes.span, at: position)
    }

    /// The same for an image that stands elsewhere.
    package mutating func append(_ span: Swift.Span<UInt8>, at position: Position) {
        let row = count
        positions.append(position)
        ats.append(Int64(bitPattern: ColumnBytes.word(span, 2)))
        count += 1
        var walk = CellWalk(span)
        var added = 16
        added += columns[Self.id].append(text: walk.short(), of: span, row: row)
        var column: Int
        switch span[0] {
        case ImageCode.decision:
            walk.skip()
            _ = walk.short()
            _ = walk.short()
            column = Self.subject
        case ImageCode.outcome:
            column = span[1] & ImageCode.namesSubject != 0 ? Self.subject : Self.decision
        case ImageCode.outcomeWithdrawn:
            column = Self.outcome
        default:
            bytes += added
            return
        }
        added += columns[column].append(text: walk.short(), of: span, row: row)
        var more = walk.next()
        while more {
            more = run(&walk, after: &column, row: row, &added)
            if more { added += learn(walk, after: column) }
        }
        bytes += added
    }

    /// Adds cells as long as their columns are the predicted ones; whether it stands before one that is not.
    @inline(__always)
    private mutating func run(
        _ walk: inout CellWalk, after column: inout Int, row: Int, _ added: inout Int
    ) -> Bool {
        var cells = columns.mutableSpan
        repeat {
            var next = cells[column].next
            guard next >= 0 else { return true }
            let name = walk.image.extracting(walk.name)
            if !cells[next].isNamed(walk.family, name) {
                // The column that was left out is one that not every row has.
                next = cells[next].next
                guard next >= 0, cells[next].isNamed(walk.family, name) else { return true }
            }
            column = next
            added += cells[next].append(
                tag: walk.tag, bits: walk.bits, image: walk.image, text: walk.text, row: row)
        } while walk.next()
        return false
    }

    /// Makes the column of a cell, an old or a new one, that which is predicted after another.
    /// - Returns: the bytes that it takes.
    @inline(never)
    private mutating func learn(_ walk: borrowing CellWalk, after column: Int) -> Int {
        let name = walk.image.extracting(walk.name)
        if let found = lookup.find(walk.family, name, in: columns) {
            columns[column].next = found
            return 0
        }
        columns[column].next = columns.count
        enter(GrowingColumn(family: walk.family, name: [UInt8](copying: name)))
        return GrowingColumn.ownBytes + name.count
    }

    private mutating func enter(_ column: GrowingColumn) {
        columns.append(column)
        lookup.enterLast(of: columns)
        ascending = []
    }

    /// The rows so far as a part. The builder goes on with the row after them and knows the columns of this
    /// part already; when most columns have had no value in it, these are forgotten.
    package mutating func finish() -> Part {
        if ascending.isEmpty { ascending = columns.indices.sorted { columns[$0].key < columns[$1].key } }
        var found: [Column] = []
        found.reserveCapacity(columns.count)
        var full: [Int] = []
        full.reserveCapacity(columns.count)
        for index in ascending where columns[index].count > 0 {
            full.append(index)
            found.append(columns[index].column(rowCount: count))
        }
        if full != keyed {
            keyed = full
            keys = full.map { columns[$0].key }
        }
        let part = Part(firstRow: firstRow, positions: positions, ats: ats, keys: keys, columns: found)
        if columns.count > max(Self.kept, 2 * full.count) { forget(allBut: full) }
        restart()
        return part
    }

    private mutating func restart() {
        firstRow += count
        positions = []
        ats = []
        positions.reserveCapacity(count)
        ats.reserveCapacity(count)
        count = 0
        bytes = 0
        for index in columns.indices {
            columns[index].restart()
            bytes += GrowingColumn.ownBytes + columns[index].name.count
        }
    }

    /// Leaves the columns of the head and those given.
    private mutating func forget(allBut full: [Int]) {
        let old = columns
        let kept = Array(Self.head.indices) + full.filter { $0 >= Self.head.count }.sorted()
        var place = [Int](repeating: -1, count: old.count)
        for (new, old) in kept.enumerated() { place[old] = new }
        columns = []
        lookup = ColumnLookup()
        keyed = []
        for index in kept {
            var column = old[index]
            if column.next >= 0 { column.next = place[column.next] }
            enter(column)
        }
    }
}
