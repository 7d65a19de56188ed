/// SplitMix64 (Steele, Lea and Flood 2014), so that a test names its numbers by a seed, here and in Python.
///
/// The reference values of the tests use the same generator in python3 with numpy 2.4.6:
///
///     def splitmix(seed):
///         M = (1 << 64) - 1
///         while True:
///             seed = (seed + 0x9E3779B97F4A7C15) & M
///             z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & M
///             z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
///             yield z ^ (z >> 31)
///     uniform = lambda seed, n: [(z >> 11) * 2.0**-53 for z in itertools.islice(splitmix(seed), n)]
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A double in 0..<1.
    mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    static func uniforms(seed: UInt64, count: Int) -> [Double] {
        var generator = SplitMix(seed: seed)
        return (0..<count).map { _ in generator.uniform() }
    }
}

/// Whether two numbers agree to a relative tolerance.
func close(_ found: Double?, _ wanted: Double, _ tolerance: Double = 1e-13) -> Bool {
    guard let found else { return false }
    return (found - wanted).magnitude <= tolerance * max(wanted.magnitude, found.magnitude)
}
