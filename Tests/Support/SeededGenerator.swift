import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// True in `share` of the draws.
    package mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

    /// One of the choices.
    package mutating func pick<T>(_ choices: [T]) -> T {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }
}

/// The seeds that a seeded test runs with: those in DAYBOOK_SEED (comma-separated) to replay a failure, else
/// the given ones. A failing test names its seed.
package func seeds(_ defaults: [UInt64]) -> [UInt64] {
    guard let text = ProcessInfo.processInfo.environment["DAYBOOK_SEED"] else { return defaults }
    let given = text.split(separator: ",").compactMap { UInt64($0) }
    return given.isEmpty ? defaults : given
}
