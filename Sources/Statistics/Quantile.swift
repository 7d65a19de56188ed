/// Quantiles of values that are sorted already, ascending and finite.
package enum Quantile {
    /// The quantile at `q`; nil when there are no values or `q` is not in 0...1.
    ///
    /// With n values and h = (n - 1) q the answer lies between x[floor h] and x[floor h + 1], at the fraction
    /// h - floor h. From one half on the fraction is taken from the upper end, as numpy does: the answers are
    /// its answers bit for bit. Cost: constant.
    package static func linear(sorted values: ArraySlice<Double>, at q: Double) -> Double? {
        linear(count: values.count, at: q) { values[values.startIndex + $0] }
    }

    /// The quantile at `q` of so many values, of which `value` gives the one of a rank (0 for the least).
    /// Asks for the ranks that `ranks` says.
    package static func linear(count: Int, at q: Double, value: (Int) -> Double) -> Double? {
        guard let ranks = ranks(count: count, at: q) else { return nil }
        let position = Double(count - 1) * q
        let lower = value(ranks.lowerBound)
        let upper = value(ranks.upperBound)
        // Equal neighbours need no arithmetic, which would turn two infinities into NaN.
        guard lower != upper else { return lower }
        let fraction = position - Double(ranks.lowerBound)
        let step = upper - lower
        return fraction < 0.5 ? lower + step * fraction : upper - step * (1 - fraction)
    }

    /// The one or two ranks that the quantile at `q` of so many values rests on; nil when there is no such
    /// quantile.
    package static func ranks(count: Int, at q: Double) -> ClosedRange<Int>? {
        guard count > 0, q >= 0, q <= 1 else { return nil }
        let last = count - 1
        let lower = min(Int(Double(last) * q), last)
        return lower...min(lower + 1, last)
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
