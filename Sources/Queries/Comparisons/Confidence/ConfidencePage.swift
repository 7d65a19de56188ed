import Documents
import Model
import Statistics

/// Lays confidence out: its distribution, the boundary, what it came to, the low bucket, and intervals.
struct ConfidencePage {
    typealias Row = (key: RowKey, figures: ConfidenceFigures)

    let rows: [Row]
    let grouping: Grouping
    let hasPeriods: Bool
    let options: ConfidenceOptions
    let reading: ScoredReading

    private static let points = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
    private static let chartsMax = 12

    static let definitions = [
        Definitions.momentsMean.id, Definitions.momentsSampleDeviation.id, Definitions.momentsExtremes.id,
        Definitions.quantileLinear.id, Definitions.histogramEqualWidth.id, Definitions.proportionRate.id,
        Definitions.proportionWilson.id, Definitions.proportionsPooledZ.id, "confidence.boundary",
        "confidence.wide-interval", "histogram.scale", "label.current", "threshold.in-force",
        MaturityAge.definition, ConfidenceFindings.definition, "group.value", "where.two-valued",
    ]

    /// - Parameter empty: why there is no decision, when there is none.
    func sections(empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += reading.leftOut.notes
        sections += [summary, quantiles, boundary, bins, buckets, widths].map(Section.table)
        sections.append(.table(Maturity.table(reading.models, reading.ages)))
        for (number, row) in drawn.enumerated() {
            guard let histogram = row.figures.histogram else { continue }
            sections.append(
                .plot(
                    Plot(
                        key: "confidence_\(number + 1)", title: "Confidence: " + title(row),
                        edges: histogram.edges, counts: histogram.counts, below: histogram.below,
                        above: histogram.above)))
            sections.append(.chart(chart(number, row)))
        }
        if rows.count > drawn.count {
            sections.append(
                .note(
                    key: "charts",
                    text: "Drawn are the first \(drawn.count) of \(rows.count) rows that have any."))
        }
        sections.append(
            .facts(FactList(key: "left_out", title: "Left out", facts: reading.leftOut.facts)))
        sections.append(AnswerDefinitions.rule(ConfidenceFindings.definition))
        return sections
    }

    private var drawn: [Row] { Array(rows.filter { !$0.figures.sorted.isEmpty }.prefix(Self.chartsMax)) }

    /// A row in a sentence.
    func title(_ row: Row) -> String {
        grouping.title(row.key.group) + (hasPeriods ? ", \(row.key.period.label)" : "")
    }

    private func table(
        _ key: String, _ title: String, _ columns: [Table.Column], _ body: (ConfidenceFigures) -> [[Value]]
    ) -> Table {
        Table(
            key: key, title: title,
            columns: [Table.Column("model", "model")] + grouping.columns + [Table.Column("period", "period")]
                + columns,
            rows: rows.flatMap { row in
                body(row.figures).map {
                    [.text(row.key.group.model)] + grouping.cells(row.key.group)
                        + [.text(row.key.period.label)] + $0
                }
            }, empty: "no decisions")
    }

    private static let noConfidence = "no decision states its confidence"

    private var summary: Table {
        table(
            "summary", "Confidence",
            [
                Table.Column("decisions", "decisions"), Table.Column("with_confidence", "with confidence"),
                Table.Column("share_with", "share"), Table.Column("mean", "mean"), Table.Column("sd", "sd"),
                Table.Column("min", "min"), Table.Column("max", "max"),
                Table.Column("without_score", "without score"),
            ]
        ) { figures in
            let moments = figures.moments
            return [
                [
                    .count(figures.count + figures.withoutScore), .count(moments.count),
                    .share(Int64(moments.count), of: Int64(figures.count), else: "no scores"),
                    .number(moments.mean, else: Self.noConfidence),
                    .number(
                        moments.sampleDeviation, else: moments.count == 1 ? "one value" : Self.noConfidence),
                    .number(moments.minimum, else: Self.noConfidence),
                    .number(moments.maximum, else: Self.noConfidence), .count(figures.withoutScore),
                ]
            ]
        }
    }

    private var quantiles: Table {
        table(
            "quantiles", "Quantiles of confidence", Self.points.map { Table.Column("q\($0)", "\($0)") }
        ) { figures in
            [
                Self.points.map {
                    .number(Quantile.linear(sorted: figures.sorted[...], at: $0), else: Self.noConfidence)
                }
            ]
        }
    }

    private var bucketColumns: [Table.Column] {
        [
            Table.Column("decisions", "decisions"), Table.Column("share", "share", bar: true),
            Table.Column("mature", "mature"), Table.Column("labelled", "labelled"),
            Table.Column("label_rate", "label rate"), Table.Column("positives", "positive"),
        ] + RateCells.columns("conversion", "share positive", bar: true)
            + RateCells.columns("accuracy", "decided right") + [
                Table.Column("outcomes_with_value", "with money"), Table.Column("value", "money"),
                Table.Column("mean_value", "mean money"),
            ]
    }

