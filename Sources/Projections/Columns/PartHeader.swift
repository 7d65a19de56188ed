package import Model

/// The directory of a sealed part: its ranges, and of each column what a question needs to skip it.
package struct PartHeader: Sendable {
    /// What is known of a column without reading it.
    package struct Summary: Hashable, Sendable {
        /// Rows that have a cell, also `null`.
        package let count: Int
        /// The tag of all values, nil when they differ.
        package let tag: CellTag?
        /// How many of the values are numbers.
        package let numbers: Int
        /// The least and the greatest number; 0 when there is none.
        package let low: Double
        package let high: Double
        /// Where the encoded column is.
        let place: Place

        /// Bytes of the encoded column.
        package var bytes: Int { place.bytes }
    }

    /// A run of bytes: the number of its blob, and where it begins in it.
    struct Place: Hashable, Sendable {
        let blob: UInt32
        let offset: Int
        let bytes: Int
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
    let positionsPlace: Place
    let atsPlace: Place

    /// The rows' numbers in the table.
    package var rows: Range<Int> { firstRow..<(firstRow + count) }

    /// Bytes of the encoded columns, positions and times.
    package var bytes: Int { summaries.reduce(positionsPlace.bytes + atsPlace.bytes) { $0 + $1.bytes } }

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
