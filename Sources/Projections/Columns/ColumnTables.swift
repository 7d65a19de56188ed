package import LMDB

/// Sealed parts in the environment of the columns.
///
///     parts   table u32 | first row u32 (big-endian)   the directory: `PartHeader`
///     blobs   table u32 | first row u32 | number u16   a column's bytes, or several small ones in a row
package enum ColumnTables {
    package static let parts = Table(0, "parts", revision: 1)
    package static let blobs = Table(1, "blobs", revision: 1)
    /// The first slots of the environment; other tables of it come behind, from `all.count`.
    package static let all = [parts, blobs]
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
