/// Values that are parted into groups, as how often each different one is in each group: what `GroupedSample`
/// is for values that hardly repeat, and the same to the last bit in what it says.
package struct GroupedCounts: Sendable {
    /// Of all groups together.
    package let whole: CountedValues
    package let groupCount: Int
    /// By group: its values.
    package let counts: [Int]
    /// By value, then by group.
    private let cells: [UInt32]

    /// The most cells, 4 bytes each: what a pass in any order can still fill without waiting for memory.
    package static let cellsMaximum = 1 << 22

    /// Of values that `book` has the codes of.
    ///
    /// - Parameters:
    ///   - codes: by row.
    ///   - rows: by row, its place in `groups`; nil for its own.
    /// - Returns: nil unless there is a group under `groupCount` for each, and when there are too many cells.
    package init?(_ book: ValueBook, codes: [UInt16], rows: [UInt32]?, groups: [UInt16], groupCount: Int) {
        let (ranks, values) = book.ordered
        guard values.count * groupCount <= Self.cellsMaximum, rows.map({ $0.count == codes.count }) ?? true,
            rows != nil || codes.count <= groups.count
        else { return nil }
        var cells = [UInt32](repeating: 0, count: values.count * groupCount)
        let starts = ranks.map { $0 * groupCount }
        let (code, group) = (codes.span, groups.span)
        for row in code.indices {
            let place = rows.map { Int($0[row]) } ?? row
            guard place < group.count, Int(group[place]) < groupCount else { return nil }
            cells[starts[Int(code[row])] + Int(group[place])] += 1
        }
        var counts = [Int](repeating: 0, count: groupCount)
        var upTo: [Int] = []
        upTo.reserveCapacity(values.count)
        var total = 0
        for rank in values.indices {
            for group in 0..<groupCount {
                let count = Int(cells[rank * groupCount + group])
                counts[group] += count
                total += count
            }
            upTo.append(total)
        }
        whole = CountedValues(values: values, upTo: upTo)
        self.groupCount = groupCount
        self.counts = counts
        self.cells = cells
    }

    /// How many values of a place in `whole` a group has.
    func count(_ place: Int, of group: Int) -> Int { Int(cells[place * groupCount + group]) }

    /// The values of one group.
    func part(_ group: Int) -> CountedValues {
        var (values, upTo): ([Double], [Int]) = ([], [])
        var total = 0
        for (place, value) in whole.values.enumerated() {
            let count = count(place, of: group)
            guard count > 0 else { continue }
            total += count
            values.append(value)
            upTo.append(total)
        }
        return CountedValues(values: values, upTo: upTo)
    }

    /// As `GroupedSample` has it.
    private func largest(reference: CountedValues) -> [Int] {
        var largest = [Int](repeating: 0, count: groupCount)
        var seen = largest
        let total = reference.count
        var (index, below) = (0, 0)
        for (place, value) in whole.values.enumerated() {
            while index < reference.values.count, reference.values[index] < value {
                below = reference.upTo[index]
                index += 1
            }
            let isThere = index < reference.values.count && reference.values[index] <= value
            let upTo = isThere ? reference.upTo[index] : below
            for group in 0..<groupCount {
                let count = count(place, of: group)
                guard count > 0 else { continue }
                let before = abs(seen[group] * total - counts[group] * below)
                seen[group] += count
                let after = abs(seen[group] * total - counts[group] * upTo)
                largest[group] = max(largest[group], before, after)
            }
        }
        return largest
    }
}

extension GroupedCounts: GroupedNumbers {
    package func gapsToRest() -> [EmpiricalGap?] {
        gapsToRest(largest(reference: whole), of: whole.count)
    }

    package func gaps(to reference: CountedValues) -> [EmpiricalGap?] {
        gaps(largest(reference: reference), to: reference.count)
    }

    package func parted() -> [[Double]] { (0..<groupCount).map { part($0).expanded } }
}
