import Documents
import Model
import Projections
import Statistics
import Wire

/// How scores are distributed, by group and stretch of time.
struct DistributionQuery: Query {
    static let name = "distribution"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let selection = try Selection(request)
        let grouping = Grouping(arguments.groupings("by"))
        let unit = arguments.choice("window").flatMap { CalendarUnit(rawValue: $0) }
        let maker = DistributionMaker(
            grouping: grouping, unit: unit, given: try GivenScale.given(arguments),
            bins: Int(arguments.integer("bins") ?? 20), points: arguments.numbers("quantiles"))
        let (rows, leftOut) = try maker.rows(selection, request, view)
        let page = DistributionPage(
            rows: rows, grouping: grouping, points: arguments.numbers("quantiles"), hasPeriods: unit != nil)
        return .document(
            Document(
                name: Self.name, title: "Scores" + (selection.model.map { " of \($0.text)" } ?? ""),
                parameters: try request.parameters(), definitions: DistributionPage.definitions,
                sections: try page.sections(
                    leftOut: leftOut, empty: rows.isEmpty ? try selection.whyEmpty(request, view) : nil)
                    + ChangeMarkers.sections(unit, grouping, selection, view, asOf: request.position)))
    }
}

/// Lays a distribution out.
struct DistributionPage {
    let rows: [DistributionRow]
    let grouping: Grouping
    let points: [Double]
    let hasPeriods: Bool

    static let definitions = [
        Definitions.momentsMean.id, Definitions.momentsSampleDeviation.id,
        Definitions.momentsPopulationDeviation.id, Definitions.momentsExtremes.id,
        Definitions.quantileLinear.id, Definitions.histogramEqualWidth.id, "histogram.scale",
        "threshold.in-force", "threshold.share-at-or-over", "group.value", "where.two-valued",
    ]

    /// - Parameter empty: why there is no decision, when there is none.
    func sections(leftOut: LeftOut, empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += leftOut.notes
        sections.append(.table(summary))
        sections.append(.table(quantiles))
        sections.append(.table(thresholds))
        sections.append(contentsOf: plots.map(Section.plot))
        sections.append(
            .facts(
                FactList(
                    key: "left_out", title: "Left out",
                    facts: leftOut.facts + [
                        Fact(
                            "without_score", "decisions without a score",
                            .integer(rows.reduce(0) { $0 + $1.tally.withoutScore }))
                    ])))
        return sections
    }

    private var keyColumns: [Table.Column] {
        [Table.Column("model", "model")] + grouping.columns + [Table.Column("period", "period")]
    }

    private func cells(_ key: RowKey) -> [Value] {
        [.text(key.group.model)] + grouping.cells(key.group) + [.text(key.period.label)]
    }

    private var summary: Table {
        let none = "no scores"
        return Table(
            key: "summary", title: "Scores",
            columns: keyColumns + [
                Table.Column("count", "count", bar: true), Table.Column("without_score", "without score"),
                Table.Column("mean", "mean"), Table.Column("sd", "sd"),
                Table.Column("sd_population", "sd of the population"), Table.Column("min", "min"),
                Table.Column("max", "max"), Table.Column("low", "bins from"), Table.Column("high", "bins to"),
                Table.Column("bins_by", "bins by"),
            ],
            rows: rows.map { row in
                cells(row.key) + [
                    .count(row.moments.count), .integer(row.tally.withoutScore),
                    .number(row.moments.mean, else: none),
                    .number(row.moments.sampleDeviation, else: row.moments.count == 1 ? "one score" : none),
                    .number(row.moments.populationDeviation, else: none),
                    .number(row.moments.minimum, else: none), .number(row.moments.maximum, else: none),
                    .number(row.histogram?.edges.first, else: noBins(row)),
                    .number(row.histogram?.edges.last, else: noBins(row)),
                    row.scale.map { .text($0.source.rawValue) } ?? .none(none),
                ]
            }, empty: "no decisions")
    }

    private func noBins(_ row: DistributionRow) -> String {
        row.scale == nil ? "no scores" : "the range cannot be cut into bins"
    }

    private var quantiles: Table {
        Table(
            key: "quantiles", title: "Quantiles",
            columns: keyColumns + points.map { Table.Column("q\($0)", "\($0)") },
            rows: rows.map { row in
                cells(row.key)
                    + points.map {
                        .number(row.quantile($0), else: "no scores")
                    }
            }, empty: "no decisions")
    }

    private var thresholds: Table {
        Table(
            key: "thresholds", title: "Against the threshold in force",
            columns: keyColumns + [
                Table.Column("with_threshold", "with a threshold"),
                Table.Column("without_threshold", "without"),
                Table.Column("at_or_over", "at or over"),
                Table.Column("share_at_or_over", "share at or over", bar: true),
                Table.Column("disagreements", "own differs from policy"),
            ],
            rows: rows.map { row in
                cells(row.key) + [
                    .integer(row.tally.withThreshold), .integer(row.tally.withoutThreshold),
                    .integer(row.tally.atOrOver),
                    .share(row.tally.atOrOver, of: row.tally.withThreshold, else: "no score has a threshold"),
                    .integer(row.tally.disagreements),
                ]
            }, empty: "no decisions")
    }

    private var plots: [Plot] {
        var taken: Set<Identifier> = []
        return rows.compactMap { row in
            guard let histogram = row.histogram else { return nil }
            let period = hasPeriods ? row.key.period.label : nil
            let name = [row.key.group.model.text, grouping.name(row.key.group), period].compactMap(\.self)
                .joined(separator: "/")
            // Names of groups may look alike, such as a group of the name "without"; keys may not.
            var key = name
            var count = 1
            while !taken.insert(Identifier(key)).inserted {
                count += 1
                key = "\(name) (\(count))"
            }
            return Plot(
                key: key, title: grouping.title(row.key.group) + (period.map { " \($0)" } ?? ""),
                edges: histogram.edges, counts: histogram.counts, below: histogram.below,
                above: histogram.above)
        }
    }
}
