import CColumns
package import LMDB
import Model

extension ColumnTables {
    /// Writes a part of a table; one with the same first row is replaced. Cost: encoding, some 5 ns a value.
    /// - Returns: the bytes of keys and values written.
    @discardableResult
    package static func write(
        _ part: Part, table: UInt32, in transaction: inout WriteTransaction
    ) throws -> Int {
        guard let first = part.positions.first, let last = part.positions.last else { return 0 }
        let key = key(table, part.firstRow)
        if try transaction.get(parts, key) != nil { try removeBlobs(key, in: &transaction) }
        var placing = BlobPlacing(key: key)
        let positions = try placing.place(
            packed(part.positions.map { Int64(bitPattern: $0) }), in: &transaction)
        let ats = try placing.place(packed(part.ats), in: &transaction)
        var summaries: [PartHeader.Summary] = []
        summaries.reserveCapacity(part.columns.count)
        for column in part.columns {
            let place = try placing.place(
                ColumnCodec.encode(column, rowCount: part.count), in: &transaction)
            summaries.append(PartHeader.Summary(column, place: place))
        }
        try placing.finish(in: &transaction)
        let times = part.ats
        let range = daybook_range_of(times.span)
        let header = PartHeader(
            table: table, firstRow: part.firstRow, count: part.count, positions: first...last,
            ats: range.least...range.greatest, keys: part.keys, summaries: summaries,
            positionsPlace: positions,
            atsPlace: ats)
        let directory = header.encoded
        try transaction.put(parts, key, directory)
        return placing.written + key.count + directory.count
    }

    private static func packed(_ values: [Int64]) -> [UInt8] {
        var writer = BlobWriter()
        PackedIntegers.write(values, stepped: true, to: &writer)
        return writer.bytes
    }

    /// Takes away a sealed part, as when it was joined into a larger one.
    package static func remove(_ header: PartHeader, in transaction: inout WriteTransaction) throws {
        let key = key(header.table, header.firstRow)
        try removeBlobs(key, in: &transaction)
        try transaction.delete(parts, key.span)
    }

    private static func removeBlobs(_ prefix: [UInt8], in transaction: inout WriteTransaction) throws {
        var keys: [[UInt8]] = []
        try transaction.walk(blobs, prefix: prefix) { key, _ in
            keys.append([UInt8](copying: key))
            return true
        }
        for key in keys { try transaction.delete(blobs, key.span) }
    }
}

/// Gives each run of bytes of a part its place.
private struct BlobPlacing {
    let key: [UInt8]
    /// Bytes of keys and values written.
    private(set) var written = 0
    private var pack: [UInt8] = []
    private var next: UInt32 = 1

    init(key: [UInt8]) { self.key = key }

    mutating func place(
        _ bytes: [UInt8], in transaction: inout WriteTransaction
    ) throws -> PartHeader.Place {
        guard bytes.count >= ColumnTables.packed else {
            defer { pack.append(contentsOf: bytes) }
            return PartHeader.Place(blob: 0, offset: pack.count, bytes: bytes.count)
        }
        defer { next += 1 }
        try put(next, bytes, in: &transaction)
        return PartHeader.Place(blob: next, offset: 0, bytes: bytes.count)
    }

    mutating func finish(in transaction: inout WriteTransaction) throws {
        if !pack.isEmpty { try put(0, pack, in: &transaction) }
    }

    private mutating func put(
        _ number: UInt32, _ bytes: [UInt8], in transaction: inout WriteTransaction
    ) throws {
        var key = key
        for shift in stride(from: 24, through: 0, by: -8) {
            key.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
        }
        try transaction.put(ColumnTables.blobs, key, bytes)
        written += key.count + bytes.count
    }
}

extension PartHeader.Summary {
    init(_ column: Column, place: PartHeader.Place) {
        count = column.count
        tag = column.tag
        self.place = place
        if column.tag == nil, !column.numbers.isEmpty {
            let own = zip(column.numbers, column.tags).filter { $1 == ImageCode.number }.map(\.0)
            numbers = own.count
            low = own.min() ?? 0
            high = own.max() ?? 0
        } else {
            let range = daybook_number_range_of(column.numbers.span)
            numbers = column.numbers.count
            low = range.least
            high = range.greatest
        }
    }
}
