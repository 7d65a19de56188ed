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
