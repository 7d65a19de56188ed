/// Probabilities of several tests, adjusted for there being several. All in 0...1, in the order given; a test
/// without a probability stays without one and does not count. None is under what was given.
package enum MultipleTests {
    /// Each times the number of tests. `Definitions.bonferroni`.
    package static func bonferroni(_ p: [Double?]) -> [Double?] {
        let count = Double(p.count { $0 != nil })
        return p.map { $0.map { min($0 * count, 1) } }
    }

    /// Holm's step-down: never above Bonferroni's, with the same guarantee. `Definitions.holm`.
    package static func holm(_ p: [Double?]) -> [Double?] {
        let order = ascending(p)
        var adjusted = [Double?](repeating: nil, count: p.count)
        var last = 0.0
        for (rank, (index, value)) in order.enumerated() {
            last = max(last, min(value * Double(order.count - rank), 1))
            adjusted[index] = last
        }
        return adjusted
    }

    /// Benjamini and Hochberg's step-up, for the share of false findings. `Definitions.benjaminiHochberg`.
    package static func benjaminiHochberg(_ p: [Double?]) -> [Double?] {
        let order = ascending(p)
        var adjusted = [Double?](repeating: nil, count: p.count)
        var last = 1.0
        for (rank, (index, value)) in order.enumerated().reversed() {
            // The factor is 1 at least; p must not fall by rounding.
            last = min(last, max(value, value * (Double(order.count) / Double(rank + 1))))
            adjusted[index] = last
        }
        return adjusted
    }

    private static func ascending(_ p: [Double?]) -> [(Int, Double)] {
        p.enumerated().compactMap { index, value in value.map { (index, $0) } }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    }
}

extension Definitions {
    /// Source: Dunn, "Multiple Comparisons Among Means", JASA 56 (1961).
    package static let bonferroni = Definition(
        id: "p-adjusted.bonferroni", statement: "min(1, m p), m the number of tests.")

    /// Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
    /// Statistics 6 (1979).
    package static let holm = Definition(
        id: "p-adjusted.holm", statement: "Largest min(1, (m - k + 1) p(k)) up to p's own rank k.")

    /// Source: Benjamini and Hochberg, "Controlling the False Discovery Rate", Journal of the Royal
    /// Statistical Society B 57 (1995); scipy.stats.false_discovery_control(method="bh").
    package static let benjaminiHochberg = Definition(
        id: "p-adjusted.benjamini-hochberg",
        statement: "Least min(1, m p(k) / k) from p's own rank k on, m the number of tests.")
}
