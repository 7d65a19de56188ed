package import Digest
import LMDB
package import Model

/// Where something with a fingerprint stands: one record of an index run.
///
/// 24 bytes, big-endian: fingerprint 11, position 5, table 4, row 4. They order by fingerprint, then by
/// position.
package struct IndexEntry: Hashable, Sendable {
    package let fingerprint: Fingerprint
    /// Below 2^40.
    package let position: Position
    package let table: UInt32
    package let row: UInt32

    /// Bytes of a record.
    package static let byteCount = 24
    /// The greatest position that a record can hold.
    package static let positionMax: Position = (1 << 40) - 1

    package init(fingerprint: Fingerprint, position: Position, table: UInt32, row: UInt32) {
        self.fingerprint = fingerprint
        self.position = position
        self.table = table
        self.row = row
    }

    /// The record that stands at an offset of a block; the caller has seen that it is there.
    package init(_ records: Swift.Span<UInt8>, at offset: Int) {
        self.init(
            words: IndexWords(
                a: records.word(bigEndianAt: offset), b: records.word(bigEndianAt: offset + 8),
                c: records.word(bigEndianAt: offset + 16)))
    }

    @inline(__always) init(words: IndexWords) {
        fingerprint = Fingerprint(high: words.a, low: UInt32(truncatingIfNeeded: words.b >> 40))
        position = words.b & Self.positionMax
        table = UInt32(truncatingIfNeeded: words.c >> 32)
        row = UInt32(truncatingIfNeeded: words.c)
    }

    /// Appends the 24 bytes.
    package func append(to bytes: inout [UInt8]) {
        let words = IndexWords(self)
        for word in [words.a, words.b, words.c] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }
}

/// The 24 bytes of a record as three numbers, which order as the bytes do.
struct IndexWords: Comparable, Sendable {
    let a: UInt64
    let b: UInt64
    let c: UInt64

    @inline(__always) init(a: UInt64, b: UInt64, c: UInt64) {
        self.a = a
        self.b = b
        self.c = c
    }

    @inline(__always) init(_ entry: IndexEntry) {
        a = entry.fingerprint.high
        b = UInt64(entry.fingerprint.low) << 40 | entry.position & IndexEntry.positionMax
        c = UInt64(entry.table) << 32 | UInt64(entry.row)
    }

    /// Whether both are of the same fingerprint.
    @inline(__always) func isAlike(_ other: IndexWords) -> Bool { a == other.a && (b ^ other.b) >> 40 == 0 }

    @inline(__always) static func < (left: IndexWords, right: IndexWords) -> Bool {
        if left.a != right.a { return left.a < right.a }
        if left.b != right.b { return left.b < right.b }
        return left.c < right.c
    }
}
