import Model
import Projections
import Statistics

/// The labels of two sides, judged at the same age.
struct LabelReading {
    /// The age, in seconds, and where it comes from.
    let age: Double
    let source: String
    let baseline: LabelTallies
    let current: LabelTallies
    let leftOut: (baseline: LeftOut, current: LeftOut)

    /// Bands of scores.
    static let bands = 5

    /// - Parameter given: the age, in seconds; nil for the 0.95 quantile of the baseline's waits, or the
    ///   median age of the current decisions where that is less, so that half of them are old enough.
    ///
    /// Cost: two passes over labels, times and scores of either side, and sorts of them.
    init(
        _ sides: Sides, given: Double?, _ request: Request, _ view: borrowing View
    ) throws {
        let scores = (
            try Self.scores(sides.baseline, request, view), try Self.scores(sides.current, request, view)
        )
        let (age, source) = try Self.age(sides, given: given, request, view)
        self.age = age
        self.source = source
        let microseconds = Int64(min(max(age, 0) * 1_000_000, 9e18))
        func terms(_ side: Side, _ own: [Double]) -> LabelTallies.Terms {
            LabelTallies.Terms(
                age: microseconds, evaluated: side.asking(request).knowledge.evaluated.microseconds,
                scoreEdges: Self.edges(scores.0.isEmpty ? scores.1 : scores.0), rankEdges: Self.edges(own))
        }
        func read(_ side: Side, _ terms: LabelTallies.Terms) throws -> (LabelTallies, LeftOut) {
            let request = side.asking(request)
            var leftOut = LeftOut(side.selection.filter)
            var policies = PolicyBook()
            var needs = LabelTallies.needs(request.knowledge)
            for series in try side.selection.series(view) {
                needs.add(try policies.policies(of: series.model, view, asOf: request.position).needs)
            }
            var tallies = LabelTallies(terms)
            try side.selection.chunksInParallel(
                request, view, needs, leftOut: &leftOut, &tallies,
                more: { series in
                    LabelTallies.Meaning(
                        labels: try view.terms(of: series, at: request.knowledge),
                        policies: try policies.policies(of: series.model, view, asOf: request.position))
                }
            ) { tallies, rows, chosen, meaning in
                try tallies.add(rows, chosen, meaning)
            }
            return (tallies.sorted(), leftOut)
        }
        let before = try read(sides.baseline, terms(sides.baseline, scores.0))
        let now = try read(sides.current, terms(sides.current, scores.1))
        (baseline, current) = (before.0, now.0)
        leftOut = (before.1, now.1)
    }

    /// Ascending.
    private static func scores(
        _ side: Side, _ request: Request, _ view: borrowing View
    ) throws -> [Double] {
        try ColumnSample.read(.field(.score), side.selection, side.asking(request), view).numbers
    }

    /// Inner edges of bands of equally many scores; equal ones stand once.
    private static func edges(_ sorted: [Double]) -> [Double] {
        let points = (1..<bands).map { Double($0) / Double(bands) }
        var edges: [Double] = []
        for edge in points.compactMap({ Quantile.linear(sorted: sorted[...], at: $0) })
        where edges.last != edge {
            edges.append(edge)
        }
        return edges
    }

    private static func age(
        _ sides: Sides, given: Double?, _ request: Request, _ view: borrowing View
    ) throws -> (Double, String) {
        if let given { return (given, "given") }
        let waits = try waits(sides.baseline, request, view)
        let ages = try ages(sides.current, request, view)
        let usual = Quantile.linear(sorted: waits[...], at: 0.95)
        let median = Quantile.linear(sorted: ages[...], at: 0.5)
        switch (usual, median) {
        case (let usual?, let median?) where median < usual:
            return (max(median, 0), "the median age of the current decisions")
        case (let usual?, _): return (max(usual, 0), "the 0.95 quantile of the baseline's waits")
        case (nil, let median?):
            return (max(median, 0), "the median age of the current decisions, as the baseline has no labels")
        case (nil, nil): return (0, "nothing, as there are no decisions")
        }
    }

    /// Ascending, in seconds.
    private static func waits(
        _ side: Side, _ request: Request, _ view: borrowing View
    ) throws -> [Double] {
        let request = side.asking(request)
        var needs = ChunkNeeds()
        needs.ats = true
        needs.labels = request.knowledge
        var waits: [Double] = []
        var ignored = LeftOut(nil)
        try side.selection.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
            chosen.forEach { row in
                guard let summary = rows.labels?.summary(row), summary.standing > 0 else { return }
                waits.append(Double(summary.first.at - rows.ats[row]) / 1_000_000)
            }
            try check(waits.count)
        }
        return RadixSort.sorted(waits)
    }

    private static func ages(
        _ side: Side, _ request: Request, _ view: borrowing View
    ) throws -> [Double] {
        let request = side.asking(request)
        var needs = ChunkNeeds()
        needs.ats = true
        let evaluated = request.knowledge.evaluated.microseconds
        var ages: [Double] = []
        var ignored = LeftOut(nil)
        try side.selection.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
            chosen.forEach { ages.append(Double(evaluated - rows.ats[$0]) / 1_000_000) }
            try check(ages.count)
        }
        return RadixSort.sorted(ages)
    }

    private static func check(_ count: Int) throws {
        guard count <= ColumnSample.numbersMax else {
            throw QueryFailure(
                .tooLong,
                "a side has more than \(ColumnSample.numbersMax) decisions; ask about less: a version, a segment, or a "
                    + "window with from and to, or give the age with within")
        }
    }
}
