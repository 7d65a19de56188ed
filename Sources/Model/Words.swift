/// Eight bytes at a time: the compiler makes one load or store of each, behind one check of the bounds.
extension Swift.Span<UInt8> {
    /// The eight bytes from an index on, the first one lowest.
    @inlinable @inline(__always)
    package func word(at index: Int) -> UInt64 {
        precondition(index >= 0 && index <= count - 8)
        return UInt64(self[index]) | UInt64(self[index &+ 1]) << 8 | UInt64(self[index &+ 2]) << 16
            | UInt64(self[index &+ 3]) << 24 | UInt64(self[index &+ 4]) << 32 | UInt64(self[index &+ 5]) << 40
            | UInt64(self[index &+ 6]) << 48 | UInt64(self[index &+ 7]) << 56
    }
}

extension MutableSpan<UInt8> {
    /// Writes eight bytes from an index on, the lowest one first.
    @inlinable @inline(__always)
    package mutating func write(_ word: UInt64, at index: Int) {
        precondition(index >= 0 && index <= count - 8)
        self[index] = UInt8(truncatingIfNeeded: word)
        self[index &+ 1] = UInt8(truncatingIfNeeded: word >> 8)
        self[index &+ 2] = UInt8(truncatingIfNeeded: word >> 16)
        self[index &+ 3] = UInt8(truncatingIfNeeded: word >> 24)
        self[index &+ 4] = UInt8(truncatingIfNeeded: word >> 32)
        self[index &+ 5] = UInt8(truncatingIfNeeded: word >> 40)
        self[index &+ 6] = UInt8(truncatingIfNeeded: word >> 48)
        self[index &+ 7] = UInt8(truncatingIfNeeded: word >> 56)
    }
}
