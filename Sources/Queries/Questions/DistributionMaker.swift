import Model
import Projections
import Statistics
import Wire

/// One row of a distribution with its figures worked out.
struct DistributionRow {
    let key: RowKey
    let tally: ScoreTally
    let moments: Moments
    let scale: Bins.Scale?
    let histogram: Histogram?
    /// The scores of the ranks that quantiles rest on.
    fileprivate let ranks: [Int: Double]

    /// A quantile that was asked for; nil without scores.
    func quantile(_ point: Double) -> Double? {
        Quantile.linear(count: moments.count, at: point) { ranks[$0] ?? .nan }
    }
}

/// Works out the rows of a distribution.
struct DistributionMaker {
    let grouping: Grouping
    let unit: CalendarUnit?
    let given: (low: Double, high: Double)?
    let bins: Int
    let points: [Double]

    /// The rows in their order, and what was left out.
    func rows(
        _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> ([DistributionRow], LeftOut) {
        let parts = grouping.parts + (unit.map { [.calendar($0)] } ?? [])
        var leftOut = LeftOut(selection.filter)
        var policies = PolicyBook()
        var needs = ScoreTallies.needs(parts)
        var rowCount = 0
        var guesses: [Identifier: ClosedRange<Double>] = [:]
        for series in try selection.series(view) {
            needs.add(try policies.policies(of: series.model, view, asOf: request.position).needs)
            if guesses[series.model] == nil { guesses[series.model] = try guess(series, request, view) }
            try view.chunks(
                of: series, asOf: request.position, from: selection.window.from, to: selection.window.to
            ) {
                rowCount += $0.count
                return true
            }
        }
        var tallies = ScoreTallies(parts: parts, rows: rowCount)
        try selection.chunksInParallel(request, view, needs, leftOut: &leftOut, &tallies) { series in
            (
                try policies.policies(of: series.model, view, asOf: request.position),
                guesses[series.model] ?? 0...1
            )
        } _: { tallies, rows, chosen, known in
            try tallies.add(rows, chosen, policies: known.0, guess: known.1)
        }
        // Whatever the scale comes from, what lies in a bin is what lies below its upper and not its lower
        // edge.
        var scales: [(scale: Bins.Scale?, histogram: Histogram?)] = []
        var isOpen = try tallies.close { tally in
            let scale = Bins.scale(
                given: given, contract: try Bins.contract(of: tally.series, view, asOf: request.position),
                minimum: tally.moments.minimum, maximum: tally.moments.maximum)
            let histogram = scale.flatMap { Histogram(low: $0.low, high: $0.high, bins: bins) }
            scales.append((scale, histogram))
            return wanted(tally, histogram)
        }
        let again = ScoreTallies.needs(parts)
        while isOpen {
            var ignored = LeftOut(nil)
            try selection.chunksInParallel(request, view, again, leftOut: &ignored, &tallies) { _ in
            } _: { tallies, rows, chosen, _ in
                try tallies.add(rows, chosen, policies: nil, guess: 0...1)
            }
            isOpen = tallies.close { _ in OrderStatistics.Wanted(minimum: 0, maximum: 0) }
        }
        let rows = tallies.book.keys.enumerated().map { number, key in
            row(key, number, tallies, scale: scales[number].scale, histogram: scales[number].histogram)
        }
        return (rows.sorted { $0.key < $1.key }, leftOut)
    }

    private func row(
        _ key: GroupKey, _ number: Int, _ tallies: ScoreTallies, scale: Bins.Scale?, histogram: Histogram?
    ) -> DistributionRow {
        let tally = tallies.tallies[number]
        let moments = tally.moments.moments
        var ranks: [Int: Double] = [:]
        for rank in wantedRanks(moments.count) {
            ranks[rank] = tallies.order.value(group: number, rank: rank)
        }
        let counted = histogram.flatMap { histogram in
            Histogram(low: histogram.edges[0], high: histogram.edges[bins], bins: bins, total: moments.count)
            {
                tallies.order.count(group: number, below: $0)
            }
        }
        return DistributionRow(
            key: RowKey(key, hasPeriod: unit != nil), tally: tally, moments: moments,
            scale: scale,
            histogram: counted, ranks: ranks)
    }

    private func wantedRanks(_ count: Int) -> [Int] {
        points.flatMap { Quantile.ranks(count: count, at: $0).map(Array.init) ?? [] }
    }

    private func wanted(_ tally: ScoreTally, _ histogram: Histogram?) -> OrderStatistics.Wanted {
        OrderStatistics.Wanted(
            minimum: tally.moments.minimum ?? 0, maximum: tally.moments.maximum ?? 0,
            ranks: wantedRanks(tally.moments.count), cuts: histogram?.cuts ?? [])
    }

    /// The bounds given, else the contract's, else [0, 1]: where scores mostly lie.
    private func guess(
        _ series: Series, _ request: Request, _ view: borrowing View
    ) throws -> ClosedRange<Double> {
        if let given { return given.low...given.high }
        let contract = try view.contract(
            model: series.model, version: series.version, asOf: request.position)
        guard let range = contract?.score, range.min <= range.max else { return 0...1 }
        return range.min...range.max
    }
}
