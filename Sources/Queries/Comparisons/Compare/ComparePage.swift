import Documents
import Model
import Statistics

/// Lays a comparison of scores out.
struct ComparePage {
    let rows: [CompareRow]
    let grouping: Grouping
    let family: DefinitionFamily
    let rule: ComparisonRule
    let points: [Double]

    /// Charts of one answer.
    private static let chartsMax = 12

    var definitions: [String] {
        var ids = [
            Definitions.momentsMean.id, Definitions.momentsSampleDeviation.id,
            Definitions.momentsPopulationDeviation.id, Definitions.momentsExtremes.id,
            Definitions.quantileLinear.id, Definitions.histogramEqualWidth.id, "histogram.scale",
            Definitions.ksDistance.id, Definitions.ksExact.id, Definitions.ksAsymptotic.id,
            Definitions.kolmogorovLimit.id, Definitions.stabilityDeciles.id,
            Definitions.jensenShannonDistance.id, Definitions.kullbackLeibler.id,
            Definitions.hellingerDistance.id, Definitions.proportionsPooledZ.id, Definitions.unitJump.id,
            "comparison-verdict.1",
            "threshold.in-force", "threshold.most-frequent", "threshold.share-at-or-over", "group.value",
            "where.two-valued",
        ]
        for row in rows {
            for figure in row.figures.figures where !ids.contains(figure.definition.id) {
                ids.append(figure.definition.id)
            }
        }
        return ids
    }

    func sections(empty: [String], leftOut: (LeftOut, LeftOut)) -> [Section] {
        var sections: [Section] = []
        for text in empty { sections.append(.note(key: "no_data", text: text)) }
        sections += leftOut.0.notes + leftOut.1.notes
        sections.append(.table(shift))
        sections.append(.table(scores))
        sections.append(.table(quantiles))
        sections.append(.table(thresholds))
        sections.append(.table(CompareStatistics.tests(self)))
        sections.append(.table(CompareStatistics.all(self)))
        sections.append(.table(CompareStatistics.scale(self)))
        sections.append(.table(CompareStatistics.tenths(self)))
        sections += rows.prefix(Self.chartsMax).compactMap(chart)
        if rows.count > Self.chartsMax {
            sections.append(
                .note(
                    key: "charts",
                    text: "Only the first \(Self.chartsMax) of \(rows.count) groups have a chart."))
        }
        sections.append(.note(key: "rule", text: "A group's verdict: " + ruleText + "."))
        func facts(_ key: String, _ title: String, _ left: LeftOut, _ side: KeyPath<CompareRow, SideScores>)
            -> Section
        {
            .facts(
                FactList(
                    key: key, title: title,
                    facts: left.facts + [
                        Fact(
                            "without_score", "decisions without a score",
                            .count(rows.reduce(0) { $0 + $1[keyPath: side].withoutScore }))
                    ]))
        }
        sections.append(facts("left_out_baseline", "Left out of the baseline", leftOut.0, \.baseline))
        sections.append(facts("left_out_current", "Left out of the current side", leftOut.1, \.current))
        return sections
    }

    private var ruleText: String {
        switch family {
        case .daybook:
            rule.text(
                corrected: "of the Kolmogorov-Smirnov test times the number of groups that have enough scores"
            )
                + "; the effect is D"
        case .nannyML: "NannyML's, over its limit from the baseline's chunks in the order of time"
        case .evidently: "Evidently's, by the statistic it would choose for a baseline of this size"
        }
    }

    /// The columns of a group before those of `more`.
    func columns(_ more: [Table.Column]) -> [Table.Column] { grouping.columns + more }

    func cells(_ row: CompareRow) -> [Value] { grouping.cells(row.key) }

    /// Why a figure of both sides is not there.
    static func reason(_ row: CompareRow) -> String {
        row.baseline.scores.isEmpty
            ? "no scores in the baseline"
            : row.current.scores.isEmpty ? "no scores on the current side" : "not defined for these scores"
    }

    private var shift: Table {
        Table(
            key: "shift", title: "What moved",
            columns: columns([
                Table.Column("count_baseline", "baseline scores"),
                Table.Column("count_current", "current scores"),
                Table.Column("mean_shift", "mean moved by"),
                Table.Column("mean_shift_sd", "in baseline sd"),
                Table.Column("median_shift", "median moved by"),
                Table.Column("effect", "D", bar: true), Table.Column("p", "p"),
                Table.Column("p_corrected", "p corrected"), Table.Column("verdict", "verdict"),
                Table.Column("words", "in words"),
            ]),
            rows: rows.map { row in
                let reason = Self.reason(row)
                return cells(row) + [
                    .count(row.baseline.scores.count), .count(row.current.scores.count),
                    .number(row.meanShift, else: reason),
                    .number(
                        row.meanShiftInDeviations,
                        else: row.meanShift == nil ? reason : "the baseline does not vary"),
                    .number(row.medianShift, else: reason), .number(row.gap?.distance, else: reason),
                    .number(row.probabilities.map { Printed.rounded($0.p) }, else: reason),
                    .number(
                        row.corrected.map(Printed.rounded),
                        else: row.gap == nil
                            ? reason : "under \(ComparisonRule.leastCount) scores on a side"),
                    .text(row.verdict.rawValue), .text(CompareFindings.words(row)),
                ]
            }, empty: "no decisions on either side")
    }

