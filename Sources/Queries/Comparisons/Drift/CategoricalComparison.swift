import Statistics

/// The categories of a feature on both sides.
struct CategoricalComparison: Sendable {
    /// Cells by label: those that either side has anything in, in the order of `CategoryBook.order`.
    let labels: [String]
    let counts: CountPair
    let figures: TwoSample
    /// Chi-squared of the table as it is; nil when either side is empty.
    let test: ChiSquaredTest?
    /// The share of rows that would have to change their category.
    let variation: Double?
    let seasonal: StratifiedTest?
    /// Each window of the baseline against the others, and each current one against the baseline; empty with
    /// over `groupCells` categories.
    let windows: (baseline: [WindowFigure], current: [WindowFigure])

    /// Categories up to which windows and strata are looked at.
    private static let groupCells = 4_096

    /// Nil when there are more values than can be counted.
    init?(
        _ baseline: FeatureSample, _ current: FeatureSample, _ book: CategoryBook, _ rows: DriftRows,
        _ family: DefinitionFamily, admits: (CategoryBook.Category) -> Bool
    ) {
        var found = [Bool](repeating: false, count: book.count)
        for code in baseline.codes { found[Int(code)] = true }
        for code in current.codes { found[Int(code)] = true }
        let order = book.order.filter { found[$0] && admits(book.categories[$0]) }
        var cells = [Int32](repeating: -1, count: book.count)
        for (cell, code) in order.enumerated() { cells[code] = Int32(truncatingIfNeeded: cell) }
        labels = order.map(book.label)
        let before = Cells(baseline, cells, order.count)
        let after = Cells(current, cells, order.count)
        guard let counts = CountPair(baseline: before.all, current: after.all) else { return nil }
        self.counts = counts
        let chunks =
            family == .nannyML
            ? before.parted(rows.baseline.chunks, NannyML.chunks(rows: rows.baseline.count).count) : []
        figures = TwoSample.categorical(
            family, counts, missing: (baseline.missing, current.missing), chunks: chunks)
        test = ChiSquaredTest.contingency(counts)
        variation = counts.shares.flatMap { Divergence.totalVariation($0.baseline, $0.current) }
        if rows.season == .none || order.count > Self.groupCells {
            seasonal = nil
        } else {
            let strata = rows.season.strata
            let pairs = zip(
                before.parted(rows.baseline.strata, strata), after.parted(rows.current.strata, strata))
            seasonal = StratifiedTest.categorical(
                pairs.compactMap { CountPair(baseline: $0, current: $1) })
        }
        guard order.count <= Self.groupCells else {
            windows = ([], [])
            return
        }
        let all = before.all
        windows = (
            before.parted(rows.baseline.windows, rows.baseline.periods.count).map { own in
                Self.window(own, against: zip(all, own).map { $0 - $1 })
            },
            after.parted(rows.current.windows, rows.current.periods.count).map { own in
                Self.window(own, against: all)
            }
        )
    }

    private static func window(_ own: [Int], against other: [Int]) -> WindowFigure {
        let pair = CountPair(baseline: other, current: own)
        return WindowFigure(
            count: own.reduce(0, +),
            effect: pair?.shares.flatMap { Divergence.totalVariation($0.baseline, $0.current) },
            p: pair.flatMap(ChiSquaredTest.pooled)?.p)
    }

    /// The category that most of the baseline have, the first of several.
    var mostFrequent: (label: String, baseline: Int, current: Int)? {
        guard let most = counts.baseline.max(), most > 0, let cell = counts.baseline.firstIndex(of: most)
        else { return nil }
        return (labels[cell], most, counts.current[cell])
    }

    /// Cells that only one side has anything in.
    var new: [Int] { counts.baseline.indices.filter { counts.baseline[$0] == 0 } }
    var gone: [Int] { counts.current.indices.filter { counts.current[$0] == 0 } }

    /// One side's values as cells.
    private struct Cells {
        let sample: FeatureSample
        /// By code; -1 for what is no category here.
        let cells: [Int32]
        let all: [Int]

        init(_ sample: FeatureSample, _ cells: [Int32], _ count: Int) {
            self.sample = sample
            self.cells = cells
            var all = [Int](repeating: 0, count: count)
            for code in sample.codes where cells[Int(code)] >= 0 { all[Int(cells[Int(code)])] += 1 }
            self.all = all
        }

        /// The counts of each group of rows.
        func parted(_ groups: [UInt16], _ count: Int) -> [[Int]] {
            let width = all.count
            var flat = [Int](repeating: 0, count: count * width)
            for (code, row) in zip(sample.codes, sample.codeRows) {
                let cell = Int(cells[Int(code)])
                if cell >= 0 { flat[Int(groups[Int(row)]) * width + cell] += 1 }
            }
            return (0..<count).map { Array(flat[$0 * width..<($0 + 1) * width]) }
        }
    }
}
