/// Comparing and spreading runs of bytes, eight at a time: what the innermost loop does with names and texts.
enum ColumnBytes {
    /// The eight bytes from an offset, little-endian: one load.
    @inline(__always)
    static func word(_ bytes: Swift.Span<UInt8>, _ at: Int) -> UInt64 {
        let eight = bytes.extracting(at..<(at + 8))
        let low =
            UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
        let high =
            UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
        return low | high << 32
    }

    /// Whether two runs of bytes are the same.
    @inline(__always)
    static func same(_ left: Swift.Span<UInt8>, _ right: Swift.Span<UInt8>) -> Bool {
        let count = left.count
        guard count == right.count else { return false }
        if count >= 8 {
            var at = 0
            while at < count - 8 {
                if word(left, at) != word(right, at) { return false }
                at += 8
            }
            return word(left, count - 8) == word(right, count - 8)
        }
        return count == 0 || short(left) == short(right)
    }

    /// One to seven bytes as a number; together with their count it stands for no others.
    @inline(__always)
    private static func short(_ bytes: Swift.Span<UInt8>) -> UInt64 {
        let count = bytes.count
        if count >= 4 { return UInt64(half(bytes, 0)) << 32 | UInt64(half(bytes, count - 4)) }
        return UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1])
    }

    @inline(__always)
    private static func half(_ bytes: Swift.Span<UInt8>, _ at: Int) -> UInt32 {
        let four = bytes.extracting(at..<(at + 4))
        return UInt32(four[0]) | UInt32(four[1]) << 8 | UInt32(four[2]) << 16 | UInt32(four[3]) << 24
    }

    /// A number that spreads texts over a table: the same on every machine. Texts that share one can be made,
    /// so whoever uses it bounds its probes.
    @inline(__always)
    static func spread(_ bytes: Swift.Span<UInt8>) -> UInt32 {
        let count = bytes.count
        var state = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: count)
        if count >= 8 {
            var at = 0
            while at < count - 8 {
                state = (state ^ word(bytes, at)) &* 0xbf58_476d_1ce4_e5b9
                state ^= state >> 29
                at += 8
            }
            state ^= word(bytes, count - 8)
        } else if count > 0 {
            state ^= short(bytes)
        }
        state = (state ^ state >> 31) &* 0x94d0_49bb_1331_11eb
        return UInt32(truncatingIfNeeded: state >> 32)
    }
}
