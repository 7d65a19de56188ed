import Foundation

/// Statistics as their definitions say them, one value after the other.
enum PlainNumbers {
    /// The sum with the rounding errors carried along (Neumaier), of values scaled so that no sum overflows.
    private static func sum(_ values: [Double]) -> Double {
        var sum = 0.0
        var lost = 0.0
        for value in values {
            let next = sum + value
            lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return sum + lost
    }

    /// A power of two that takes the greatest value to about 1.
    private static func scale(_ values: [Double]) -> Double {
        let greatest = values.map(\.magnitude).max() ?? 0
        return greatest == 0 ? 1 : greatest.binade
    }

    /// The arithmetic mean and the mean of the magnitudes, which bounds what rounding may cost.
    static func mean(_ values: [Double]) -> (mean: Double, size: Double)? {
        guard let first = values.first else { return nil }
        if values.allSatisfy({ $0 == first }) { return (first, 0) }
        let scale = scale(values)
        let count = Double(values.count)
        return (
            sum(values.map { $0 / scale }) / count * scale,
            sum(values.map { $0.magnitude / scale }) / count * scale
        )
    }

    static func meanValue(_ values: [Double]) -> PlainValue {
        guard let (mean, size) = mean(values) else { return .null }
        return .number(mean, slack: size * 1e-12)
    }

    /// The standard deviation over n - 1, or over n; its square has to fit a double.
    static func deviation(_ values: [Double], sample: Bool) -> PlainValue {
        let count = sample ? values.count - 1 : values.count
        guard count > 0, let (mean, size) = mean(values) else { return .null }
        if values.allSatisfy({ $0 == values[0] }) { return .number(0, slack: 0) }
        let deviations = values.map { $0 - mean }
        guard deviations.allSatisfy({ $0.magnitude < 1e154 }) else { return .null }
        let scale = scale(deviations)
        let squares = sum(deviations.map { ($0 / scale) * ($0 / scale) })
        let found = (squares / Double(count)).squareRoot() * scale
        return .number(found, slack: max(found, size) * 1e-12 + 1e-160)
    }

    /// Linear between order statistics: h = (n - 1) q.
    static func quantile(_ sorted: [Double], _ q: Double) -> (value: Double, size: Double)? {
        guard let last = sorted.last else { return nil }
        let place = Double(sorted.count - 1) * q
        let below = Int(place.rounded(.down))
        let fraction = place - Double(below)
        let low = sorted[below]
        let high = below + 1 < sorted.count ? sorted[below + 1] : last
        if low == high || fraction == 0 { return (low, low.magnitude) }
        return (low * (1 - fraction) + high * fraction, max(low.magnitude, high.magnitude))
    }

    static func quantileValue(_ sorted: [Double], _ q: Double) -> PlainValue {
        guard let found = quantile(sorted, q) else { return .null }
        return .number(found.value, slack: found.size * 1e-12)
    }

    /// Edges of equal bins as numpy.linspace gives them; nil where doubles cannot tell them apart.
    static func edges(_ low: Double, _ high: Double, _ bins: Int) -> [Double]? {
        let first = low == high ? low - 0.5 : low
        let last = low == high ? high + 0.5 : high
        let width = last - first
        guard width.isFinite else { return nil }
        let step = width / Double(bins)
        var edges = (0...bins).map { index in
            step == 0 ? Double(index) / Double(bins) * width + first : Double(index) * step + first
        }
        edges[bins] = last
        for index in 0..<bins where edges[index] >= edges[index + 1] { return nil }
        return edges
    }

    /// The pooled two-proportion test: the difference of the rates, z and the two-sided p.
    static func proportions(
        _ before: (hits: Int, count: Int), _ now: (hits: Int, count: Int)
    ) -> (difference: Double, z: Double, p: Double)? {
        guard before.count > 0, now.count > 0 else { return nil }
        let (n1, n2) = (Double(before.count), Double(now.count))
        let difference = Double(now.hits) / n2 - Double(before.hits) / n1
        let pooled = Double(before.hits + now.hits) / (n1 + n2)
        let variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
        let z = variance > 0 ? difference / variance.squareRoot() : 0
        return (difference, z, erfc(z.magnitude / 2.0.squareRoot()))
    }

    /// A result of transcendental functions: printed with 12 significant digits.
    static func printed(_ value: Double) -> PlainValue {
        .number(value, slack: value.magnitude * 1e-11)
    }

    /// A share as a percentage with one decimal, rounded half up: `12.3 % of 40`.
    static func percent(_ rate: (hits: Int, count: Int)) -> String {
        guard rate.count > 0 else { return "none" }
        let tenths = (2_000 * rate.hits + rate.count) / (2 * rate.count)
        return "\(tenths / 10).\(tenths % 10) % of \(rate.count)"
    }
}
