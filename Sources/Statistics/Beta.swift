import Glibc

/// The regularised incomplete beta function.
package enum Beta {
    /// I_x(a, b), the probability that a beta variable is at most x; nil unless a and b are finite and over 0
    /// and x is in 0...1. Cost: about the square root of the larger of a and b in steps.
    package static func lower(_ a: Double, _ b: Double, at x: Double) -> Double? {
        lower(a, b, x: x, y: 1 - x)
    }

    /// 1 - I_x(a, b), accurate where it is small; nil as for `lower`.
    package static func upper(_ a: Double, _ b: Double, at x: Double) -> Double? {
        lower(b, a, x: 1 - x, y: x)
    }

    /// I_x(a, b) of an x whose distance y from 1 is known better than 1 - x would say.
    static func lower(_ a: Double, _ b: Double, x: Double, y: Double) -> Double? {
        guard a > 0, b > 0, a <= 1e14, b <= 1e14, x >= 0, y >= 0, x <= 1, y <= 1 else { return nil }
        guard x > 0 else { return 0 }
        guard y > 0 else { return 1 }
        let term = Deviance.betaTerm(a, b, x: x, y: y)
        // The fraction converges fast below the mean only; above, the other tail is the one to compute.
        if x * (a + b + 2) < a + 1 {
            return min(term / fraction(a, b, x: x, y: y), 1)
        }
        return max(1 - term / fraction(b, a, x: y, y: x), 0)
    }

    /// x^a y^b / (B(a, b) I_x(a, b)) as a continued fraction. Source: (9) and (10) of DiDonato and Morris,
    /// "Algorithm 708: Significant Digit Computation of the Incomplete Beta Function Ratios", ACM TOMS 18
    /// (1992) 360-373, evaluated by the modified Lentz method.
    private static func fraction(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
        let distance = a * y - b * x + 1
        var value = nonZero(a * distance / (a + 1))
        var c = value
        var d = 0.0
        for step in 1...10_000_000 {
            let m = Double(step)
            let under = a + 2 * m - 1
            let over = (a + m - 1) / under * ((a + b + m - 1) / under) * m * (b - m) * x * x
            let next = m + m * (b - m) * x / under + (a + m) * (distance + m * (1 + y)) / (under + 2)
            d = 1 / nonZero(next + over * d)
            c = nonZero(next + over / c)
            let change = c * d
            value *= change
            if (change - 1).magnitude <= 0x1p-52 { break }
        }
        return value
    }
}

/// Student's t distribution.
package enum StudentT {
    /// The probability of a value of at least t; nil unless `degrees` is over 0 and t is a number.
    package static func survival(_ t: Double, degrees: Double) -> Double? {
        guard let both = twoSided(t, degrees: degrees) else { return nil }
        return t >= 0 ? both / 2 : 1 - both / 2
    }

    /// The probability of a value at least as far from 0 as t, on either side; nil as for `survival`. From
    /// 10^14 degrees of freedom on the normal distribution's.
    package static func twoSided(_ t: Double, degrees: Double) -> Double? {
        guard degrees > 0, !t.isNaN else { return nil }
        guard degrees < 1e14 else { return Normal.twoSided(t) }
        let square = t * t
        guard square < .infinity else {
            // t² is beyond a double. Only the first term of the series is left.
            let a = degrees / 2
            let inverse = lgamma(a + 0.5).0 - lgamma(a + 1).0 - log(Double.pi) / 2
            return exp(inverse + degrees * (log(degrees) / 2 - log(t.magnitude)))
        }
        return Beta.lower(
            degrees / 2, 0.5, x: degrees / (degrees + square), y: square / (degrees + square))
    }
}

extension Definitions {
    /// Two-sided tail of Student's t. Source: DLMF 8.17; scipy.stats.t.sf.
    package static let studentTwoSided = Definition(
        id: "student-t.two-sided",
        statement: "I_x(degrees / 2, 1/2) at x = degrees / (degrees + t²), the regularised incomplete beta.")
}
