/// numpy.random.RandomState's numbers, so that a split that scikit-learn drew with a seed can be drawn again.
///
/// Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998); numpy/random/mtrand.pyx and
/// distributions.c, `random_interval`. Nothing else should draw with it.
struct LegacyRandom {
    private var state = [UInt32](repeating: 0, count: 624)
    private var next = 624

    init(seed: UInt32) {
        state[0] = seed
        for index in 1..<624 {
            let before = state[index - 1]
            state[index] = 1_812_433_253 &* (before ^ (before >> 30)) &+ UInt32(index)
        }
    }

    private mutating func draw() -> UInt32 {
        if next == 624 {
            for index in 0..<624 {
                let joined = (state[index] & 0x8000_0000) | (state[(index + 1) % 624] & 0x7FFF_FFFF)
                state[index] =
                    state[(index + 397) % 624] ^ (joined >> 1) ^ (joined & 1 == 0 ? 0 : 0x9908_B0DF)
            }
            next = 0
        }
        var value = state[next]
        next += 1
        value ^= value >> 11
        value ^= (value << 7) & 0x9D2C_5680
        value ^= (value << 15) & 0xEFC6_0000
        return value ^ (value >> 18)
    }

    /// A number in 0...maximum, which is below 2^32.
    mutating func upTo(_ maximum: Int) -> Int {
        guard maximum > 0 else { return 0 }
        let mask = UInt32.max >> UInt32(truncatingIfNeeded: maximum).leadingZeroBitCount
        while true {
            let value = Int(draw() & mask)
            if value <= maximum { return value }
        }
    }

    /// RandomState.permutation.
    mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for index in order.indices.dropFirst().reversed() { order.swapAt(index, upTo(index)) }
        return order
    }

    /// Draws what a permutation of so many would, for nothing.
    mutating func skipPermutation(_ count: Int) {
        for index in stride(from: count - 1, to: 0, by: -1) { _ = upTo(index) }
    }
}
