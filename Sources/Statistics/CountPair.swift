/// How often each of some cells was hit in two samples, cell by cell in the same order.
///
/// The cells are the caller's: categories, or bins with the same edges on both sides. Sums over cells run in
/// their order, so categories want a fixed one, such as by their UTF-8 bytes.
package struct CountPair: Sendable, Hashable {
    package let baseline: [Int]
    package let current: [Int]
    package let baselineTotal: Int
    package let currentTotal: Int

    /// Nil when the samples have different numbers of cells, when a count is negative, and when a sum of
    /// counts is beyond 2^53, from where a double does not hold every count.
    package init?(baseline: [Int], current: [Int]) {
        guard baseline.count == current.count, let first = Self.total(baseline),
            let second = Self.total(current)
        else { return nil }
        self.baseline = baseline
        self.current = current
        baselineTotal = first
        currentTotal = second
    }

    private static func total(_ counts: [Int]) -> Int? {
        var total = 0
        for count in counts {
            guard count >= 0, count <= 1 << 53 else { return nil }
            total += count
            guard total <= 1 << 53 else { return nil }
        }
        return total
    }

    /// No cells at all.
    static let none = CountPair(baseline: [], current: [], baselineTotal: 0, currentTotal: 0)

    /// Both samples have something in some cell.
    package var hasBoth: Bool { baselineTotal > 0 && currentTotal > 0 }

    /// The two samples the other way around.
    package var turned: CountPair {
        CountPair(
            baseline: current, current: baseline, baselineTotal: currentTotal, currentTotal: baselineTotal)
    }

    /// Without the cells that neither sample has anything in.
    package var filled: CountPair {
        let kept = baseline.indices.filter { baseline[$0] > 0 || current[$0] > 0 }
        return CountPair(
            baseline: kept.map { baseline[$0] }, current: kept.map { current[$0] },
            baselineTotal: baselineTotal, currentTotal: currentTotal)
    }

    /// The cells that only the current sample has anything in, pooled into one at the end (there is none when
    /// there are no such cells); the others as they are.
    package var pooledUnseen: CountPair {
        let seen = baseline.indices.filter { baseline[$0] > 0 }
        let unseen = baseline.indices.reduce(0) { $0 + (baseline[$1] > 0 ? 0 : current[$1]) }
        let extra = unseen > 0 ? [unseen] : []
        return CountPair(
            baseline: seen.map { baseline[$0] } + extra.map { _ in 0 },
            current: seen.map { current[$0] } + extra,
            baselineTotal: baselineTotal, currentTotal: currentTotal)
    }

    /// With one more cell at the end; nil as for `init`.
    package func adding(baseline more: Int, current extra: Int) -> CountPair? {
        CountPair(baseline: baseline + [more], current: current + [extra])
    }

    /// Each cell's share of its sample; nil when either sample is empty.
    package var shares: (baseline: [Double], current: [Double])? {
        guard hasBoth else { return nil }
        return (
            baseline.map { Double($0) / Double(baselineTotal) },
            current.map { Double($0) / Double(currentTotal) }
        )
    }

    private init(baseline: [Int], current: [Int], baselineTotal: Int, currentTotal: Int) {
        self.baseline = baseline
        self.current = current
        self.baselineTotal = baselineTotal
        self.currentTotal = currentTotal
    }
}
