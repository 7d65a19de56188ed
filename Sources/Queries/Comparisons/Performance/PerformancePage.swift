import Documents
import Model
import Statistics

/// Lays performance out: what was looked at, ranking, cutoffs, probabilities, classes, money, estimates.
struct PerformancePage {
    let rows: [PerformanceRow]
    let grouping: Grouping
    let bands: [BandKind]
    let hasPeriods: Bool
    let options: PerformanceOptions
    let models: [Identifier]
    let ages: [Identifier: MaturityAge]

    /// Charts drawn at most.
    static let chartsMax = 12

    var definitions: [String] {
        Self.common + estimate + Self.words
    }

    private var estimate: [String] {
        switch options.family {
        case .daybook: [Definitions.cbpeDaybook.id, Definitions.calibrationDaybook.id]
        case .nannyml: [Definitions.cbpeNannyml.id, Definitions.calibrationNannyml.id]
        }
    }

    private static let common = [
        Definitions.aucMannWhitney.id, Definitions.aucDeLong.id, Definitions.aucDifference.id,
        Definitions.bonferroni.id, Definitions.averagePrecision.id,
        Definitions.confusionThreshold.id, Definitions.confusionF1.id, Definitions.proportionRate.id,
        Definitions.proportionWilson.id, Definitions.brier.id, Definitions.brierMurphy.id,
        Definitions.logLoss.id, Definitions.eceEqualWidth10.id, Definitions.eceEqualCount10.id,
        Definitions.calibrationMaximum.id, Definitions.reliabilityCurve.id, Definitions.quantileLinear.id,
    ]

    private static let words = [
        Definitions.cbpeSamplingError.id,
        "label.current", "threshold.in-force", ProbabilityScale.definition, BandKind.definition,
        MaturityAge.definition, PerformanceFindings.definition, "group.value", "where.two-valued",
    ]

    /// - Parameter empty: why there is no decision, when there is none.
    func sections(leftOut: LeftOut, empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += leftOut.notes
        sections += [summary, ranking, called, rates].map(Section.table)
        sections += [probability, classes].map(Section.table)
        if let money { sections.append(.table(money)) }
        sections.append(.table(estimated))
        sections.append(.table(Maturity.table(models, ages)))
        sections += charts.map(Section.chart)
        if rows.count(where: { $0.figures.curve != nil && $0.figures.evaluated > 0 }) > Self.chartsMax {
            sections.append(
                .note(
                    key: "charts", text: "Reliability curves are drawn of the first \(Self.chartsMax) rows."))
        }
        sections.append(
            .facts(FactList(key: "left_out", title: "Left out", facts: leftOut.facts)))
        sections.append(AnswerDefinitions.rule(PerformanceFindings.definition))
        return sections
    }

    var keyColumns: [Table.Column] {
        [Table.Column("model", "model")] + grouping.columns + [Table.Column("period", "period")]
            + bands.map(\.column)
    }

    func cells(_ row: PerformanceRow) -> [Value] {
        [.text(row.key.group.model)] + grouping.cells(row.key.group) + [.text(row.key.period.label)]
            + row.bands.map(\.cell)
    }

    /// A row in a sentence.
    func title(_ row: PerformanceRow) -> String {
        var title = grouping.title(row.key.group)
        if hasPeriods { title += ", \(row.key.period.label)" }
        for (kind, band) in zip(bands, row.bands) { title += ", \(kind.rawValue) \(band.label)" }
        return title
    }

    private func table(
        _ key: String, _ title: String, _ columns: [Table.Column], _ cells: (PerformanceRow) -> [Value]
    ) -> Table {
        Table(
            key: key, title: title, columns: keyColumns + columns,
            rows: rows.map { self.cells($0) + cells($0) }, empty: "no decisions")
    }

    private var summary: Table {
        table(
            "summary", "Decisions and their labels",
            [
                Table.Column("decisions", "decisions", bar: true), Table.Column("mature", "mature"),
                Table.Column("labelled", "labelled"), Table.Column("positives", "positive"),
                Table.Column("negatives", "negative"), Table.Column("base_rate", "base rate", bar: true),
                Table.Column("base_rate_low", "from"), Table.Column("base_rate_high", "to"),
                Table.Column("other_labels", "other labels"), Table.Column("unlabelled", "no label"),
                Table.Column("immature", "immature"),
                Table.Column("immature_labelled", "of these labelled"),
                Table.Column("without_score", "without score"),
            ]
        ) { row in
            let figures = row.figures
            let base = Proportion(hits: Int64(figures.labels.positive), of: Int64(figures.evaluated))
            return [
                .count(figures.count + figures.withoutScore), .count(figures.mature),
                .count(figures.evaluated), .count(figures.labels.positive), .count(figures.labels.negative),
            ] + RateCells.cells(base, else: Self.noLabels) + [
                .count(figures.labels.other), .count(figures.labels.pending), .count(figures.immature),
                .count(figures.earlyLabels), .count(figures.withoutScore),
            ]
        }
    }

