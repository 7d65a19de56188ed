import Documents
import Model
import Statistics

extension PairPage {
    private static let columns = [
        Table.Column("pairs", "pairs"), Table.Column("decided", "with both thresholds"),
        Table.Column("agree", "agree"), Table.Column("agreement", "agreement", bar: true),
        Table.Column("newly_called", "newly called"),
        Table.Column("no_longer_called", "no longer called"), Table.Column("flip_share", "flips"),
        Table.Column("mean_diff", "mean difference"), Table.Column("median_diff", "median"),
        Table.Column("mean_abs_diff", "mean magnitude"),
        Table.Column("median_abs_diff", "median magnitude"),
        Table.Column("max_abs_diff", "greatest magnitude"),
        Table.Column("over_tolerance", "over tolerance"), Table.Column("spearman", "Spearman"),
        Table.Column("kendall_tau_b", "Kendall"), Table.Column("pearson", "Pearson"),
    ]

    private static func cells(_ figures: PairFigures) -> [Value] {
        let noPairs = "no pairs"
        let undecided = figures.count == 0 ? noPairs : "no pair has both thresholds"
        let flat =
            figures.count == 0 ? noPairs : figures.count == 1 ? "one pair" : "a side has one score only"
        let difference = figures.difference
        return [
            .count(figures.count), .count(figures.decided), .count(figures.agreed),
            .share(Int64(figures.agreed), of: Int64(figures.decided), else: undecided),
            .count(figures.calls?.secondOnly ?? 0), .count(figures.calls?.firstOnly ?? 0),
            .share(Int64(figures.decided - figures.agreed), of: Int64(figures.decided), else: undecided),
            .number(difference?.mean, else: noPairs), .number(difference?.median, else: noPairs),
            .number(difference?.meanMagnitude, else: noPairs),
            .number(difference?.medianMagnitude, else: noPairs),
            .number(difference?.maximumMagnitude, else: noPairs),
            figures.over?.rate.map(Value.share) ?? .none(noPairs),
            .number(figures.spearman?.coefficient, else: flat),
            .number(figures.kendall?.coefficient, else: flat),
            .number(figures.pearson?.coefficient, else: flat),
        ]
    }

    var overall: Table {
        Table(
            key: "overall", title: "\(parts.currentTitle) beside \(parts.baselineTitle)",
            columns: Self.columns, rows: [Self.cells(all)])
    }

    var byDay: Table {
        Table(
            key: "days", title: "By day of the \(parts.baselineTitle) decision, UTC",
            columns: [Table.Column("day", "day")] + Self.columns,
            rows: days.map { [.text(Self.label(of: $0.day))] + Self.cells($0.figures) }, empty: "no pairs")
    }

    static func label(of day: Int) -> String {
        Period(.day, containing: CivilDate(dayNumber: day).startOfDay).label
    }

    var bySegment: Table {
        Table(
            key: "segments", title: "By segment",
            columns: [Table.Column("segment", "segment"), Table.Column("value", "value")] + Self.columns,
            rows: segments.map { name, value, figures in
                [.text(name), value.map(Value.text) ?? .none("without")] + Self.cells(figures)
            }, empty: pairs.count == 0 ? "no pairs" : "no pair has a segment")
    }

