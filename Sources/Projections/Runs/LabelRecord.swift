import LMDB
package import Model

/// What an outcome says of a row of a table: one record of a `labels` run.
///
/// 42 bytes, big-endian: table 4, row 4, the outcome's position 5, its `at` 8 (sign flipped, so that bytes
/// order as times do), kind 1, payload 8, by 4, value 8 (the bits of a double).
package struct LabelRecord: Hashable, Sendable {
    package let table: UInt32
    package let row: UInt32
    /// The outcome's position, below 2^40.
    package let position: Position
    /// Microseconds since 1970.
    package let at: Int64
    /// The low four bits: 0 false, 1 true, 2 a text whose code is the payload, 3 a number whose bits are the
    /// payload. 0x10 is set when there is a value, 0x20 when the high half of the payload, which only numbers
    /// need, is the code of the label's definition.
    package let kind: UInt8
    package let payload: UInt64
    /// The code of who said so.
    package let by: UInt32
    /// The bits of the value's double.
    package let value: UInt64

    /// Bytes of a record.
    package static let byteCount = 42
    private static let sign: UInt64 = 1 << 63

    package init(
        table: UInt32, row: UInt32, position: Position, at: Int64, kind: UInt8, payload: UInt64, by: UInt32,
        value: UInt64
    ) {
        self.table = table
        self.row = row
        self.position = position
        self.at = at
        self.kind = kind
        self.payload = payload
        self.by = by
        self.value = value
    }

    /// The record that stands at an offset of a block; the caller has seen that it is there.
    package init(_ records: Swift.Span<UInt8>, at offset: Int) {
        let place = records.word(bigEndianAt: offset)
        table = UInt32(truncatingIfNeeded: place >> 32)
        row = UInt32(truncatingIfNeeded: place)
        position = records.word(bigEndianAt: offset + 8) >> 24
        at = Int64(bitPattern: records.word(bigEndianAt: offset + 13) ^ Self.sign)
        kind = records[offset + 21]
        payload = records.word(bigEndianAt: offset + 22)
        by = UInt32(truncatingIfNeeded: records.word(bigEndianAt: offset + 30) >> 32)
        value = records.word(bigEndianAt: offset + 34)
    }

    /// Appends the 42 bytes.
    package func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.byteCount))
        var span = bytes.mutableSpan
        // Each word covers what the one before it had too much.
        span.store(bigEndian: UInt64(table) << 32 | UInt64(row), at: start)
        span.store(bigEndian: position << 24, at: start + 8)
        span.store(bigEndian: UInt64(bitPattern: at) ^ Self.sign, at: start + 13)
        span.store(bigEndian: UInt64(kind) << 56, at: start + 21)
        span.store(bigEndian: payload, at: start + 22)
        span.store(bigEndian: UInt64(by) << 32, at: start + 30)
        span.store(bigEndian: value, at: start + 34)
    }
}
