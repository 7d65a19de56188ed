import Digest
import LMDB

/// A blocked Bloom filter over fingerprints: one cache line a key, six bits of its 512, 11 bits of memory a
/// key.
///
/// Says yes to 0.64 % of what is not there (computed from the Poisson spread of keys over lines), and never
/// no to what is. The line is chosen by the fingerprint's upper bits and the bits in it by the lower ones, so
/// keys that come sorted fill the lines one after the other.
struct RunFilter: Sendable, Equatable {
    private(set) var words: [UInt64]
    private let lines: UInt64

    static let bitsAKey = 11

    /// An empty filter for that many keys.
    init(expecting keys: Int) {
        let count = max(1, (max(0, keys) * Self.bitsAKey + 511) / 512)
        lines = UInt64(count)
        words = [UInt64](repeating: 0, count: count * 8)
    }

    /// A filter as it was stored; nil when the words are not whole lines.
    init?(words: [UInt64]) {
        guard !words.isEmpty, words.count % 8 == 0 else { return nil }
        lines = UInt64(words.count / 8)
        self.words = words
    }

    /// Bytes of memory.
    var bytes: Int { words.count * 8 }

    @inline(__always) private func line(_ high: UInt64) -> Int {
        Int(truncatingIfNeeded: high.multipliedFullWidth(by: lines).high) &* 8
    }

    @inline(__always) private static func bits(_ high: UInt64, _ low: UInt32) -> UInt64 {
        high << 24 | UInt64(low)
    }

    /// Adds the fingerprints of records of so many bytes.
    mutating func insert(_ records: Swift.Span<UInt8>, of bytes: Int) {
        let lines = lines
        var words = words.mutableSpan
        for offset in stride(from: 0, to: records.count, by: bytes) {
            let high = records.word(bigEndianAt: offset)
            let low = UInt32(truncatingIfNeeded: records.word(bigEndianAt: offset + 8) >> 40)
            let start = Int(truncatingIfNeeded: high.multipliedFullWidth(by: lines).high) &* 8
            var bits = Self.bits(high, low)
            for _ in 0..<6 {
                words[start &+ Int(truncatingIfNeeded: bits >> 6 & 7)] |= 1 << (bits & 63)
                bits >>= 9
            }
        }
    }

    /// False when the fingerprint was never added. Cost: one cache line.
    @inline(__always) func mayHold(high: UInt64, low: UInt32) -> Bool {
        let start = line(high)
        var bits = Self.bits(high, low)
        var found: UInt64 = 1
        for _ in 0..<6 {
            found &= words[start &+ Int(truncatingIfNeeded: bits >> 6 & 7)] >> (bits & 63)
            bits >>= 9
        }
        return found & 1 == 1
    }

    /// Puts the numbers of the fingerprints that may be there at the front of `held`; how many.
    ///
    /// Asks for one bit of each first: that loop is so short that many cache misses are under way at once.
    func held(of fingerprints: [Fingerprint], into held: inout [Int]) -> Int {
        if held.count < fingerprints.count { held = [Int](repeating: 0, count: fingerprints.count) }
        var count = 0
        for index in fingerprints.indices {
            let fingerprint = fingerprints[index]
            let bits = Self.bits(fingerprint.high, fingerprint.low)
            let word = words[line(fingerprint.high) &+ Int(truncatingIfNeeded: bits >> 6 & 7)]
            held[count] = index
            count &+= Int(truncatingIfNeeded: word >> (bits & 63) & 1)
        }
        var kept = 0
        for place in 0..<count {
            let index = held[place]
            held[kept] = index
            kept &+= mayHold(high: fingerprints[index].high, low: fingerprints[index].low) ? 1 : 0
        }
        return kept
    }
}