    /// What was done before and now.
    var actions: Table {
        struct Cell: Hashable {
            let before: Int32
            let now: Int32
        }
        var counts: [Cell: Int] = [:]
        for pair in 0..<pairs.count {
            let cell = Cell(
                before: pairs.baseline.actions[Int(pairs.baselineRows[pair])],
                now: pairs.current.actions[Int(pairs.currentRows[pair])])
            counts[cell, default: 0] += 1
        }
        let book = pairs.texts.actions
        // None first, then in byte order.
        func bytes(_ number: Int32) -> [UInt8] { number < 0 ? [] : book.texts[Int(number)] }
        let order = counts.keys.sorted {
            let (one, other) = (bytes($0.before), bytes($1.before))
            return one == other
                ? bytes($0.now).lexicographicallyPrecedes(bytes($1.now))
                : one.lexicographicallyPrecedes(other)
        }
        func value(_ number: Int32) -> Value { number < 0 ? .none("no action") : .text(book.text(number)) }
        return Table(
            key: "actions", title: "Actions",
            columns: [
                Table.Column("baseline", parts.baselineTitle), Table.Column("current", parts.currentTitle),
                Table.Column("pairs", "pairs"), Table.Column("share", "share", bar: true),
            ],
            rows: order.map { cell in
                let count = counts[cell] ?? 0
                return [
                    value(cell.before), value(cell.now), .count(count),
                    .share(Int64(count), of: Int64(pairs.count), else: "no pairs"),
                ]
            }, empty: "no pairs")
    }

    /// The scores of the pairs as two samples.
    var distribution: Table {
        let none = "no pairs"
        return Table(
            key: "distribution", title: "Scores of the pairs",
            columns: [
                Table.Column("mean_baseline", "mean, \(parts.baselineTitle)"),
                Table.Column("mean_current", "mean, \(parts.currentTitle)"), Table.Column("ks", "KS"),
                Table.Column("ks_p", "p"), Table.Column("psi", "PSI"),
                Table.Column("js_distance", "Jensen-Shannon"),
                Table.Column("wasserstein", "Wasserstein"), Table.Column("factor", "factor"),
            ],
            rows: [
                [
                    .number(drift.means.baseline, else: none), .number(drift.means.current, else: none),
                    .number(drift.gap?.distance, else: none),
                    .number(
                        drift.gap.map { Printed.rounded(KolmogorovSmirnov.probability($0).value) }, else: none
                    ),
                    .number(drift.stability.map(Printed.rounded), else: none),
                    .number(
                        drift.distance.map(Printed.rounded),
                        else: pairs.count == 0 ? none : "all scores are one"),
                    .number(drift.gap?.area, else: none),
                    .number(drift.jump?.factor, else: "the same unit"),
                ]
            ])
    }

    /// What became of both, and of the new scores cut where they call as many as before.
    var outcomes: Table {
        let rows: [(String, Confusion?, Value)] = [
            ("baseline", labels.before, .none("the thresholds in force")),
            ("current", labels.after, .none("the thresholds in force")),
            (
                "current_same_share", labels.recut,
                .number(
                    labels.cutoff?.score, else: labels.cutoff == nil ? "no threshold" : "nobody is called")
            ),
        ]
        return Table(
            key: "outcomes", title: "Against what became of them",
            columns: [
                Table.Column("side", "side"), Table.Column("cutoff", "cutoff"),
                Table.Column("labelled", "labelled"), Table.Column("tp", "right calls"),
                Table.Column("fp", "false calls"), Table.Column("fn", "missed"),
                Table.Column("tn", "rightly left"), Table.Column("accuracy", "accuracy"),
                Table.Column("precision", "precision"), Table.Column("recall", "recall"),
            ],
            rows: rows.map { name, confusion, cutoff in
                guard let confusion else {
                    let reason = labels.count == 0 ? "no labelled pairs" : "no threshold"
                    return [.text(name), cutoff, .count(0)]
                        + [Value](repeating: .none(reason), count: 7)
                }
                return [
                    .text(name), cutoff, .count(confusion.count), .count(confusion.truePositives),
                    .count(confusion.falsePositives), .count(confusion.falseNegatives),
                    .count(confusion.trueNegatives),
                    confusion.accuracy.rate.map(Value.share) ?? .none("no labelled pairs"),
                    confusion.precision.rate.map(Value.share) ?? .none("nobody was called"),
                    confusion.recall.rate.map(Value.share) ?? .none("no positives"),
                ]
            })
    }

