/// What NannyML keeps of a numeric feature's reference, and its methods against it.
struct NannyMLReference {
    private let values: ArraySlice<Double>
    /// The edges of numpy's doane bins; nil when the range is beyond a double.
    private let edges: [Double]?
    /// The reference's shares in them.
    private let shares: [Double]
    /// The edges and counts for the distances on bins; nil while there are few values.
    private let grid: (edges: [Double], below: [Int])?

    /// Of ascending values; nil when there are none.
    init?(_ values: ArraySlice<Double>) {
        guard let first = values.first, let last = values.last else { return nil }
        self.values = values
        edges = BinEdges.doane(sorted: values).flatMap {
            Histogram(low: first, high: last, bins: $0)?.edges
        }
        let total = Double(values.count)
        shares = (edges.map { BinEdges.counts(sorted: values, outer: $0) } ?? []).map { Double($0) / total }
        grid =
            values.count < NannyML.binnedFrom
            ? nil
            : Histogram(low: first, high: last, bins: NannyML.bins).map {
                ($0.edges, Self.cumulative(values, $0.edges))
            }
    }

    /// How many values are in the bins up to each one's end, from the first edge on.
    private static func cumulative(_ values: ArraySlice<Double>, _ edges: [Double]) -> [Int] {
        var sum = 0
        return BinEdges.counts(sorted: values, outer: edges).map {
            sum += $0
            return sum
        }
    }

    /// The shares of both in the doane bins, with one more for what is outside of them.
    private func binned(_ current: ArraySlice<Double>) -> (reference: [Double], current: [Double])? {
        guard let edges, !current.isEmpty else { return nil }
        let counts = BinEdges.counts(sorted: current, outer: edges)
        let outside = current.count - counts.reduce(0, +)
        let total = Double(current.count)
        let found = counts.map { Double($0) / total }
        return outside > 0 ? (shares + [0], found + [Double(outside) / total]) : (shares, found)
    }

    func jensenShannon(_ current: ArraySlice<Double>) -> Double? {
        binned(current).flatMap { Divergence.jensenShannonDistance($0.reference, $0.current, base: .two) }
    }

    func hellinger(_ current: ArraySlice<Double>) -> Double? {
        binned(current).flatMap { Divergence.hellinger($0.reference, $0.current) }
    }

    func kolmogorovSmirnov(_ current: ArraySlice<Double>) -> Double? {
        guard values.count >= NannyML.binnedFrom, let first = values.first, let last = values.last else {
            return EmpiricalGap(sorted: values, current)?.distance
        }
        guard !current.isEmpty else { return nil }
        let total = Double(current.count)
        let below = BinEdges.count(sorted: current, below: first)
        // Edges that are all the same: whatever is not on them is on either side of the reference.
        guard first < last else {
            return Double(max(below, current.count - BinEdges.count(sorted: current, upTo: last))) / total
        }
        guard let grid else { return EmpiricalGap(sorted: values, current)?.distance }
        let found = Self.cumulative(current, grid.edges)
        return zip(grid.below, found).map {
            (Double($0) / Double(values.count) - Double(below + $1) / total).magnitude
        }.max()
    }

    func wasserstein(_ current: ArraySlice<Double>) -> Double? {
        guard values.count >= NannyML.binnedFrom, let grid, let low = grid.edges.first,
            let high = grid.edges.last
        else { return EmpiricalGap(sorted: values, current)?.area }
        guard !current.isEmpty else { return nil }
        let total = Double(current.count)
        let below = BinEdges.count(sorted: current, below: low)
        let above = current.count - BinEdges.count(sorted: current, upTo: high)
        var outside = ChunkedSum()
        for value in current.prefix(below) { outside.add((low - value) / total) }
        for value in current.suffix(above) { outside.add((value - high) / total) }
        // One more than there are values below: a slip of the tool's.
        let start = below > 0 ? Double(below + 1) / total : 0
        var within = ChunkedSum()
        for (reference, found) in zip(grid.below, Self.cumulative(current, grid.edges)) {
            within.add((Double(reference) / Double(values.count) - (Double(found) / total + start)).magnitude)
        }
        let area = within.total * (grid.edges[1] - low) + outside.total
        return area.isFinite ? area : nil
    }
}
