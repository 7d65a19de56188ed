import Digest
import LMDB

// Integers in the order that makes byte order equal to value order.

extension Array where Element == UInt8 {
    mutating func append(bigEndian value: UInt64) {
        for shift: UInt64 in [56, 48, 40, 32, 24, 16, 8, 0] {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func append(bigEndian value: UInt32) {
        for shift: UInt32 in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func append(bigEndian value: Int64) { append(bigEndian: UInt64(bitPattern: value)) }
}

extension Span where Element == UInt8 {
    /// Eight bytes from an offset; the caller has checked that they are there.
    func word64(_ at: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in at..<at + 8 { value = value << 8 | UInt64(self[index]) }
        return value
    }

    func word32(_ at: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in at..<at + 4 { value = value << 8 | UInt32(self[index]) }
        return value
    }
}

extension InlineArray where Element == UInt8 {
    /// Puts eight bytes at an offset that lies inside.
    mutating func put(_ value: UInt64, at offset: Int) {
        for place in 0..<8 {
            self[offset + place] = UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * place))
        }
    }

    mutating func put(_ value: UInt32, at offset: Int) {
        for place in 0..<4 {
            self[offset + place] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * place))
        }
    }

    mutating func put(_ digest: SHA256Digest, at offset: Int) {
        let words = digest.words
        put(words.0, at: offset)
        put(words.1, at: offset + 8)
        put(words.2, at: offset + 16)
        put(words.3, at: offset + 24)
    }
}

extension MutableSpan where Element == UInt8 {
    /// Puts a digest at an offset that lies inside.
    mutating func store(_ digest: SHA256Digest, at offset: Int) {
        let words = digest.words
        store(bigEndian: words.0, at: offset)
        store(bigEndian: words.1, at: offset + 8)
        store(bigEndian: words.2, at: offset + 16)
        store(bigEndian: words.3, at: offset + 24)
    }
}