    private func cells(_ bucket: ConfidenceBucket, of count: Int) -> [Value] {
        let none = "no mature decision here has a positive or negative label"
        return [
            .count(bucket.decisions), .share(Int64(bucket.decisions), of: Int64(count), else: "no decisions"),
            .count(bucket.mature), .count(bucket.labelled),
            .share(Int64(bucket.labelled), of: Int64(bucket.mature), else: "no mature decisions"),
            .count(bucket.positives),
        ] + RateCells.cells(bucket.conversion, else: none)
            + RateCells.cells(bucket.accuracy, else: bucket.labelled > 0 ? "no thresholds" : none) + [
                .count(bucket.paid), .number(bucket.sum, else: "no outcome states money"),
                .number(bucket.mean, else: "no outcome states money"),
            ]
    }

    private var boundary: Table {
        table(
            "boundary", "Scores near their threshold",
            [Table.Column("place", "place"), Table.Column("within", "within")] + bucketColumns
        ) { figures in
            let count = figures.near.decisions + figures.far.decisions
            return [
                [.text("near"), .number(figures.delta)] + cells(figures.near, of: count),
                [.text("far"), .number(figures.delta)] + cells(figures.far, of: count),
            ]
        }
    }

    private var bins: Table {
        table(
            "bins", "What came of it, by confidence",
            [Table.Column("from", "from"), Table.Column("to", "to")] + bucketColumns
        ) { figures in
            figures.bins.enumerated().filter { $0.element.decisions > 0 }.map { bin, bucket in
                [.number(Double(bin) / 10), .number(Double(bin + 1) / 10)]
                    + cells(bucket, of: figures.moments.count)
            }
        }
    }

    private var buckets: Table {
        table(
            "low", "Confidence under \(Said.number(options.low)), and the rest",
            [Table.Column("bucket", "bucket")] + bucketColumns
                + [
                    Table.Column("conversion_p", "p of the conversions"),
                    Table.Column("accuracy_p", "p of being right"),
                ]
        ) { figures in
            let conversion = Self.test(figures.rest.conversion, figures.low.conversion)
            let accuracy = Self.test(figures.rest.accuracy, figures.low.accuracy)
            let none = "one of the two has no labels"
            func p(_ test: TwoProportions?) -> Value {
                .number(test?.pValue.map(Printed.rounded), else: none)
            }
            return [
                [.text("low")] + cells(figures.low, of: figures.moments.count) + [
                    p(conversion), p(accuracy),
                ],
                [.text("rest")] + cells(figures.rest, of: figures.moments.count) + [
                    p(conversion), p(accuracy),
                ],
            ]
        }
    }

    /// The rest as baseline, the low bucket as current; nil where either has no cases.
    static func test(_ rest: Proportion?, _ low: Proportion?) -> TwoProportions? {
        guard let rest, let low, rest.count > 0, low.count > 0 else { return nil }
        return TwoProportions(baseline: rest, current: low)
    }

    private var widths: Table {
        table(
            "intervals", "Widths of the intervals",
            [
                Table.Column("intervals", "intervals"), Table.Column("mean", "mean"),
                Table.Column("q0.5", "median"), Table.Column("q0.9", "0.9"), Table.Column("q0.95", "0.95"),
                Table.Column("max", "max"), Table.Column("wide_over", "wide over"),
                Table.Column("wide", "wide"), Table.Column("share_wide", "share wide", bar: true),
            ]
        ) { figures in
            let none = "no decision states an interval"
            let widths = figures.widths
            let scale = figures.scale.map { ($0.high - $0.low) * options.wide }
            return [
                [.count(widths.count), .number(Moments(widths).mean, else: none)]
                    + [0.5, 0.9, 0.95].map {
                        .number(Quantile.linear(sorted: widths[...], at: $0), else: none)
                    }
                    + [
                        .number(widths.last, else: none), .number(scale, else: "no scale"),
                        .count(figures.wide),
                        .share(Int64(figures.wide), of: Int64(widths.count), else: none),
                    ]
            ]
        }
    }

    private func chart(_ number: Int, _ row: Row) -> Chart {
        let bins = row.figures.bins
        func values(_ rate: (ConfidenceBucket) -> Proportion?) -> (
            values: [Double?], low: [Double?], high: [Double?]
        ) {
            let intervals = bins.map { rate($0)?.wilson(z: Normal.z95) }
            return (bins.map { rate($0)?.rate }, intervals.map { $0?.low }, intervals.map { $0?.high })
        }
        let conversion = values(\.conversion)
        let accuracy = values(\.accuracy)
        return Chart(
            key: "conversion_\(number + 1)", title: "By confidence: " + title(row), kind: .steps,
            axis: .edges((0...10).map { Double($0) / 10 }), axisLabel: "confidence", valueLabel: "share",
            series: [
                Chart.Series(
                    "conversion", "share positive", conversion.values, low: conversion.low,
                    high: conversion.high),
                Chart.Series(
                    "accuracy", "decided right", accuracy.values, low: accuracy.low, high: accuracy.high),
            ])
    }
}