    static let noLabels = "no mature decision has a positive or negative label"
    private static let oneClass = "only one class is among the labels"

    private var ranking: Table {
        table(
            "ranking", "Ranking",
            [
                Table.Column("labelled", "labelled"), Table.Column("auc", "AUC", bar: true),
                Table.Column("auc_low", "from"), Table.Column("auc_high", "to"),
                Table.Column("auc_error", "its standard error"),
                Table.Column("average_precision", "average precision"),
                Table.Column("base_rate", "base rate"),
            ]
        ) { row in
            let scores = row.figures.scores
            let none = scores.count == 0 ? Self.noLabels : Self.oneClass
            let auc = RankingQuality.auc(scores)
            let error = RankingQuality.deLongError(scores)
            let interval = RankingQuality.interval(auc: auc, error: error, z: Normal.z95)
            let noError = auc == nil ? none : "too few labels, or none out of order, to tell"
            return [
                .count(scores.count), .number(auc, else: none), .number(interval?.low, else: noError),
                .number(interval?.high, else: noError), .number(error, else: noError),
                .number(
                    RankingQuality.averagePrecision(scores),
                    else: scores.count == 0 ? Self.noLabels : "no positive labels"),
                .number(scores.baseRate, else: Self.noLabels),
            ]
        }
    }

    private var probability: Table {
        table(
            "probability", "Scores as probabilities",
            [
                Table.Column("labelled", "labelled"), Table.Column("mean_score", "mean score"),
                Table.Column("base_rate", "base rate"), Table.Column("brier", "Brier"),
                Table.Column("reliability", "reliability"), Table.Column("resolution", "resolution"),
                Table.Column("uncertainty", "uncertainty"), Table.Column("within_bins", "within bins"),
                Table.Column("log_loss", "log loss"), Table.Column("clipped", "cut for it"),
                Table.Column("ece", "ECE, equal width"), Table.Column("ece_count", "ECE, equal count"),
                Table.Column("mce", "largest gap"),
            ]
        ) { row in
            let figures = row.figures
            let scores = figures.probabilities
            let none = figures.scale.reason ?? Self.noLabels
            let brier = scores.flatMap { BrierDecomposition($0) }
            let logLoss = scores.flatMap { ProbabilityQuality.logLoss($0) }
            return [
                .count(scores?.count ?? 0),
                .number(scores.flatMap { ProbabilityQuality.meanScore($0) }, else: none),
                .number(figures.scores.baseRate, else: Self.noLabels),
                .number(brier?.brier, else: none), .number(brier?.reliability, else: none),
                .number(brier?.resolution, else: none), .number(brier?.uncertainty, else: none),
                .number(brier?.withinBins, else: none),
                .number(logLoss.map { Printed.rounded($0.mean) }, else: none),
                logLoss.map { .count($0.clipped) } ?? .none(none),
                .number(figures.curve?.expectedError, else: none),
                .number(
                    figures.byCount?.expectedError,
                    else: figures.scale.reason ?? "fewer than 4 labelled decisions"),
                .number(figures.curve?.maximumError, else: none),
            ]
        }
    }

    private var charts: [Chart] {
        rows.filter { $0.figures.curve != nil && $0.figures.evaluated > 0 }.prefix(Self.chartsMax)
            .enumerated()
            .map { number, row in
                let bins = (row.figures.curve?.bins ?? []).filter { $0.count > 0 }
                let bands = bins.map { $0.wilson(z: Normal.z95) }
                return Chart(
                    key: "reliability_\(number + 1)", title: "Reliability: " + title(row), kind: .reliability,
                    axis: .numbers(bins.map { $0.meanScore ?? $0.low }), axisLabel: "mean score",
                    valueLabel: "share positive",
                    series: [
                        Chart.Series(
                            "rate", "share positive", bins.map(\.rate), low: bands.map { $0?.low },
                            high: bands.map { $0?.high }),
                        Chart.Series("count", "decisions", bins.map { Double($0.count) }),
                    ])
            }
    }
}

/// A rate with its Wilson interval as cells.
enum RateCells {
    static func cells(_ proportion: Proportion?, else none: String) -> [Value] {
        let interval = proportion?.wilson(z: Normal.z95)
        return [
            proportion?.rate.map(Value.share) ?? .none(none),
            interval.map { .share($0.low) } ?? .none(none), interval.map { .share($0.high) } ?? .none(none),
        ]
    }

    static func columns(_ key: String, _ label: String, bar: Bool = false) -> [Table.Column] {
        [
            Table.Column(key, label, bar: bar), Table.Column(key + "_low", "from"),
            Table.Column(key + "_high", "to"),
        ]
    }
}
