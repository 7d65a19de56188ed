import Glibc

/// Distances between two discrete distributions, given as the shares of the same cells.
///
/// Each is exactly 0 for equal shares, and the same bits with the two exchanged (but for `kullbackLeibler`,
/// which is not symmetric). All are nil when the two have different numbers of cells, or none. Cost: one
/// pass.
package enum Divergence {
    /// The base of the logarithm in a divergence.
    package enum Base: Sendable, Hashable {
        case two, natural
    }

    /// The Jensen-Shannon divergence; at most 1 in base 2 and ln 2 in base e.
    package static func jensenShannon(_ p: [Double], _ q: [Double], base: Base) -> Double? {
        let sum = sum(p, q) { first, second in
            let both = first + second
            return both > 0 ? both * spread((first - second).magnitude / both) : 0
        }
        return sum.map {
            let natural = min($0 / 4, log(2))
            return base == .two ? min(natural / log(2), 1) : natural
        }
    }

    /// The square root of the divergence, which is a metric. `Definitions.jensenShannonDistance` in base 2.
    package static func jensenShannonDistance(_ p: [Double], _ q: [Double], base: Base) -> Double? {
        jensenShannon(p, q, base: base)?.squareRoot()
    }

    /// (1 + t) ln(1 + t) + (1 - t) ln(1 - t) for t in 0...1. Near 0 the terms would cancel.
    private static func spread(_ t: Double) -> Double {
        guard t >= 0.1 else {
            var (sum, power) = (0.0, 1.0)
            for k in 1...9 {
                power *= t * t
                sum += power / Double(k * (2 * k - 1))
            }
            return sum
        }
        return (1 + t) * log1p(t) + (t < 1 ? (1 - t) * log1p(-t) : 0)
    }

    /// Σ p ln(p / q), in nats; nil too when a cell has a p and no q, where it is infinite.
    package static func kullbackLeibler(_ p: [Double], _ q: [Double]) -> Double? {
        guard zip(p, q).allSatisfy({ $0 == 0 || $1 > 0 }) else { return nil }
        return sum(p, q) { $0 > 0 && $0 != $1 ? $0 * (log($0) - log($1)) : 0 }.map { max($0, 0) }
    }

    /// √(Σ (√p - √q)² / 2), in 0...1.
    package static func hellinger(_ p: [Double], _ q: [Double]) -> Double? {
        sum(p, q) { first, second in
            let difference = first.squareRoot() - second.squareRoot()
            return difference * difference
        }.map { min(($0 / 2).squareRoot(), 1) }
    }

    /// The largest difference of a cell's shares.
    package static func lInfinity(_ p: [Double], _ q: [Double]) -> Double? {
        guard p.count == q.count else { return nil }
        return zip(p, q).map { ($0 - $1).magnitude }.max()
    }

    /// Half the sum of the differences, in 0...1.
    package static func totalVariation(_ p: [Double], _ q: [Double]) -> Double? {
        sum(p, q) { ($0 - $1).magnitude }.map { min($0 / 2, 1) }
    }

    private static func sum(_ p: [Double], _ q: [Double], of term: (Double, Double) -> Double) -> Double? {
        guard p.count == q.count, !p.isEmpty else { return nil }
        var sum = ExactSum()
        for index in p.indices { sum.add(term(p[index], q[index])) }
        return sum.total
    }
}

extension Definitions {
    /// Source: Endres and Schindelin, "A New Metric for Probability Distributions", IEEE Transactions on
    /// Information Theory 49 (2003); scipy.spatial.distance.jensenshannon(base=2).
    package static let jensenShannonDistance = Definition(
        id: "js.distance.base-2",
        statement: "√((KL(p‖m) + KL(q‖m)) / 2) with m = (p + q) / 2 and logarithms to base 2, in 0..1.")

    /// Source: scipy.spatial.distance.jensenshannon(base=None).
    package static let jensenShannonDistanceNatural = Definition(
        id: "js.distance.natural",
        statement: "√((KL(p‖m) + KL(q‖m)) / 2) with m = (p + q) / 2 and natural logarithms, in 0..√ln 2.")

    /// Source: Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Transactions on Information
    /// Theory 37 (1991).
    package static let jensenShannonDivergence = Definition(
        id: "js.divergence.base-2",
        statement:
            "(KL(p‖m) + KL(q‖m)) / 2 with m = (p + q) / 2 and logarithms to base 2: the distance's square."
    )

    /// Source: Kullback and Leibler, "On Information and Sufficiency", Annals of Mathematical Statistics 22
    /// (1951); scipy.stats.entropy(p, q).
    package static let kullbackLeibler = Definition(
        id: "kl.natural",
        statement: "Σ p ln(p / q), baseline p against current q; no value when q lacks a cell that p has.")

    /// Source: Hellinger (1909), normalised to 0...1.
    package static let hellingerDistance = Definition(
        id: "hellinger.distance", statement: "√(Σ (√p - √q)²) / √2.")

    /// Source: the Chebyshev distance of both probability vectors.
    package static let lInfinityDistance = Definition(
        id: "l-infinity.distance", statement: "Largest |p - q| over all cells.")

    /// Source: Levin and Peres, "Markov Chains and Mixing Times", proposition 4.2.
    package static let totalVariationDistance = Definition(
        id: "total-variation.distance", statement: "½ Σ |p - q| over all cells.")
}
