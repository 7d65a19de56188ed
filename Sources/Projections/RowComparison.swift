import LMDB

/// Whether a table holds the same rows in two snapshots: keys and values, byte for byte, in key order.
enum RowComparison {
    /// Rows taken from each side at a time.
    private static let page = 4_096

    /// How many rows the left side has, and the first difference, nil when there is none.
    ///
    /// `pause` is called after every page; what it throws ends the comparison.
    static func compare(
        _ table: Table, _ left: borrowing ReadTransaction, _ right: borrowing ReadTransaction,
        pause: () throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        var rows: UInt64 = 0
        var start: [UInt8] = []
        while true {
            let a = try take(table, from: start, left)
            let b = try take(table, from: start, right)
            for index in 0..<max(a.count, b.count) {
                guard index < a.count, index < b.count, a[index].key == b[index].key,
                    a[index].value == b[index].value
                else {
                    let key =
                        [a, b].compactMap { $0.indices.contains(index) ? $0[index].key : nil }
                        .min { $0.lexicographicallyPrecedes($1) } ?? []
                    let bytes = key.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
                    return (rows, "table \(table.name), key \(bytes)")
                }
                rows += 1
            }
            try pause()
            guard a.count == page, let last = a.last else { return (rows, nil) }
            // The least key greater than the last.
            start = last.key + [0]
        }
    }

    private static func take(
        _ table: Table, from start: [UInt8], _ transaction: borrowing ReadTransaction
    ) throws -> [(key: [UInt8], value: [UInt8])] {
        var found: [(key: [UInt8], value: [UInt8])] = []
        try transaction.walk(table, from: start) { key, value in
            found.append((Array(copying: key), Array(copying: value)))
            return found.count < page
        }
        return found
    }
}
