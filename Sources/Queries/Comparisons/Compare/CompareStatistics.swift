import Documents
import Statistics

/// The tables of a comparison's statistics.
enum CompareStatistics {
    static func tests(_ page: ComparePage) -> Table {
        Table(
            key: "ks", title: "Kolmogorov-Smirnov",
            columns: page.columns([
                Table.Column("count_baseline", "baseline scores"),
                Table.Column("count_current", "current scores"),
                Table.Column("distance", "D"), Table.Column("p_exact", "p exact"),
                Table.Column("p_asymptotic", "p asymptotic"), Table.Column("p_limit", "p by the limit law"),
            ]),
            rows: page.rows.map { row in
                let reason = ComparePage.reason(row)
                let known = row.probabilities
                return page.cells(row) + [
                    .count(row.baseline.scores.count), .count(row.current.scores.count),
                    .number(row.gap?.distance, else: reason),
                    .number(
                        known?.exact.map(Printed.rounded),
                        else: known == nil
                            ? reason : "over \(KolmogorovSmirnov.exactMaximum) scores on a side"),
                    .number(known.map { Printed.rounded($0.asymptotic) }, else: reason),
                    .number(known.map { Printed.rounded($0.limit) }, else: reason),
                ]
            }, empty: "no decisions on either side")
    }

    /// What holds for every statistic, with what it is by.
    static let columns = [
        Table.Column("definition", "definition"), Table.Column("value", "value"), Table.Column("p", "p"),
        Table.Column("p_by", "p by"), Table.Column("limit", "limit"), Table.Column("verdict", "verdict"),
        Table.Column("leading", "decides"),
    ]

    static func cells(_ figure: Figure, leads: Bool, else reason: String) -> [Value] {
        [
            .text(figure.definition.id), .number(figure.value.map(Printed.rounded), else: reason),
            .number(figure.p.map(Printed.rounded), else: figure.value == nil ? reason : "no test"),
            figure.pDefinition.map { .text($0.id) } ?? .none("no test"),
            .number(figure.limit.map(Printed.rounded), else: "the family states none"),
            figure.isDrift.map { .text($0 ? "drift" : "no drift") } ?? .none("the family states no limit"),
            .flag(leads),
        ]
    }

    static func all(_ page: ComparePage) -> Table {
        Table(
            key: "statistics", title: "Statistics by the definitions of \(page.family.rawValue)",
            columns: page.columns(columns),
            rows: page.rows.flatMap { row in
                row.figures.figures.map { figure in
                    page.cells(row)
                        + cells(
                            figure, leads: figure.definition.id == row.figures.leading,
                            else: ComparePage.reason(row))
                }
            }, empty: "no decisions on either side")
    }

    static func scale(_ page: ComparePage) -> Table {
        Table(
            key: "scale", title: "Distances over the bins of the scale",
            columns: page.columns([
                Table.Column("low", "bins from"), Table.Column("high", "bins to"),
                Table.Column("bins_by", "bins by"), Table.Column("js_distance", "Jensen-Shannon"),
                Table.Column("kl", "Kullback-Leibler"), Table.Column("hellinger", "Hellinger"),
            ]),
            rows: page.rows.map { row in
                let reason = ComparePage.reason(row)
                let noBins = row.scale == nil ? "no scores" : "the range cannot be cut into bins"
                let distances = row.distances.map { figure -> Value in
                    let why =
                        row.bins?.counts.hasBoth != true
                        ? (row.bins == nil ? noBins : reason)
                        : "a bin has scores of the baseline and none of the current side"
                    return .number(figure.value.map(Printed.rounded), else: why)
                }
                return page.cells(row) + [
                    .number(row.bins?.edges.first, else: noBins), .number(row.bins?.edges.last, else: noBins),
                    row.scale.map { .text($0.source.rawValue) } ?? .none("no scores"),
                ] + distances
            }, empty: "no decisions on either side")
    }

    static func tenths(_ page: ComparePage) -> Table {
        Table(
            key: "tenths", title: "In the baseline's tenths",
            columns: page.columns([
                Table.Column("from", "from"), Table.Column("to", "to"),
                Table.Column("baseline", "baseline"), Table.Column("current", "current"),
                Table.Column("share_baseline", "baseline share"),
                Table.Column("share_current", "current share", bar: true),
            ]),
            rows: page.rows.flatMap { row -> [[Value]] in
                guard let (edges, counts) = row.tenths else { return [] }
                return counts.baseline.indices.map { bin in
                    page.cells(row) + [
                        bin == 0 ? .none("open") : .number(edges[bin - 1]),
                        bin == edges.count ? .none("open") : .number(edges[bin]),
                        .count(counts.baseline[bin]), .count(counts.current[bin]),
                        .share(
                            Int64(counts.baseline[bin]), of: Int64(counts.baselineTotal), else: "no scores"),
                        .share(
                            Int64(counts.current[bin]), of: Int64(counts.currentTotal),
                            else: "no scores on the current side"),
                    ]
                }
            }, empty: "no scores in the baseline")
    }
}
