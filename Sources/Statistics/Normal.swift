import Glibc

/// The standard normal distribution.
package enum Normal {
    /// The quantile at 0.975: the z of a two-sided 95 % interval (scipy.stats.norm.ppf(0.975)).
    package static let z95 = 1.959963984540054

    /// The probability of a value up to `z`. Accurate in the lower tail too, where 1 - (1 - p) would be 0.
    package static func cumulative(_ z: Double) -> Double {
        erfc(-z / 2.0.squareRoot()) / 2
    }

    /// The probability of a value at least as far from 0 as `z`, on either side.
    package static func twoSided(_ z: Double) -> Double {
        erfc(z.magnitude / 2.0.squareRoot())
    }
}
