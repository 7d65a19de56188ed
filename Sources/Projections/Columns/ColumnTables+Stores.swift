package import LMDB
package import Model

extension ColumnTables {
    private static var missing: ProjectionError { .stopped("sealed columns are not there yet") }

    /// Writes a part of a table; one with the same first row is replaced. Cost: encoding, some 0.5 us a row.
    /// - Returns: the bytes of keys and values written.
    @discardableResult
    package static func write(
        _ part: Part, table: UInt32, in transaction: inout WriteTransaction
    ) throws -> Int { throw missing }

    /// Takes away a sealed part, as when it was joined into a larger one.
    package static func remove(_ header: PartHeader, in transaction: inout WriteTransaction) throws {
        throw missing
    }

    /// The directories of a table's parts that hold a row of the range (all by default), ascending.
    package static func headers(
        of table: UInt32, rows: Range<Int> = 0..<Int(UInt32.max),
        in transaction: borrowing ReadTransaction
    ) throws -> [PartHeader] { throw missing }

    /// The directory of the part that holds a row.
    package static func header(
        of table: UInt32, row: Int, in transaction: borrowing ReadTransaction
    ) throws -> PartHeader? { throw missing }

    /// A column of a sealed part, or some pieces of it; nil when no row has a cell of the key.
    package static func column(
        _ key: ColumnKey, of header: PartHeader, pieces: ColumnPieces = .all,
        in transaction: borrowing ReadTransaction
    ) throws -> Column? { throw missing }

    /// The position of each row.
    package static func positions(
        of header: PartHeader, in transaction: borrowing ReadTransaction
    ) throws -> [UInt64] { throw missing }

    /// The `at` of each row, microseconds.
    package static func ats(
        of header: PartHeader, in transaction: borrowing ReadTransaction
    ) throws -> [Int64] { throw missing }

    /// The offset of the row at a position, nil when the part has none: a binary search in the stored bytes.
    package static func row(
        of position: Position, in header: PartHeader, _ transaction: borrowing ReadTransaction
    ) throws -> Int? { throw missing }

    /// The offset of the first row whose position is not below the given one; `count` when there is none.
    package static func firstRow(
        notBelow position: Position, in header: PartHeader, _ transaction: borrowing ReadTransaction
    ) throws -> Int { throw missing }

    /// Everything of a sealed part.
    package static func part(
        _ header: PartHeader, in transaction: borrowing ReadTransaction
    ) throws -> Part { throw missing }
}
