/// Values with how often each occurs: as many values as their counts say, without writing them all out.
package struct CountedValues: Sendable, Hashable {
    /// Ascending strictly.
    package let values: [Double]
    /// By value: how many are up to and with it.
    let upTo: [Int]

    /// Nil unless there are as many counts as values, the values ascend strictly, no count is negative, and
    /// all together are within an `Int`.
    package init?(values: [Double], counts: [Int]) {
        guard values.count == counts.count, zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return nil
        }
        var upTo: [Int] = []
        var total = 0
        for count in counts {
            let (sum, overflows) = total.addingReportingOverflow(count)
            guard count >= 0, !overflows else { return nil }
            total = sum
            upTo.append(sum)
        }
        self.values = values
        self.upTo = upTo
    }

    init(values: [Double], upTo: [Int]) {
        self.values = values
        self.upTo = upTo
    }

    /// Of ascending values that repeat. Cost: one pass.
    package init(sorted values: ArraySlice<Double>) {
        let distinct = DistinctValues(values, [])
        self.values = distinct.values
        var total = 0
        upTo = distinct.counts.baseline.map {
            total += $0
            return total
        }
    }

    /// How many values there are, repeated ones each time.
    package var count: Int { upTo.last ?? 0 }

    /// The value of a rank, 0 for the least; nil when there is none. Cost: logarithmic.
    package func value(rank: Int) -> Double? {
        guard rank >= 0, rank < count else { return nil }
        var (low, high) = (0, upTo.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if upTo[middle] > rank { high = middle } else { low = middle + 1 }
        }
        return values[low]
    }

    /// The quantile at `q`, `Definitions.quantileLinear` of the values written out; nil without values or
    /// when `q` is not in 0...1. Cost: logarithmic.
    package func quantile(at q: Double) -> Double? {
        Quantile.linear(count: count, at: q) { value(rank: $0) ?? 0 }
    }

    /// All values written out, ascending.
    package var expanded: [Double] {
        var expanded: [Double] = []
        expanded.reserveCapacity(count)
        var last = 0
        for (value, sum) in zip(values, upTo) {
            expanded.append(contentsOf: repeatElement(value, count: sum - last))
            last = sum
        }
        return expanded
    }
}
