/// The two-sample Kolmogorov-Smirnov test, two-sided.
package enum KolmogorovSmirnov {
    /// Up to this many values on either side p is the exact one: scipy.stats.ks_2samp(method="auto").
    package static let exactMaximum = 10_000

    /// A probability, and the definition it was computed by.
    package struct Probability: Sendable, Hashable {
        package let value: Double
        package let definition: Definition
    }

    /// The p that scipy's default takes: exact while both samples have up to `exactMaximum` values, else the
    /// asymptotic one. Cost: as of the one taken.
    package static func probability(_ gap: EmpiricalGap) -> Probability {
        max(gap.first, gap.second) <= exactMaximum
            ? Probability(value: exact(gap), definition: Definitions.ksExact)
            : Probability(value: asymptotic(gap), definition: Definitions.ksAsymptotic)
    }

    /// The p of the one-sample law at the rounded effective size n1 n2 / (n1 + n2): `kstwo` in scipy.
    package static func asymptotic(_ gap: EmpiricalGap) -> Double {
        let size = effective(gap).rounded(.toNearestOrEven)
        return KolmogorovSample.survival(gap.distance, count: max(Int(size), 1))
    }

    /// The p of Kolmogorov's limit law.
    package static func limit(_ gap: EmpiricalGap) -> Double {
        Kolmogorov.survival(effective(gap).squareRoot() * gap.distance) ?? 1
    }

    private static func effective(_ gap: EmpiricalGap) -> Double {
        // The larger first, so that both orders round alike.
        let (large, small) = (Double(max(gap.first, gap.second)), Double(min(gap.first, gap.second)))
        return large * small / (large + small)
    }

    /// The share of all ways to deal the pooled values into two samples of these sizes that lie at least as
    /// far apart, were there no ties: exact for values without ties, too large with them.
    ///
    /// Cost: about 4 D times the product of the sizes in steps of a nanosecond, nothing once the bound of Wei
    /// and Dudley, "Two-sample Dvoretzky-Kiefer-Wolfowitz inequalities" (2012), is below the least double;
    /// for equal sizes no more than the size.
    package static func exact(_ gap: EmpiricalGap) -> Double {
        guard gap.largest > 0 else { return 1 }
        // e * exp(-2 n D²), with n the effective size, below 4.9e-324.
        guard 2 * effective(gap) * gap.distance * gap.distance < 750 else { return 0 }
        return gap.first == gap.second
            ? outsideOfSquare(gap.first, height: gap.largest / gap.first)
            : outside(max(gap.first, gap.second), min(gap.first, gap.second), height: gap.largest)
    }

    /// 2 Σ (-1)^(k-1) C(2n, n - k h) / C(2n, n) for samples of the same size. Source: Gnedenko and Korolyuk
    /// (1951), in the order of Horner's scheme that loses nothing.
    private static func outsideOfSquare(_ size: Int, height: Int) -> Double {
        var total = 0.0
        for fold in stride(from: size / height, through: 0, by: -1) {
            var factor = 1.0
            for step in 0..<height {
                let up = fold * height + step
                factor *= Double(size - up) / Double(size + up + 1)
            }
            total = factor * (1 - total)
        }
        return min(2 * total, 1)
    }

    /// The probability that a random lattice path from (0, 0) to (columns, rows) is somewhere at least
    /// `height` away: |x rows - y columns| >= height.
    ///
    /// Source: Hodges, "The Significance Probability of the Smirnov Two-Sample Test", Arkiv för Matematik 3
    /// (1958), with shares of paths instead of numbers. All terms are positive, so small probabilities keep
    /// all their digits. By antidiagonals, whose cells do not depend on each other.
    private static func outside(_ columns: Int, _ rows: Int, height: Int) -> Double {
        let both = columns + rows
        // The cell of column x on the present antidiagonal; 1 outside of the band.
        var cells = [Double](repeating: 1, count: columns + 2)
        cells[1] = 0
        var span = cells.mutableSpan
        var from = 0
        for diagonal in 1...both {
            // x rows - (diagonal - x) columns has to lie inside of the band.
            let centre = diagonal * columns
            let low = centre - height
            let least = max(low < 0 ? 0 : low / both + 1, diagonal - rows)
            let greatest = min((centre + height - 1) / both, min(diagonal, columns))
            let inverse = 1 / Double(diagonal)
            if least <= greatest {
                var right = Double(greatest)
                for x in stride(from: greatest, through: least, by: -1) {
                    let up = Double(diagonal) - right
                    span[x + 1] = (span[x] * right + span[x + 1] * up) * inverse
                    right -= 1
                }
            }
            // What the band has left behind is outside.
            while from < least, from <= columns {
                span[from + 1] = 1
                from += 1
            }
        }
        return min(span[columns + 1], 1)
    }
}

extension Definitions {
    /// The two-sample statistic. Source: scipy.stats.ks_2samp; Smirnov (1939).
    package static let ksDistance = Definition(
        id: "ks.distance",
        statement: "Largest |F1(x) - F2(x)| over all x, with F(x) the share of values up to x, ties kept.")

    /// The exact p. Source: scipy.stats.ks_2samp(method="exact"); Hodges (1958).
    package static let ksExact = Definition(
        id: "ks.p.exact",
        statement:
            "Share of orders of n1 + n2 distinct values whose D is at least as large; two-sided, up to 10,000."
    )

    /// The asymptotic p. Source: scipy.stats.ks_2samp(method="asymp"); Simard and L'Ecuyer (2011).
    package static let ksAsymptotic = Definition(
        id: "ks.p.asymptotic",
        statement:
            "Two-sided one-sample Kolmogorov-Smirnov law at n = n1 n2 / (n1 + n2), rounded half to even.")
}
