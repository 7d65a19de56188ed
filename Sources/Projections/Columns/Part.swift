package import Model

/// Consecutive rows of a table as columns, finished: nothing in it changes any more.
package final class Part: Sendable {
    /// The number of the first row in its table.
    package let firstRow: Int
    /// How many rows.
    package let count: Int
    /// The position of each row; ascending.
    package let positions: [UInt64]
    /// The `at` of each row, microseconds.
    package let ats: [Int64]
    /// The columns that have a value, ascending.
    package let keys: [ColumnKey]
    /// Memory held, estimated.
    package let bytes: Int
    let columns: [Column]

    init(firstRow: Int, positions: [UInt64], ats: [Int64], keys: [ColumnKey], columns: [Column]) {
        self.firstRow = firstRow
        count = positions.count
        self.positions = positions
        self.ats = ats
        self.keys = keys
        self.columns = columns
        bytes = 16 * positions.count + zip(keys, columns).reduce(0) { $0 + $1.0.name.count + $1.1.bytes }
    }

    /// The rows' numbers in the table.
    package var rows: Range<Int> { firstRow..<(firstRow + count) }

    /// The column of a key; nil when no row has a cell of it. Cost: a binary search, no copy.
    package func column(_ key: ColumnKey) -> Column? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? columns[low] : nil
    }

    /// The offset of the row at a position; nil when there is none. Cost: a binary search.
    package func row(of position: Position) -> Int? {
        var low = 0
        var high = positions.count
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] < position { low = middle + 1 } else { high = middle }
        }
        return low < positions.count && positions[low] == position ? low : nil
    }
}

extension Column {
    /// Memory held, estimated.
    var bytes: Int {
        120 + 4 * (rows?.count ?? 0) + tags.count + 8 * numbers.count + 8 * times.count + 4 * codes.count
            + texts.bytes.count + 4 * texts.ends.count
    }
}
