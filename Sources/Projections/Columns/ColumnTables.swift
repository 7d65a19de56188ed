package import LMDB

/// Sealed parts in the environment of the columns.
///
///     parts   table u32 | first row u32 (big-endian)   the directory: `PartHeader`
///     blobs   table u32 | first row u32 | number u32   a column's bytes (`ColumnCodec`), or several small
///     ones
///
/// Blob 0 holds everything below `packed` bytes, one behind the other: the store gives a larger value pages
/// of its own, and a small one among them would waste most of a page. The others hold one thing each.
package enum ColumnTables {
    package static let parts = Table(0, "parts", revision: 1)
    package static let blobs = Table(1, "blobs", revision: 1)
    /// The first slots of the environment; other tables of it come behind, from `all.count`.
    package static let all = [parts, blobs]

    /// Bytes below which blobs share a value: half a page.
    static let packed = 2_048

    static func key(_ table: UInt32, _ firstRow: Int, _ number: UInt32? = nil) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(12)
        for word in [table, UInt32(truncatingIfNeeded: firstRow), number] {
            guard let word else { continue }
            for shift in stride(from: 24, through: 0, by: -8) {
                key.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
            }
        }
        return key
    }
}

/// Which pieces of a column are read; what is left out stays empty. `count` and `tag` are always there.
package struct ColumnPieces: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let rows = ColumnPieces(rawValue: 1)
    package static let tags = ColumnPieces(rawValue: 2)
    package static let numbers = ColumnPieces(rawValue: 4)
    package static let times = ColumnPieces(rawValue: 8)
    package static let codes = ColumnPieces(rawValue: 16)
    package static let texts = ColumnPieces(rawValue: 32)
    package static let all = ColumnPieces(rawValue: 63)
}
