import Foundation

/// What random numbers of a simulation are for. Each purpose draws from its own, so that what one part draws
/// moves no other part.
enum SimulatedPurpose: UInt64 {
    case world = 1
    case sample, fault, calendar, rows, scores, actions, labels, beside
}

extension SeededGenerator {
    init(seed: UInt64, purpose: SimulatedPurpose) {
        var first = SeededGenerator(seed: seed)
        var second = SeededGenerator(seed: first.next() ^ (purpose.rawValue << 32))
        self.init(seed: second.next())
    }

    /// Uniform in [0, 1), 53 bits.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

    mutating func either(_ first: Double, _ second: Double) -> Double { unit() < 0.5 ? first : second }

    /// Standard normal (Box and Muller, one of the pair).
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - unit())).squareRoot()
        return radius * cos(2 * .pi * unit())
    }

    mutating func exponential(mean: Double) -> Double { -mean * log(1 - unit()) }

    /// An index by weights that need not add up to 1.
    mutating func index(_ weights: [Double]) -> Int {
        var rest = unit() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.count - 1
    }
}

enum SimulatedNumbers {
    static func sigmoid(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }

    static func logit(_ share: Double) -> Double { log(share / (1 - share)) }

    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    static func rounded(_ number: Double, _ decimals: Int) -> Double {
        let scale = pow(10, Double(decimals))
        return (number * scale).rounded() / scale
    }

    /// The place in a range at which a function that grows reaches a target; an end where it does not.
    static func solve(_ target: Double, from low: Double, to high: Double, _ grows: (Double) -> Double)
        -> Double
    {
        var (low, high) = (low, high)
        for _ in 0..<20 {
            let middle = (low + high) / 2
            if grows(middle) < target { low = middle } else { high = middle }
        }
        return high
    }

    /// The value that a share of the values is not above, of values in any order.
    static func quantile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.indices.last else { return 0 }
        return sorted[min(last, max(0, Int(share * Double(sorted.count))))]
    }
}
