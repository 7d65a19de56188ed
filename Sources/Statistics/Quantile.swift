/// Quantiles of values that are sorted already, ascending and finite.
package enum Quantile {
    /// The quantile at `q`; nil when there are no values or `q` is not in 0...1.
    ///
    /// With n values and h = (n - 1) q the answer lies between x[floor h] and x[floor h + 1], at the fraction
    /// h - floor h. From one half on the fraction is taken from the upper end, as numpy does: the answers are
    /// its answers bit for bit. Cost: constant.
    package static func linear(sorted values: ArraySlice<Double>, at q: Double) -> Double? {
        guard !values.isEmpty, q >= 0, q <= 1 else { return nil }
        let last = values.count - 1
        let position = Double(last) * q
        let lowerOffset = min(Int(position), last)
        let lower = values[values.startIndex + lowerOffset]
        let upper = values[values.startIndex + min(lowerOffset + 1, last)]
        // Equal neighbours need no arithmetic, which would turn two infinities into NaN.
        guard lower != upper else { return lower }
        let fraction = position - Double(lowerOffset)
        let step = upper - lower
        return fraction < 0.5 ? lower + step * fraction : upper - step * (1 - fraction)
    }
}

/// The quantiles of sorted values at several points, in the order of the points; see `Quantile.linear`.
package func quantiles(sorted values: ArraySlice<Double>, at points: [Double]) -> [Double?] {
    points.map { Quantile.linear(sorted: values, at: $0) }
}

/// Of an array; see the form that takes a slice.
package func quantiles(sorted values: [Double], at points: [Double]) -> [Double?] {
    quantiles(sorted: values[...], at: points)
}

extension Definitions {
    /// Linear interpolation between order statistics. Source: type 7 of Hyndman and Fan, "Sample Quantiles in
    /// Statistical Packages", The American Statistician 50 (1996); numpy.quantile(method="linear").
    package static let quantileLinear = Definition(
        id: "quantile.linear",
        statement:
            "h = (n - 1) q; x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h]) of the sorted values.")
}