    /// A row for either side of each group.
    private func sideRows(_ cells: (SideScores, Moments, SideScores) -> [Value]) -> [[Value]] {
        rows.flatMap { row in
            [
                self.cells(row) + [.text("baseline")]
                    + cells(row.baseline, row.moments.baseline, row.current),
                self.cells(row) + [.text("current")] + cells(row.current, row.moments.current, row.baseline),
            ]
        }
    }

    private var scores: Table {
        let none = "no scores"
        return Table(
            key: "scores", title: "Scores",
            columns: columns([
                Table.Column("side", "side"), Table.Column("decisions", "decisions"),
                Table.Column("count", "scores", bar: true), Table.Column("without_score", "without score"),
                Table.Column("mean", "mean"), Table.Column("median", "median"), Table.Column("sd", "sd"),
                Table.Column("sd_population", "sd of the population"), Table.Column("min", "min"),
                Table.Column("max", "max"),
            ]),
            rows: sideRows { side, moments, _ in
                [
                    .count(side.decisions), .count(moments.count), .count(side.withoutScore),
                    .number(moments.mean, else: none), .number(side.median, else: none),
                    .number(moments.sampleDeviation, else: moments.count == 1 ? "one score" : none),
                    .number(moments.populationDeviation, else: none), .number(moments.minimum, else: none),
                    .number(moments.maximum, else: none),
                ]
            }, empty: "no decisions on either side")
    }

    private var quantiles: Table {
        Table(
            key: "quantiles", title: "Quantiles",
            columns: columns([Table.Column("side", "side")] + points.map { Table.Column("q\($0)", "\($0)") }),
            rows: sideRows { side, _, _ in
                points.map { .number(Quantile.linear(sorted: side.scores[...], at: $0), else: "no scores") }
            }, empty: "no decisions on either side")
    }

    private var thresholds: Table {
        Table(
            key: "thresholds", title: "Against the threshold in force",
            columns: columns([
                Table.Column("side", "side"), Table.Column("threshold", "most frequent threshold"),
                Table.Column("different", "different thresholds"),
                Table.Column("with_threshold", "with a threshold"),
                Table.Column("without_threshold", "without"), Table.Column("at_or_over", "at or over"),
                Table.Column("share_at_or_over", "share at or over", bar: true),
                Table.Column("threshold_other", "the other side's"),
                Table.Column("at_or_over_other", "at or over that"),
                Table.Column("share_at_or_over_other", "share at or over that", bar: true),
            ]),
            rows: sideRows { side, _, other in
                let over = other.threshold.map { side.count(atOrOver: $0.value) }
                return [
                    .number(side.threshold?.value, else: "no score has a threshold"),
                    .count(side.threshold?.different ?? 0), .count(side.thresholds.count),
                    .count(side.scores.count - side.thresholds.count), .count(side.atOrOver),
                    .share(
                        Int64(side.atOrOver), of: Int64(side.thresholds.count),
                        else: "no score has a threshold"),
                    .number(other.threshold?.value, else: "no score of the other side has a threshold"),
                    over.map(Value.count) ?? .none("no score of the other side has a threshold"),
                    over.map { .share(Int64($0), of: Int64(side.scores.count), else: "no scores") }
                        ?? .none("no score of the other side has a threshold"),
                ]
            }, empty: "no decisions on either side")
    }

    private func chart(_ row: CompareRow) -> Section? {
        guard let bins = row.bins else { return nil }
        func shares(_ counts: [Int], _ total: Int) -> [Double?] {
            counts.map { total > 0 ? Double($0) / Double(total) : nil }
        }
        let markers: [Chart.Marker] = [("baseline", row.baseline), ("current", row.current)].compactMap {
            name, side in
            guard let threshold = side.threshold?.value, let low = bins.edges.first,
                let high = bins.edges.last, threshold >= low, threshold <= high
            else { return nil }
            let place = (threshold - low) / (high - low) * Double(bins.edges.count - 1)
            return Chart.Marker(
                min(place, Double(bins.edges.count - 1).nextDown),
                "\(name) threshold \(ValueFormat.number(threshold))")
        }
        let name = grouping.name(row.key)
        return .chart(
            Chart(
                key: "scores/\(name)", title: grouping.isNone ? "Scores" : "Scores, \(name)", kind: .steps,
                axis: .edges(bins.edges), axisLabel: "score", valueLabel: "share of scores",
                series: [
                    Chart.Series(
                        "baseline", "baseline", shares(bins.counts.baseline, bins.counts.baselineTotal)),
                    Chart.Series(
                        "current", "current", shares(bins.counts.current, bins.counts.currentTotal)),
                ], markers: markers))
    }
}
