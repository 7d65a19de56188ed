/// How often each different value occurs in two ascending samples. Cost: one pass, and one cell for each
/// different value.
package struct DistinctValues: Sendable {
    /// Different values in both together.
    package var count: Int { counts.baseline.count }
    /// Different values in the baseline.
    package let ofBaseline: Int
    /// The different values, ascending.
    package let values: [Double]
    /// How often each occurs.
    package let counts: CountPair

    package init(_ baseline: ArraySlice<Double>, _ current: ArraySlice<Double>) {
        var values: [Double] = []
        var (first, second): ([Int], [Int]) = ([], [])
        let (span1, span2) = (baseline.span, current.span)
        var (index1, index2, found) = (0, 0, 0)
        while index1 < span1.count || index2 < span2.count {
            let value =
                index1 == span1.count
                ? span2[index2]
                : index2 == span2.count ? span1[index1] : Swift.min(span1[index1], span2[index2])
            let (start1, start2) = (index1, index2)
            while index1 < span1.count, span1[index1] <= value { index1 += 1 }
            while index2 < span2.count, span2[index2] <= value { index2 += 1 }
            // Only for a value that is not a number, which would stop the walk.
            guard index1 + index2 > start1 + start2 else { break }
            values.append(value)
            first.append(index1 - start1)
            second.append(index2 - start2)
            if index1 > start1 { found += 1 }
        }
        self.values = values
        ofBaseline = found
        counts = CountPair(baseline: first, current: second) ?? .none
    }
}