    var labelFacts: FactList {
        let none = labels.count == 0 ? "no labelled pairs" : "labels of one class only"
        let undecided = labels.count == 0 ? "no labelled pairs" : "no labelled pair has both thresholds"
        let right = labels.right.flatMap { $0.count > 0 ? $0 : nil }
        return FactList(
            key: "labels", title: "Held against labels",
            facts: [
                Fact("labelled", "labelled pairs", .count(labels.count)),
                Fact("positives", "positive", .count(labels.positives)),
                Fact("auc_baseline", "AUC, \(parts.baselineTitle)", .number(labels.areas?.first, else: none)),
                Fact("auc_current", "AUC, \(parts.currentTitle)", .number(labels.areas?.second, else: none)),
                Fact("auc_difference", "difference", .number(labels.areas?.difference, else: none)),
                Fact(
                    "auc_error", "its standard error",
                    .number(labels.areas?.error, else: labels.areas == nil ? none : "no spread")),
                Fact(
                    "auc_p", "p",
                    .number(
                        labels.areas?.pValue.map(Printed.rounded),
                        else: labels.areas == nil ? none : "no error")),
                Fact("both_right", "both right", right.map { .count($0.both) } ?? .none(undecided)),
                Fact(
                    "baseline_only_right", "only \(parts.baselineTitle) right",
                    right.map { .count($0.firstOnly) } ?? .none(undecided)),
                Fact(
                    "current_only_right", "only \(parts.currentTitle) right",
                    right.map { .count($0.secondOnly) } ?? .none(undecided)),
                Fact("both_wrong", "both wrong", right.map { .count($0.neither) } ?? .none(undecided)),
                Fact(
                    "mcnemar_p", "p, McNemar",
                    .number(right?.pValue.map(Printed.rounded), else: undecided)),
                Fact(
                    "accuracy_drop", "accuracy lost at the thresholds in force",
                    .number(labels.rawDrop, else: undecided)),
                Fact(
                    "accuracy_drop_same_share", "accuracy lost where as many are called",
                    .number(labels.drop, else: undecided)),
            ])
    }

    var largest: Table {
        Table(
            key: "largest", title: "Who differs most",
            columns: [
                Table.Column("subject", "subject"),
                Table.Column("baseline_id", "\(parts.baselineTitle) decision"),
                Table.Column("current_id", "\(parts.currentTitle) decision"),
                Table.Column("baseline_score", "score"), Table.Column("current_score", "score now"),
                Table.Column("difference", "difference"), Table.Column("label", "came true"),
            ],
            rows: parts.largest.map { row in
                [
                    .text(row.subject), .text(row.baseline), .text(row.current), .number(row.scores.0),
                    .number(row.scores.1), .number(row.scores.1 - row.scores.0),
                    row.isPositive.map(Value.flag) ?? .none("no label"),
                ]
            }, empty: "no pairs")
    }

    var charts: [Section] {
        var charts: [Section] = []
        if let histograms = drift.histograms {
            charts.append(
                .chart(
                    Chart(
                        key: "scores", title: "Scores of the pairs", kind: .steps,
                        axis: .edges(histograms.baseline.edges), axisLabel: "score",
                        valueLabel: "share of pairs", shares: true,
                        series: [
                            Chart.Series(
                                "baseline", parts.baselineTitle, PairDrift.shares(histograms.baseline)),
                            Chart.Series("current", parts.currentTitle, PairDrift.shares(histograms.current)),
                        ])))
        }
        if days.count > 1 {
            charts.append(
                .chart(
                    Chart(
                        key: "agreement", title: "Agreement by day", kind: .lines,
                        axis: .labels(days.map { Self.label(of: $0.day) }), axisLabel: "day",
                        valueLabel: "agreement", shares: true,
                        series: [
                            Chart.Series(
                                "agreement", "agreement",
                                days.map {
                                    $0.figures.decided > 0
                                        ? Double($0.figures.agreed) / Double($0.figures.decided) : nil
                                }, counts: days.map { Int64($0.figures.decided) })
                        ])))
        }
        return charts
    }
}
