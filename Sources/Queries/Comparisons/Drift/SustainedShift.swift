import Statistics

/// Whether a shift lasts: the current side's windows held against how much the baseline's own vary.
///
/// `sustained.1`: a window is over when its statistic against the whole baseline is over the limit and its p,
/// by the limit law for numbers and chi-squared for categories, is under alpha. The limit is the mean plus 3
/// population deviations of the statistic over the baseline's windows, each against the others; with less
/// than 3 such windows it is min_effect. Windows of under 30 values are left out.
struct SustainedShift: Sendable {
    struct Window: Sendable {
        let period: String
        let count: Int
        let effect: Double?
        let p: Double?
        /// Nil for a window that is left out.
        var isOver: Bool?
    }

    /// Baseline windows below which there is no band.
    static let bandLeast = 3

    let baseline: [Window]
    let current: [Window]
    let limit: Double
    /// Whether the limit comes from the baseline's windows.
    let hasBand: Bool
    /// How many of the last windows are over, of how many; nil when there are not enough windows.
    let over: (count: Int, of: Int)?
    /// Nil when there are not enough windows to tell.
    let isSustained: Bool?

    init(_ baseline: [Window], _ current: [Window], _ options: DriftOptions) {
        func isEnough(_ window: Window) -> Bool {
            window.count >= ComparisonRule.leastCount && window.effect != nil
        }
        let own = baseline.filter(isEnough).map(\.effect)
        hasBand = own.count >= Self.bandLeast
        let limit = (hasBand ? NannyML.limit(own) : nil) ?? options.rule.minEffect
        self.limit = limit
        self.baseline = baseline
        let judged = current.map { window in
            var window = window
            if isEnough(window), let effect = window.effect {
                window.isOver = effect > limit && (window.p ?? 1) < options.rule.alpha
            }
            return window
        }
        self.current = judged
        let last = judged.compactMap(\.isOver).suffix(options.sustained.of)
        if last.count == options.sustained.of {
            let count = last.count { $0 }
            over = (count, last.count)
            isSustained = count >= options.sustained.hits
        } else {
            over = nil
            isSustained = nil
        }
    }

    static let none = SustainedShift()

    private init() {
        (baseline, current, limit, hasBand, over, isSustained) = ([], [], 0, false, nil, nil)
    }
}

extension SustainedShift {
    init(
        _ windows: (baseline: [WindowFigure], current: [WindowFigure]), _ rows: DriftRows,
        _ options: DriftOptions
    ) {
        func named(_ figures: [WindowFigure], _ side: SideRows) -> [Window] {
            zip(side.periods, figures).map { period, figure in
                Window(period: period.label, count: figure.count, effect: figure.effect, p: figure.p)
            }
        }
        self.init(
            named(windows.baseline, rows.baseline), named(windows.current, rows.current), options)
    }
}

/// How far the values of a window are from those it is held against.
struct WindowFigure: Sendable {
    let count: Int
    let effect: Double?
    let p: Double?

    /// Of the windows of a sample.
    static func all(_ counts: [Int], _ gaps: [EmpiricalGap?]) -> [WindowFigure] {
        zip(counts, gaps).map { count, gap in
            WindowFigure(count: count, effect: gap?.distance, p: gap.map(KolmogorovSmirnov.limit))
        }
    }
}
