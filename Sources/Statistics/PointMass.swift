/// The one number that became most frequent beyond what it was: what a default looks like that fills in for
/// values that are not there.
package struct PointMass: Sendable, Hashable {
    package let value: Double
    /// Shares of the values of either sample that are it.
    package let rates: TwoProportions
    /// The largest distance of the distribution functions of all other values; nil when either sample has no
    /// others, and where the share rose by less than `riseMinimum`, so that it is of no interest.
    package let rest: Double?
    /// How many different other values the sample has that has fewer of them; counted up to 100.
    package let others: Int

    /// The rise from which on the other values are looked at.
    package static let riseMinimum = 0.05

    /// Of all numbers that occur twice now, the one whose share rose most, the least of several; nil when
    /// none rose, and when either sample is empty. Both have to be ascending. Cost: a pass over the second,
    /// two searches a number that is repeated there, and a pass over both. `Definitions.pointMass`.
    package init?(sorted first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        var best: (value: Double, before: Range<Int>, now: Range<Int>, rise: Double)?
        var index = 0
        let values = second.span
        while index < values.count {
            var end = index + 1
            while end < values.count, values[end] <= values[index] { end += 1 }
            defer { index = end }
            guard end - index > 1 else { continue }
            let share = Double(end - index) / Double(second.count)
            guard share > best?.rise ?? 0 else { continue }
            let value = values[index]
            let start = BinEdges.count(sorted: first[...], below: value)
            let stop = BinEdges.count(sorted: first[...], upTo: value)
            let rise = share - Double(stop - start) / Double(first.count)
            if rise > best?.rise ?? 0 { best = (value, start..<stop, index..<end, rise) }
        }
        guard let best,
            let before = Proportion(hits: Int64(best.before.count), of: Int64(first.count)),
            let now = Proportion(hits: Int64(best.now.count), of: Int64(second.count))
        else { return nil }
        value = best.value
        rates = TwoProportions(baseline: before, current: now)
        guard best.rise >= Self.riseMinimum else {
            (rest, others) = (nil, 0)
            return
        }
        var (others, rest) = (first, second)
        others.removeSubrange(best.before)
        rest.removeSubrange(best.now)
        self.rest = EmpiricalGap(sorted: others, rest)?.distance
        self.others = min(Self.different(others), Self.different(rest))
    }

    private static func different(_ sorted: [Double]) -> Int {
        var (count, last) = (0, -Double.infinity)
        for value in sorted where value > last {
            count += 1
            last = value
            if count == 100 { break }
        }
        return count
    }
}

extension Definitions {
    package static let pointMass = Definition(
        id: "point-mass.risen",
        statement:
            "Of the numbers there twice now, the one whose share of the values rose most; D of all other values beside."
    )
}
