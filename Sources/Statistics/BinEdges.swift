import Glibc

/// Edges of bins, and what sorted values put between them.
package enum BinEdges {
    /// How many equal bins numpy's rule "sturges" asks for: of `count` values over `range` (greatest less
    /// least). Nil without values or when the range is not finite.
    package static func sturges(count: Int, range: Double) -> Int? {
        guard count > 0, range >= 0, range < .infinity else { return nil }
        return bins(range: range, width: range / (log2(Double(count)) + 1))
    }

    /// How many equal bins numpy's rule "doane" asks for, of ascending values; nil as for
    /// `sturges`, and when their deviation is beyond a double.
    package static func doane(sorted values: ArraySlice<Double>) -> Int? {
        guard let first = values.first, let last = values.last, last - first < .infinity else { return nil }
        let moments = Moments(values)
        guard values.count > 2, let mean = moments.mean, let deviation = moments.populationDeviation,
            deviation > 0
        else { return 1 }
        guard deviation < .infinity else { return nil }
        let n = Double(values.count)
        var cubes = ChunkedSum()
        for value in values {
            let distance = (value - mean) / deviation
            cubes.add(distance * distance * distance)
        }
        let skew = (cubes.total / n).magnitude
        let error = (6 * (n - 2) / ((n + 1) * (n + 3))).squareRoot()
        return bins(range: last - first, width: (last - first) / (1 + log2(n) + log2(1 + skew / error)))
    }

    private static func bins(range: Double, width: Double) -> Int {
        guard width > 0 else { return 1 }
        let bins = (range / width).rounded(.up)
        return bins < 65_536 ? max(Int(bins), 1) : 65_536
    }

    /// The inner edges of the baseline's tenths: the nine quantiles 0.1 ... 0.9 (`quantile.linear`), each
    /// once, ascending. Less than nine where values repeat; none without values.
    package static func deciles(sorted values: ArraySlice<Double>) -> [Double] {
        var edges: [Double] = []
        for tenth in 1...9 {
            guard let edge = Quantile.linear(sorted: values, at: Double(tenth) / 10) else { return [] }
            if edges.last.map({ $0 < edge }) ?? true { edges.append(edge) }
        }
        return edges
    }

    /// How many ascending values are less than a cut. Cost: logarithmic.
    package static func count(sorted values: ArraySlice<Double>, below cut: Double) -> Int {
        position(values) { $0 < cut }
    }

    /// How many ascending values are not more than a cut. Cost: logarithmic.
    package static func count(sorted values: ArraySlice<Double>, upTo cut: Double) -> Int {
        position(values) { $0 <= cut }
    }

    /// Ascending values counted between inner edges, the outer bins open: a value on an edge goes above it.
    /// One more count than there are edges, which have to be ascending.
    package static func counts(sorted values: ArraySlice<Double>, inner edges: [Double]) -> [Int] {
        let below = [0] + edges.map { count(sorted: values, below: $0) } + [values.count]
        return zip(below.dropFirst(), below).map { $0 - $1 }
    }

    /// Ascending values counted in closed bins, as numpy.histogram does: bin k is [edge k, edge k + 1), the
    /// last one with its upper edge; what is outside is in none. One count less than there are edges.
    package static func counts(sorted values: ArraySlice<Double>, outer edges: [Double]) -> [Int] {
        guard let last = edges.last, edges.count > 1 else { return [] }
        let below = edges.dropLast().map { count(sorted: values, below: $0) }
        let sums = below + [count(sorted: values, upTo: last)]
        return zip(sums.dropFirst(), sums).map { $0 - $1 }
    }

    private static func position(_ values: ArraySlice<Double>, _ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, values.count)
        let span = values.span
        while low < high {
            let middle = (low + high) / 2
            if isBefore(span[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
