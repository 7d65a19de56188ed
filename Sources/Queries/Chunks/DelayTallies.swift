import Model
import Projections
import Statistics

/// Delays of many groups, of which a few order statistics and the mean are wanted.
struct DelayTallies: Sendable {
    /// Delays held at a time: 48 MiB.
    static let keepMax = 6 << 20

    private var moments: [MomentPasses] = []
    private var order: OrderStatistics
    private var isFirst = true

    init(keepMax: Int = keepMax) { order = OrderStatistics(keepMax: keepMax) }

    mutating func add(_ delays: [Double], group: Int) {
        while moments.count <= group { moments.append(MomentPasses()) }
        // The spread is not wanted: the first pass has the mean.
        if isFirst { moments[group].add(contentsOf: delays[...]) }
        order.add(delays[...], group: group)
    }

    /// Adds what another has taken in this pass: one that was a copy of this one when the pass began.
    mutating func merge(_ other: DelayTallies) {
        while moments.count < other.moments.count { moments.append(MomentPasses()) }
        if isFirst {
            for (group, passes) in other.moments.enumerated() { moments[group].merge(passes) }
        }
        order.merge(other.order)
    }

    /// Ends a pass; see `OrderStatistics.close`.
    mutating func close() -> Bool {
        if isFirst {
            for group in moments.indices { _ = moments[group].close() }
        }
        isFirst = false
        return order.close { group in
            OrderStatistics.Wanted(
                minimum: moments[group].minimum ?? 0, maximum: moments[group].maximum ?? 0,
                ranks: DelayFigures.points.flatMap { point in
                    Quantile.ranks(count: moments[group].count, at: point).map(Array.init) ?? []
                })
        }
    }

    /// The figures of a group, once no pass is wanted any more.
    func figures(group: Int) -> DelayFigures {
        guard group < moments.count else { return DelayFigures() }
        let moments = moments[group]
        var ranks: [Int: Double] = [:]
        for point in DelayFigures.points {
            for rank in Quantile.ranks(count: moments.count, at: point) ?? 0...0 where moments.count > 0 {
                ranks[rank] = order.value(group: group, rank: rank)
            }
        }
        return DelayFigures(count: moments.count, mean: moments.mean, maximum: moments.maximum, ranks: ranks)
    }
}
