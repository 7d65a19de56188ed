/// Ascending values that are parted into groups, each with its group: for values that hardly repeat.
package struct GroupedSample: GroupedNumbers {
    /// Ascending and finite.
    package let values: [Double]
    /// By value: its group, under `groupCount`.
    package let groups: [UInt16]
    package let groupCount: Int
    /// By group: its values.
    package let counts: [Int]

    /// Nil unless there is a group for each value, under `groupCount`.
    package init?(sorted values: [Double], groups: [UInt16], groupCount: Int) {
        guard values.count == groups.count else { return nil }
        var counts = [Int](repeating: 0, count: groupCount)
        for group in groups {
            guard Int(group) < groupCount else { return nil }
            counts[Int(group)] += 1
        }
        self.values = values
        self.groups = groups
        self.groupCount = groupCount
        self.counts = counts
    }

    package func gapsToRest() -> [EmpiricalGap?] {
        gapsToRest(largest(reference: values[...]), of: values.count)
    }

    package func gaps(to reference: ArraySlice<Double>) -> [EmpiricalGap?] {
        gaps(largest(reference: reference), to: reference.count)
    }

    package func parted() -> [[Double]] {
        var parts = counts.map { count -> [Double] in
            var part: [Double] = []
            part.reserveCapacity(count)
            return part
        }
        for (value, group) in zip(values, groups) { parts[Int(group)].append(value) }
        return parts
    }

    /// By group: the largest |c n - m k| over all places, with c of the group's m values and k of the
    /// reference's n up to there. Between two values of a group the reference only grows, so the places just
    /// before and just at each of them are all that have to be looked at.
    private func largest(reference: ArraySlice<Double>) -> [Int] {
        var largest = [Int](repeating: 0, count: groupCount)
        var seen = [Int](repeating: 0, count: groupCount)
        let total = reference.count
        let (own, others, codes, sizes) = (values.span, reference.span, groups.span, counts.span)
        var most = largest.mutableSpan
        var found = seen.mutableSpan
        var (index, below) = (0, 0)
        while index < own.count {
            let value = own[index]
            while below < total, others[below] < value { below += 1 }
            var end = index
            // Values that are equal to this one, before any of them counts.
            while end < own.count, own[end] <= value {
                let group = Int(codes[end])
                let gap = abs(found[group] * total - sizes[group] * below)
                if gap > most[group] { most[group] = gap }
                end += 1
            }
            guard end > index else { break }
            while below < total, others[below] <= value { below += 1 }
            for place in index..<end { found[Int(codes[place])] += 1 }
            for place in index..<end {
                let group = Int(codes[place])
                let gap = abs(found[group] * total - sizes[group] * below)
                if gap > most[group] { most[group] = gap }
            }
            index = end
        }
        return largest
    }
}
