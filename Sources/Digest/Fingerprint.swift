/// 88 bits that stand for a text in an index: the first 11 bytes of its keyed SipHash-2-4-128.
///
/// Two texts of a ledger of 10^9 share one with a chance of about 1 in 600 million, and nobody who does not
/// hold the key can look for such a pair. What a match decides is still checked against the text itself.
package struct Fingerprint: Hashable, Comparable, Sendable {
    /// The first 8 bytes, as a big-endian number: it orders fingerprints as their bytes do.
    package let high: UInt64
    /// The last 3 bytes, in the low 24 bits.
    package let low: UInt32

    /// How many bytes `append(to:)` writes.
    package static let byteCount = 11

    /// Of `low` only the lowest 24 bits count.
    @inlinable package init(high: UInt64, low: UInt32) {
        self.high = high
        self.low = low & 0xff_ffff
    }

    /// The fingerprint whose 11 bytes stand at an offset; nil when there are not so many.
    package init?(_ bytes: Span<UInt8>, at offset: Int = 0) {
        guard offset >= 0, bytes.count >= Self.byteCount, offset <= bytes.count - Self.byteCount else {
            return nil
        }
        var high: UInt64 = 0
        for index in 0..<8 { high = high << 8 | UInt64(bytes[offset + index]) }
        var low: UInt32 = 0
        for index in 8..<11 { low = low << 8 | UInt32(bytes[offset + index]) }
        self.init(high: high, low: low)
    }

    /// Appends the 11 bytes. They sort as the fingerprints do.
    package func append(to bytes: inout [UInt8]) {
        for shift: UInt64 in [56, 48, 40, 32, 24, 16, 8, 0] {
            bytes.append(UInt8(truncatingIfNeeded: high >> shift))
        }
        for shift: UInt32 in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: low >> shift)) }
    }

    @inlinable package static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

/// Makes fingerprints with the key of one ledger.
///
/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein 2012), of a space byte and the text: equal
/// texts of different spaces have nothing in common. The same key, space and bytes give the same fingerprint
/// for ever; the indexes on the disk rest on that.
package struct Fingerprinter: Sendable {
    private let v0: UInt64
    private let v1: UInt64
    private let v2: UInt64
    private let v3: UInt64

    /// - Parameter key: 16 bytes. What is missing counts as zero, what is more is not looked at.
    package init(key: [UInt8]) {
        var words: (UInt64, UInt64) = (0, 0)
        for (index, byte) in key.prefix(16).enumerated() {
            let part = UInt64(byte) << (8 * UInt64(index & 7))
            if index < 8 { words.0 |= part } else { words.1 |= part }
        }
        v0 = words.0 ^ 0x736f_6d65_7073_6575
        // 0xee marks the 128-bit variant.
        v1 = words.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = words.0 ^ 0x6c79_6765_6e65_7261
        v3 = words.1 ^ 0x7465_6462_7974_6573
    }

    /// The fingerprint of a text in a space of its own. Cost: about 30 ns for 20 bytes.
    package func fingerprint(_ space: UInt8, _ bytes: Span<UInt8>) -> Fingerprint {
        let (first, second) = hash(space, bytes)
        return Fingerprint(high: first.byteSwapped, low: UInt32(truncatingIfNeeded: second.byteSwapped >> 40))
    }

    /// The 16 bytes of output for `space` followed by `bytes`, as two little-endian words.
    func hash(_ space: UInt8, _ bytes: Span<UInt8>) -> (UInt64, UInt64) {
        var state = SipState(v0: v0, v1: v1, v2: v2, v3: v3)
        let count = bytes.count
        // Little-endian words of the message; the byte of the space shifts the text by one.
        var word = UInt64(space)
        var filled: UInt64 = 8
        var index = 0
        if count >= 7 {
            for place in 0..<7 { word |= UInt64(bytes[place]) << UInt64(8 * place + 8) }
            state.absorb(word)
            index = 7
            while index <= count - 8 {
                word = 0
                for place in 0..<8 { word |= UInt64(bytes[index + place]) << UInt64(8 * place) }
                state.absorb(word)
                index += 8
            }
            word = 0
            filled = 0
        }
        while index < count {
            word |= UInt64(bytes[index]) << filled
            filled += 8
            index += 1
        }
        state.absorb(word | UInt64(truncatingIfNeeded: count + 1) << 56)
        return state.finish()
    }
}

/// The four words of SipHash.
private struct SipState {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    @inline(__always) private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word << bits | word >> (64 - bits)
    }

    @inline(__always) private mutating func round() {
        v0 = v0 &+ v1
        v1 = Self.rotate(v1, 13) ^ v0
        v0 = Self.rotate(v0, 32)
        v2 = v2 &+ v3
        v3 = Self.rotate(v3, 16) ^ v2
        v0 = v0 &+ v3
        v3 = Self.rotate(v3, 21) ^ v0
        v2 = v2 &+ v1
        v1 = Self.rotate(v1, 17) ^ v2
        v2 = Self.rotate(v2, 32)
    }

    @inline(__always) mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    mutating func finish() -> (UInt64, UInt64) {
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let first = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return (first, v0 ^ v1 ^ v2 ^ v3)
    }
}
