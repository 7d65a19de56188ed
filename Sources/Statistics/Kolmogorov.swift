import Glibc

/// Kolmogorov's limit law of the largest distance between two distribution functions.
package enum Kolmogorov {
    /// The probability of a scaled distance of at least x; 1 for x up to 0, nil for what is not a number.
    /// `Definitions.kolmogorovLimit`.
    package static func survival(_ x: Double) -> Double? {
        guard !x.isNaN else { return nil }
        // Below, the value differs from 1 by less than half a unit in the last place.
        guard x > 0.16 else { return 1 }
        guard x < 1 else {
            var sum = 0.0
            for k in 1...8 {
                let term = exp(-2 * Double(k * k) * x * x)
                sum += k.isMultiple(of: 2) ? -term : term
            }
            return 2 * sum
        }
        // The other form of the theta function, which converges fast for small x.
        var sum = 0.0
        for odd in [1.0, 3, 5, 7] {
            sum += exp(-odd * odd * Double.pi * Double.pi / (8 * x * x))
        }
        return 1 - (2 * Double.pi).squareRoot() / x * sum
    }
}

extension Definitions {
    /// The limit law. Source: Kolmogorov (1933), Smirnov, "Table for Estimating the Goodness of Fit of
    /// Empirical Distributions", Annals of Mathematical Statistics 19 (1948); scipy.special.kolmogorov.
    package static let kolmogorovLimit = Definition(
        id: "ks.p.kolmogorov",
        statement: "2 Σ (-1)^(k-1) e^(-2 k² x²) at x = √(n1 n2 / (n1 + n2)) D.")
}
