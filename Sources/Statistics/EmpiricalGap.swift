/// How far the empirical distribution functions of two samples lie apart: the largest distance, and the area
/// between them, found in one walk over both sorted samples.
///
/// With F(x) the share of values up to x. Exact for what is counted, and the same bits whichever sample comes
/// first. Cost: one pass over both.
package struct EmpiricalGap: Sendable, Hashable {
    /// Values in the first sample.
    package let first: Int
    /// Values in the second sample.
    package let second: Int
    /// The largest |F1 - F2| times the product of both counts: a whole number.
    package let largest: Int
    /// The integral of |F1 - F2|; nil when it is beyond a double.
    package let area: Double?

    /// Nil when either sample is empty. Both have to be ascending and finite.
    package init?(sorted first: ArraySlice<Double>, _ second: ArraySlice<Double>) {
        let (count1, count2) = (first.count, second.count)
        guard count1 > 0, count2 > 0 else { return nil }
        self.first = count1
        self.second = count2
        let (values1, values2) = (first.span, second.span)
        let share = 1 / (Double(count1) * Double(count2))
        var (index1, index2, gap, largest) = (0, 0, 0, 0)
        var sum = ChunkedSum()
        var last = Swift.min(values1[0], values2[0])
        // Which sample is next cannot be foretold, so nothing here branches on it. The gap counts only once
        // all values that are equal are in.
        while index1 < count1, index2 < count2 {
            let (value1, value2) = (values1[index1], values2[index2])
            let (takes1, takes2) = (value1 <= value2 ? 1 : 0, value2 <= value1 ? 1 : 0)
            // Only for a value that is not a number, which would stop the walk.
            guard takes1 + takes2 > 0 else { break }
            let value = takes1 == 1 ? value1 : value2
            let size = abs(gap)
            largest = max(largest, value > last ? size : 0)
            sum.add(Double(size) * share * (value - last))
            last = value
            index1 += takes1
            index2 += takes2
            gap += takes1 == 1 ? count2 : 0
            gap -= takes2 == 1 ? count1 : 0
        }
        // One sample is at its end, so the functions only come together from here on.
        for index in index1..<count1 {
            if values1[index] > last { largest = max(largest, abs(gap)) }
            sum.add(Double(gap.magnitude) * share * (values1[index] - last))
            last = values1[index]
            gap += count2
        }
        for index in index2..<count2 {
            if values2[index] > last { largest = max(largest, abs(gap)) }
            sum.add(Double(gap.magnitude) * share * (values2[index] - last))
            last = values2[index]
            gap -= count1
        }
        self.largest = largest
        area = sum.total.isFinite ? sum.total : nil
    }

    /// Of values that repeat. The same whole numbers; the area's last digits may be others, as it adds up
    /// fewer steps. Nil when either sample is empty. Cost: one pass over the different values of both.
    package init?(counted first: CountedValues, _ second: CountedValues) {
        guard first.count > 0, second.count > 0 else { return nil }
        self.first = first.count
        self.second = second.count
        let share = 1 / (Double(first.count) * Double(second.count))
        var (index1, index2, gap, largest) = (0, 0, 0, 0)
        var sum = ChunkedSum()
        var last = Swift.min(first.values[0], second.values[0])
        while index1 < first.values.count || index2 < second.values.count {
            let value1 = index1 < first.values.count ? first.values[index1] : .infinity
            let value2 = index2 < second.values.count ? second.values[index2] : .infinity
            let value = Swift.min(value1, value2)
            sum.add(Double(gap.magnitude) * share * (value - last))
            last = value
            if value1 <= value { index1 += 1 }
            if value2 <= value { index2 += 1 }
            let upTo1 = index1 > 0 ? first.upTo[index1 - 1] : 0
            let upTo2 = index2 > 0 ? second.upTo[index2 - 1] : 0
            gap = upTo1 * second.count - upTo2 * first.count
            largest = max(largest, abs(gap))
        }
        self.largest = largest
        area = sum.total.isFinite ? sum.total : nil
    }

    /// Of two arrays; see the form that takes slices.
    package init?(sorted first: [Double], _ second: [Double]) {
        self.init(sorted: first[...], second[...])
    }

    /// Of samples that are not here, without their area.
    package init(first: Int, second: Int, largest: Int) {
        self.first = first
        self.second = second
        self.largest = largest
        area = nil
    }

    /// The largest |F1 - F2|, in 0...1.
    package var distance: Double { Double(largest) / (Double(first) * Double(second)) }
}
