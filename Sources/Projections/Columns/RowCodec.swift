/// Which rows of a part have a value, when not all have. The smallest of:
///
///     1  their offsets (`PackedIntegers`)
///     2  a bit a row, least first
///     3  how many have none, and the offsets of these
enum RowCodec {
    private static let list: UInt8 = 1
    private static let bitmap: UInt8 = 2
    private static let others: UInt8 = 3

    static func write(_ rows: [UInt32], rowCount: Int, to writer: inout BlobWriter) {
        let width = Int(PackedIntegers.width(UInt64(rowCount)))
        let sizes = (
            list: rows.count * width, bits: (rowCount + 7) / 8, others: (rowCount - rows.count) * width
        )
        if sizes.list <= min(sizes.bits, sizes.others) {
            writer.byte(list)
            PackedIntegers.write(rows, to: &writer)
        } else if sizes.others < sizes.bits {
            writer.byte(others)
            writer.count(rowCount - rows.count)
            PackedIntegers.write(complement(rows, rowCount: rowCount), to: &writer)
        } else {
            writer.byte(bitmap)
            writer.room(sizes.bits) { room in
                for row in rows { room[Int(row / 8)] |= 1 << UInt8(row % 8) }
            }
        }
    }

    /// Reads the ascending offsets of the rows that have a value, as many as `count`.
    /// - Throws: `ProjectionError.damagedRow`.
    static func read(
        _ reader: inout BlobReader, count: Int, rowCount: Int
    ) throws(ProjectionError) -> [UInt32] {
        let rows: [UInt32]
        switch try reader.byte() {
        case list:
            rows = try ascending(PackedIntegers(&reader, count: count), rowCount: rowCount)
        case others:
            let absent = try reader.count(atMost: rowCount)
            let listed = try ascending(PackedIntegers(&reader, count: absent), rowCount: rowCount)
            rows = complement(listed, rowCount: rowCount)
        case bitmap:
            let bits = try reader.take((rowCount + 7) / 8)
            var found: [UInt32] = []
            found.reserveCapacity(count)
            for index in bits.indices {
                var byte = bits[index]
                while byte != 0 {
                    found.append(UInt32(8 * index + byte.trailingZeroBitCount))
                    byte &= byte - 1
                }
            }
            guard Int(found.last ?? 0) < rowCount else { throw BlobReader.damaged("a row behind the last") }
            rows = found
        case let kind:
            throw BlobReader.damaged("rows of kind \(kind)")
        }
        guard rows.count == count else { throw BlobReader.damaged("\(rows.count) rows, not \(count)") }
        return rows
    }

    private static func ascending(
        _ packed: borrowing PackedIntegers, rowCount: Int
    ) throws(ProjectionError) -> [UInt32] {
        guard packed.count > 0 else { return [] }
        let rows = try packed.codes(atMost: rowCount - 1)
        for index in 1..<rows.count where rows[index] <= rows[index - 1] {
            throw BlobReader.damaged("rows out of order")
        }
        return rows
    }

    private static func complement(_ rows: [UInt32], rowCount: Int) -> [UInt32] {
        var others: [UInt32] = []
        others.reserveCapacity(rowCount - rows.count)
        var next: UInt32 = 0
        for row in rows {
            while next < row {
                others.append(next)
                next += 1
            }
            next = row + 1
        }
        while next < UInt32(rowCount) {
            others.append(next)
            next += 1
        }
        return others
    }
}
