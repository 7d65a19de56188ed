/// Counts in equal bins between two bounds: numpy.histogram's counts, value for value.
///
/// Bin k is `[edges[k], edges[k + 1])`, the last one closed. The edges are what decides, not the width: they
/// are computed as numpy.linspace does, and a value goes to the bin whose edges hold it, so values on an edge
/// that floating point has moved a little are counted where numpy counts them.
package struct Histogram: Sendable, Hashable {
    /// The most bins that a histogram takes.
    package static let binsMaximum = 65_536

    /// One more than there are bins, ascending strictly.
    package let edges: [Double]
    package private(set) var counts: [Int64]
    /// Values under the first edge.
    package private(set) var below: Int64 = 0
    /// Values over the last edge.
    package private(set) var above: Int64 = 0
    /// Values that are not a number. They have no place, but do not disappear.
    package private(set) var unordered: Int64 = 0

    private let low: Double
    private let high: Double
    /// Bins per unit of the values, for a first guess at a bin; 0 where that is beyond a double.
    private let density: Double

    /// An empty histogram of `bins` equal bins over `[low, high]`.
    ///
    /// With `low == high` the bounds become `low - 0.5` and `high + 0.5`, as in numpy. Nil when `bins` is not
    /// in 1...`binsMaximum`, when a bound or their distance is not finite, when `low > high`, and when the
    /// bounds are so close that doubles cannot tell that many edges apart.
    package init?(low: Double, high: Double, bins: Int) {
        guard bins >= 1, bins <= Self.binsMaximum, low.isFinite, high.isFinite, low <= high else {
            return nil
        }
        let first = low == high ? low - 0.5 : low
        let last = low == high ? high + 0.5 : high
        let width = last - first
        guard width.isFinite else { return nil }
        let edges = Self.edges(from: first, to: last, width: width, bins: bins)
        guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.edges = edges
        self.counts = [Int64](repeating: 0, count: bins)
        self.low = first
        self.high = last
        let density = Double(bins) / width
        self.density = density.isFinite ? density : 0
    }

    /// The histogram of values that are not here: of so many in all, `below` says how many are less than each
    /// of `cuts`. Nil as for an empty one.
    package init?(low: Double, high: Double, bins: Int, total: Int, below: (_ cut: Double) -> Int) {
        self.init(low: low, high: high, bins: bins)
        let sums = cuts.map(below)
        for bin in counts.indices { counts[bin] = Int64(sums[bin + 1] - sums[bin]) }
        self.below = Int64(sums[0])
        above = Int64(total - sums[bins])
    }

    /// What has to be counted below to know every bin: the edges, the last one closed.
    package var cuts: [Double] { edges.dropLast() + [high.nextUp] }

    /// numpy.linspace(first, last, bins + 1), with its way around a step that underflows.
    private static func edges(from first: Double, to last: Double, width: Double, bins: Int) -> [Double] {
        let step = width / Double(bins)
        var edges = (0...bins).map { offset in
            step == 0 ? Double(offset) / Double(bins) * width + first : Double(offset) * step + first
        }
        edges[bins] = last
        return edges
    }

    /// Everything counted, inside the bounds and outside.
    package var total: Int64 { counts.reduce(below + above + unordered, +) }

    /// Counts one value. Cost: constant.
    package mutating func add(_ value: Double) {
        add(contentsOf: [value])
    }

    /// Counts every value. Order and cuts do not matter.
    package mutating func add(contentsOf values: ArraySlice<Double>) {
        let values = values.span
        let edges = edges
        let last = edges.count - 2
        var (below, above, unordered) = (0, 0, 0)
        let (low, high, density) = (low, high, density)
        var bins = counts.mutableSpan
        for index in values.indices {
            let value = values[index]
            guard value >= low, value <= high else {
                if value < low { below += 1 } else if value > high { above += 1 } else { unordered += 1 }
                continue
            }
            // The guess may be off by the rounding; the edges have the last word.
            var bin = min(Int((value - low) * density), last)
            while bin > 0, value < edges[bin] { bin -= 1 }
            while bin < last, value >= edges[bin + 1] { bin += 1 }
            bins[bin] += 1
        }
        self.below += Int64(below)
        self.above += Int64(above)
        self.unordered += Int64(unordered)
    }

    /// Counts every value of an array.
    package mutating func add(contentsOf values: [Double]) {
        add(contentsOf: values[...])
    }
}

extension Definitions {
    /// Equal-width bins. Source: numpy.histogram(range=(low, high)) with numpy.linspace's edges.
    package static let histogramEqualWidth = Definition(
        id: "histogram.equal-width",
        statement:
            "Counts in equal bins [edge k, edge k + 1), the last closed; values outside are counted apart.")
}
