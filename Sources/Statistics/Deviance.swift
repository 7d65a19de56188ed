import Glibc

/// The pieces from which the gamma and beta densities are put together without cancellation, after Loader,
/// "Fast and Accurate Computation of Binomial Probabilities" (2000).
enum Deviance {
    /// ln Γ(x + 1) - (x + ½) ln x + x - ½ ln 2π: what Stirling's formula leaves out, for x > 0.
    static func stirlingError(_ x: Double) -> Double {
        guard x >= 15 else {
            return lgamma(x + 1).0 - (x + 0.5) * log(x) + x - 0.5 * log(2 * Double.pi)
        }
        let inverse = 1 / (x * x)
        let tail = 1.0 / 1188 - inverse * (691.0 / 360_360)
        return
            (1.0 / 12 - inverse
            * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse * tail))))
            / x
    }

    /// x ln(x / mean) + mean - x for x > 0 and mean > 0, accurate where the two are close.
    static func part(_ x: Double, mean: Double) -> Double {
        guard (x - mean).magnitude < 0.1 * (x + mean) else {
            return x * log(x / mean) + mean - x
        }
        let ratio = (x - mean) / (x + mean)
        var sum = (x - mean) * ratio
        var term = 2 * x * ratio
        for odd in stride(from: 3.0, to: 2001, by: 2) {
            term *= ratio * ratio
            let next = sum + term / odd
            if next == sum { break }
            sum = next
        }
        return sum
    }

    /// C(n, k) p^k (1 - p)^(n - k) for 0 < k < n and 0 < p < 1.
    static func binomialTerm(_ k: Double, of n: Double, p: Double) -> Double {
        let rest = n - k
        let exponent =
            stirlingError(n) - stirlingError(k) - stirlingError(rest) - part(k, mean: n * p)
            - part(rest, mean: n * (1 - p))
        return exp(exponent) * (n / (2 * Double.pi * k * rest)).squareRoot()
    }

    /// x^a e^-x / Γ(a + 1) for a > 0 and x > 0.
    static func gammaTerm(_ a: Double, at x: Double) -> Double {
        exp(-stirlingError(a) - part(a, mean: x)) / (2 * Double.pi * a).squareRoot()
    }

    /// x^a y^b / B(a, b) for a, b > 0 and x + y = 1, both over 0.
    static func betaTerm(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
        let n = a + b
        let exponent =
            stirlingError(n) - stirlingError(a) - stirlingError(b) - part(a, mean: n * x)
            - part(b, mean: n * y)
        // The binomial's density is this times n / (a b), so a b / n is what is left of the three factorials.
        return exp(exponent) * (a / (2 * Double.pi) * (b / n)).squareRoot()
    }
}
