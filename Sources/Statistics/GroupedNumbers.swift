/// Values that are parted into groups, such as the windows of a time or the days of the week.
package protocol GroupedNumbers: Sendable {
    /// The values of another sample, in order.
    associatedtype Reference

    var groupCount: Int { get }
    /// By group: its values.
    var counts: [Int] { get }

    /// How far each group is from all other groups together: the gap of the group (first) and the rest
    /// (second), without its area. Nil for a group without values or with all of them. Cost: one pass.
    func gapsToRest() -> [EmpiricalGap?]

    /// How far each group (first) is from another sample (second), without the area. Nil for a group without
    /// values, and when the other sample has none. Cost: one pass over both.
    func gaps(to reference: Reference) -> [EmpiricalGap?]

    /// The values of each group, ascending. Cost: one pass and a copy.
    func parted() -> [[Double]]
}

extension GroupedNumbers {
    /// Of the largest |c n - m k| of each group over all places, with c of the group's m values and k of all
    /// n up to there.
    func gapsToRest(_ largest: [Int], of total: Int) -> [EmpiricalGap?] {
        counts.indices.map { group in
            let rest = total - counts[group]
            // c (n - m) - m (k - c) = c n - m k: the same whole number.
            return counts[group] > 0 && rest > 0
                ? EmpiricalGap(first: counts[group], second: rest, largest: largest[group]) : nil
        }
    }

    /// The same with n and k of the other sample.
    func gaps(_ largest: [Int], to total: Int) -> [EmpiricalGap?] {
        counts.indices.map { group in
            counts[group] > 0 && total > 0
                ? EmpiricalGap(first: counts[group], second: total, largest: largest[group]) : nil
        }
    }
}
