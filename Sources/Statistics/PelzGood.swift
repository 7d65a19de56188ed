import Glibc

/// Three terms beyond Kolmogorov's limit law, in powers of 1/√n.
///
/// Source: Pelz and Good, "Approximating the Lower Tail-Areas of the Kolmogorov-Smirnov One-Sample
/// Statistic", Journal of the Royal Statistical Society B 38 (1976) 152-156.
enum PelzGood {
    /// P(D < x) of n values; for n over 140 the error is below 1e-8 or so.
    static func cumulative(_ x: Double, count: Int) -> Double {
        let n = Double(count)
        let z = n.squareRoot() * x
        let z2 = z * z
        let z4 = z2 * z2
        let z6 = z4 * z2
        let pi2 = Double.pi * Double.pi
        let pi4 = pi2 * pi2
        guard pi2 / 8 / z2 < 708 else { return 0 }
        var (k0, k1, k2, k3) = (0.0, 0.0, 0.0, 0.0)
        let terms = Int((16 * z / Double.pi).rounded(.up))
        for k in stride(from: terms, through: 1, by: -1) {
            // Over the odd numbers.
            let m2 = Double((2 * k - 1) * (2 * k - 1))
            let m4 = m2 * m2
            let weight = exp(-pi2 * m2 / (8 * z2))
            k0 += weight
            k1 += weight * (pi2 / 4 * m2 - z2)
            k2 += weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * pi2 / 4 * m2 + pi4 * (1 - 2 * z2) / 16 * m4)
            k3 +=
                weight
                * (-30 * z6 - 90 * z4 * z4 + pi2 * (135 * z4 - 96 * z6) / 4 * m2
                    + pi4 * (212 * z4 - 60 * z2) / 16 * m4 + pi4 * pi2 * (5 - 30 * z2) / 64 * m4 * m2)
        }
        k0 /= z
        k1 /= 6 * z4
        k2 /= 72 * z6 * z
        k3 /= 6480 * z6 * z4
        var (extra2, extra3) = (0.0, 0.0)
        for k in stride(from: terms, through: 1, by: -1) {
            // Over all whole numbers.
            let square = Double(k * k)
            let weight = square * exp(-pi2 * square / (2 * z2))
            extra2 += weight
            extra3 += weight * (3 * z2 - pi2 * square)
        }
        k2 -= pi2 / (36 * z2 * z) * extra2
        k3 += pi2 / (216 * z6) * extra3
        let root = n.squareRoot()
        return (2 * Double.pi).squareRoot() * (k0 + k1 / root + k2 / n + k3 / (n * root))
    }
}
