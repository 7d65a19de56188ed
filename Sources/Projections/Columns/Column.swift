package import Model

/// The cells of one key over the rows of a part, in row order. The i-th value belongs to row `rows[i]`, or to
/// row i when `rows` is nil.
package struct Column: Sendable {
    /// Nil: every row of the part has a value. Else the ascending offsets of the rows that have one.
    package internal(set) var rows: [UInt32]?
    /// The tag of all values; nil when they differ.
    package internal(set) var tag: CellTag?
    /// The code of each value's tag when they differ; else empty.
    package internal(set) var tags: [UInt8]
    /// One a value if any value is a number (0 where it is not), else empty.
    package internal(set) var numbers: [Double]
    /// One a value if any value is a time, in microseconds (0 where it is not), else empty.
    package internal(set) var times: [Int64]
    /// One a value if any value is a text (0 where it is not), else empty: a code of `texts`.
    package internal(set) var codes: [UInt32]
    package internal(set) var texts: TextTable
    /// How many values there are: rows that have a cell of this key, also `null`.
    package internal(set) var count: Int

    init(count: Int = 0) {
        rows = nil
        tag = nil
        tags = []
        numbers = []
        times = []
        codes = []
        texts = TextTable()
        self.count = count
    }

    /// The tag of the i-th value. Meaningless when the tags were not read.
    @inlinable package func tag(at index: Int) -> CellTag? { tag ?? CellTag(rawValue: tags[index]) }

    /// The index of the value of a row, nil when it has none. Cost: constant, or a binary search when sparse.
    package func index(ofRow row: Int) -> Int? {
        guard let rows else { return row >= 0 && row < count ? row : nil }
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if Int(rows[middle]) < row { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && Int(rows[low]) == row ? low : nil
    }
}
