package import Digest
package import LMDB
package import Model

extension ColumnTables {
    /// The directories of a table's parts that hold a row of the range (all by default), ascending. Cost:
    /// some 0.1 us a column.
    /// - Throws: `StoreError`; `ProjectionError.damagedRow`.
    package static func headers(
        of table: UInt32, rows: Range<Int> = 0..<Int(UInt32.max),
        in transaction: borrowing ReadTransaction
    ) throws -> [PartHeader] {
        var headers: [PartHeader] = []
        if rows.lowerBound > 0, let before = try header(of: table, row: rows.lowerBound, in: transaction) {
            headers.append(before)
        }
        let prefix = key(table, 0).prefix(4)
        let start = key(table, headers.last?.rows.upperBound ?? rows.lowerBound)
        try transaction.walk(parts, from: start) { key, value in
            guard key.starts(with: Array(prefix)) else { return false }
            let firstRow = try firstRow(key)
            guard firstRow < rows.upperBound else { return false }
            headers.append(try PartHeader(value, table: table, firstRow: firstRow, like: headers.last))
            return true
        }
        return headers
    }

    /// The directory of the part that holds a row; nil when none does.
    package static func header(
        of table: UInt32, row: Int, in transaction: borrowing ReadTransaction
    ) throws -> PartHeader? {
        guard row >= 0, row < Int(UInt32.max) else { return nil }
        var found: PartHeader?
        let prefix = key(table, 0).prefix(4)
        try transaction.walk(parts, from: key(table, row), backwards: true) { key, value in
            guard key.starts(with: Array(prefix)) else { return false }
            found = try PartHeader(value, table: table, firstRow: firstRow(key), like: nil)
            return false
        }
        return found.flatMap { $0.rows.contains(row) ? $0 : nil }
    }

    private static func firstRow(_ key: Swift.Span<UInt8>) throws(ProjectionError) -> Int {
        guard key.count == 8 else {
            throw .damagedRow(table: parts.name, detail: "a key of \(key.count) bytes")
        }
        return (4..<8).reduce(0) { $0 << 8 | Int(key[$1]) }
    }

    /// A column of a sealed part, or some pieces of it; nil when no row has a cell of the key. Cost: about
    /// 0.4 ns a number.
    /// - Throws: `StoreError`; `ProjectionError.damagedRow`.
    package static func column(
        _ key: ColumnKey, of header: PartHeader, pieces: ColumnPieces = .all,
        in transaction: borrowing ReadTransaction
    ) throws -> Column? {
        guard let summary = header.summary(key) else { return nil }
        let column = try blob(summary.place, of: header, in: transaction) {
            try ColumnCodec.decode($0, rowCount: header.count, pieces: pieces)
        }
        guard column.count == summary.count else {
            throw BlobReader.damaged("a column of \(column.count) values")
        }
        return column
    }

    /// The position of each row.
    package static func positions(
        of header: PartHeader, in transaction: borrowing ReadTransaction
    ) throws -> [UInt64] {
        try integers(header.positionsPlace, of: header, in: transaction) { $0.positions() }
    }

    /// The `at` of each row, microseconds.
    package static func ats(
        of header: PartHeader, in transaction: borrowing ReadTransaction
    ) throws -> [Int64] {
        try integers(header.atsPlace, of: header, in: transaction) { $0.integers() }
    }

    /// The offset of the row at a position, nil when the part has none: a binary search in the stored bytes.
    package static func row(
        of position: Position, in header: PartHeader, _ transaction: borrowing ReadTransaction
    ) throws -> Int? {
        guard header.positions.contains(position) else { return nil }
        return try integers(header.positionsPlace, of: header, in: transaction) { packed in
            let row = packed.firstIndex(notBelow: Int64(bitPattern: position))
            return row < packed.count && packed[row] == Int64(bitPattern: position) ? row : nil
        }
    }

    /// The offset of the first row whose position is not below the given one; `count` when there is none.
    package static func firstRow(
        notBelow position: Position, in header: PartHeader, _ transaction: borrowing ReadTransaction
    ) throws -> Int {
        if position <= header.positions.lowerBound { return 0 }
        if position > header.positions.upperBound { return header.count }
        return try integers(header.positionsPlace, of: header, in: transaction) {
            $0.firstIndex(notBelow: Int64(bitPattern: position))
        }
    }

    /// Everything of a sealed part.
    package static func part(
        _ header: PartHeader, in transaction: borrowing ReadTransaction
    ) throws -> Part {
        var columns: [Column] = []
        columns.reserveCapacity(header.keys.count)
        for key in header.keys {
            guard let column = try column(key, of: header, in: transaction) else { continue }
            columns.append(column)
        }
        return Part(
            firstRow: header.firstRow, positions: try positions(of: header, in: transaction),
            ats: try ats(of: header, in: transaction), keys: header.keys, columns: columns)
    }

    /// `Part.canonicalDigest` of sealed parts, a column at a time.
    package static func canonicalDigest(
        _ headers: [PartHeader], in transaction: borrowing ReadTransaction
    ) throws -> SHA256Digest {
        var rows = CanonicalRows()
        var parts: [(firstRow: Int, positions: [UInt64], ats: [Int64])] = []
        for header in headers {
            parts.append(
                (
                    header.firstRow, try positions(of: header, in: transaction),
                    try ats(of: header, in: transaction)
                ))
        }
        rows.rows(parts)
        for key in Set(headers.flatMap(\.keys)).sorted() {
            var columns: [(firstRow: Int, column: Column?)] = []
            for header in headers {
                columns.append((header.firstRow, try column(key, of: header, in: transaction)))
            }
            rows.column(key, columns)
        }
        return rows.digest
    }

    private static func integers<Result>(
        _ place: PartHeader.Place, of header: PartHeader, in transaction: borrowing ReadTransaction,
        _ body: (borrowing PackedIntegers) throws -> Result
    ) throws -> Result {
        try blob(place, of: header, in: transaction) { bytes in
            var reader = BlobReader(bytes)
            return try body(PackedIntegers(&reader, count: header.count))
        }
    }

    static func blob<Result>(
        _ place: PartHeader.Place, of header: PartHeader, in transaction: borrowing ReadTransaction,
        _ body: (Swift.Span<UInt8>) throws -> Result
    ) throws -> Result {
        let found = try transaction.get(blobs, key(header.table, header.firstRow, place.blob)) { value in
            let (end, overflow) = place.offset.addingReportingOverflow(place.bytes)
            guard !overflow, end <= value.count else {
                throw BlobReader.damaged(
                    "\(value.count) bytes where \(place.bytes) from \(place.offset) should be")
            }
            return try body(value.extracting(place.offset..<end))
        }
        guard let found else { throw BlobReader.damaged("no blob \(place.blob) at row \(header.firstRow)") }
        return found
    }
}
