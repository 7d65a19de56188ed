/// How many of a number of cases were hits: a rate with its uncertainty.
package struct Proportion: Sendable, Hashable {
    package let hits: Int64
    package let count: Int64

    /// Nil unless `0 <= hits <= count`.
    package init?(hits: Int64, of count: Int64) {
        guard hits >= 0, hits <= count else { return nil }
        self.hits = hits
        self.count = count
    }

    /// No hits of no cases.
    static let none = Proportion()

    private init() {
        hits = 0
        count = 0
    }

    /// Hits over count, between 0 and 1; nil when there are no cases. `Definitions.proportionRate`.
    package var rate: Double? {
        count > 0 ? Double(hits) / Double(count) : nil
    }

    /// The Wilson score interval; nil when there are no cases or `z` is not a positive finite number.
    ///
    /// `z` is the normal quantile of the wanted confidence (`Normal.z95` for 95 %). The interval lies inside
    /// 0...1, holds the rate, and starts at exactly 0 without hits and ends at exactly 1 without misses.
    package func wilson(z: Double) -> Interval? {
        Self.wilson(hits: Double(hits), of: Double(count), z: z)
    }

    /// The same of a number of hits that need not be whole, with `0 <= hits <= count`.
    static func wilson(hits: Double, of count: Double, z: Double) -> Interval? {
        guard count > 0, z > 0, z.isFinite else { return nil }
        let rate = hits / count
        let number = count
        let weight = z * z / number
        let centre = (rate + weight / 2) / (1 + weight)
        let half = (z / (1 + weight)) * (rate * (1 - rate) / number + weight / (4 * number)).squareRoot()
        guard centre.isFinite, half.isFinite else { return Interval(low: 0, high: 1) }
        return Interval(
            low: hits == 0 ? 0 : min(max(centre - half, 0), rate),
            high: hits == count ? 1 : max(min(centre + half, 1), rate))
    }
}

/// A range that an estimate is given with, both ends included.
package struct Interval: Sendable, Hashable {
    package let low: Double
    package let high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

extension Definitions {
    /// The plain rate. Source: the maximum likelihood estimate of a binomial proportion.
    package static let proportionRate = Definition(
        id: "proportion.rate",
        statement: "Hits over cases; no value when there are no cases.")

    /// The score interval without continuity correction. Source: Wilson, "Probable Inference, the Law of
    /// Succession, and Statistical Inference", JASA 22 (1927); method 3 of Newcombe, Statistics in Medicine
    /// 17 (1998) 857-872.
    package static let proportionWilson = Definition(
        id: "proportion.wilson",
        statement: "(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), without continuity correction.")
}
