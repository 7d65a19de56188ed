import Glibc

/// The regularised incomplete gamma functions P and Q.
package enum Gamma {
    /// The largest shape taken: from there on the sums would take too long.
    package static let shapeMaximum = 1e10

    /// P(a, x), the probability that a gamma variable of shape a is at most x; nil unless
    /// 0 < a <= `shapeMaximum` and x >= 0. Cost: about √a steps.
    package static func lower(shape: Double, at x: Double) -> Double? {
        both(shape, x)?.lower
    }

    /// Q(a, x) = 1 - P(a, x), accurate where it is small; nil as for `lower`.
    package static func upper(shape: Double, at x: Double) -> Double? {
        both(shape, x)?.upper
    }

    private static func both(_ a: Double, _ x: Double) -> (lower: Double, upper: Double)? {
        guard a > 0, a <= shapeMaximum, x >= 0 else { return nil }
        guard x > 0 else { return (0, 1) }
        guard x < .infinity else { return (1, 0) }
        let term = Deviance.gammaTerm(a, at: x)
        guard x >= a + 1 else {
            let lower = min(term * series(a, x), 1)
            return (lower, 1 - lower)
        }
        let upper = min(term * a * fraction(a, x), 1)
        return (1 - upper, upper)
    }

    /// 1 + x / (a + 1) + x² / ((a + 1)(a + 2)) + ..., for x below a + 1.
    private static func series(_ a: Double, _ x: Double) -> Double {
        var (sum, term, divisor) = (1.0, 1.0, a)
        repeat {
            divisor += 1
            term *= x / divisor
            sum += term
        } while term > sum * 0x1p-54
        return sum
    }

    /// Γ(a, x) over x^a e^-x as a continued fraction, for x from a + 1 on. Source: DLMF 8.9.2, evaluated by
    /// the modified Lentz method.
    private static func fraction(_ a: Double, _ x: Double) -> Double {
        var b = x + 1 - a
        var c = 1e300
        var d = 1 / b
        var value = d
        for step in 1...10_000_000 {
            let factor = -Double(step) * (Double(step) - a)
            b += 2
            d = 1 / nonZero(factor * d + b)
            c = nonZero(b + factor / c)
            let change = c * d
            value *= change
            if (change - 1).magnitude <= 0x1p-52 { break }
        }
        return value
    }
}

/// Keeps a continued fraction's divisor off 0.
func nonZero(_ value: Double) -> Double {
    value.magnitude < 1e-300 ? 1e-300 : value
}

/// The chi-squared distribution.
package enum ChiSquared {
    /// The probability of a statistic at least this large; nil unless there is a degree of freedom and the
    /// statistic is a number that is not negative. `Definitions.chiSquaredSurvival`.
    package static func survival(_ statistic: Double, degrees: Int) -> Double? {
        guard degrees > 0 else { return nil }
        return Gamma.upper(shape: Double(degrees) / 2, at: statistic / 2)
    }
}

extension Definitions {
    /// Upper tail of chi-squared. Source: DLMF 8.2.4 and 8.9.2; scipy.stats.chi2.sf.
    package static let chiSquaredSurvival = Definition(
        id: "chi-squared.survival",
        statement: "Q(degrees / 2, statistic / 2), the regularised upper incomplete gamma function.")
}
