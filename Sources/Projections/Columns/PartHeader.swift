package import Model

/// The directory of a sealed part: its ranges, and of each column what a question needs to skip it.
package struct PartHeader: Sendable {
    /// What is known of a column without reading it.
    package struct Summary: Sendable {
        /// Rows that have a cell, also `null`.
        package let count: Int
        /// The tag of all values, nil when they differ.
        package let tag: CellTag?
        /// How many of the values are numbers.
        package let numbers: Int
        /// The least and the greatest number; 0 when there is none.
        package let low: Double
        package let high: Double
        /// Texts in the column's dictionary.
        package let texts: Int
        /// Bytes of the encoded column.
        package let bytes: Int
        /// Where it is: the number of its blob and the first byte in it.
        let blob: UInt16
        let offset: Int
    }

    package let table: UInt32
    package let firstRow: Int
    package let count: Int
    /// The first and last position.
    package let positions: ClosedRange<Position>
    /// The least and greatest `at`, microseconds.
    package let ats: ClosedRange<Int64>
    /// The columns, ascending.
    package let keys: [ColumnKey]
    let summaries: [Summary]

    /// The rows' numbers in the table.
    package var rows: Range<Int> { firstRow..<(firstRow + count) }

    /// What is known of a column; nil when no row has a cell of it. Cost: a binary search.
    package func summary(_ key: ColumnKey) -> Summary? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? summaries[low] : nil
    }
}
