/// How often each different value occurs in two ascending samples. Cost: one pass, and one cell for each
/// different value as long as there are few enough.
package struct DistinctValues: Sendable {
    /// Different values in both together.
    package let count: Int
    /// Different values in the baseline.
    package let ofBaseline: Int
    /// The different values, ascending; none once the baseline has more than `most`.
    package let values: [Double]
    /// How often each occurs.
    package let counts: CountPair

    /// - Parameter most: different values of the baseline up to which they are listed.
    package init(_ baseline: ArraySlice<Double>, _ current: ArraySlice<Double>, most: Int = .max) {
        var values: [Double] = []
        var (first, second): ([Int], [Int]) = ([], [])
        let (span1, span2) = (baseline.span, current.span)
        var (index1, index2, found, count) = (0, 0, 0, 0)
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
            count += 1
            if index1 > start1 { found += 1 }
            guard found <= most else { continue }
            values.append(value)
            first.append(index1 - start1)
            second.append(index2 - start2)
        }
        if found > most { (values, first, second) = ([], [], []) }
        self.count = count
        self.values = values
        ofBaseline = found
        counts = CountPair(baseline: first, current: second) ?? .none
    }
}
