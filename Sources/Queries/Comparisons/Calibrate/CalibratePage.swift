import Documents
import Model
import Statistics

/// Lays cutoffs out: the sides, each cutoff with what it does, and the bounds of what is not known.
struct CalibratePage {
    let model: Identifier
    let grouping: Grouping
    let maker: CalibrateMaker
    let groups: [CalibrateGroup]
    let sides: [(name: String, side: Side, reading: ScoredReading)]

    static let definitions = [
        Definitions.cutoffSameShare.id, Definitions.cutoffPercentile.id, Definitions.cutoffCost.id,
        Definitions.cutoffCapacity.id, Definitions.cutoffF1.id, Definitions.boundsUnknown.id,
        Definitions.confusionThreshold.id, Definitions.proportionRate.id, Definitions.proportionsPooledZ.id,
        "label.current", "threshold.in-force", MaturityAge.definition, CalibrateFindings.definition,
        "group.value", "where.two-valued",
    ]

    /// - Parameter empty: why a side has no decision, when it has none.
    func sections(empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        for side in sides { sections += side.reading.leftOut.notes }
        sections += [sideTable, volumes, outcomes, bounds].map(Section.table)
        sections.append(.facts(sources))
        sections += charts.map(Section.chart)
        sections.append(AnswerDefinitions.rule(CalibrateFindings.definition))
        return sections
    }

    private var sideTable: Table {
        Table(
            key: "sides", title: "What is compared",
            columns: [
                Table.Column("side", "side"), Table.Column("selection", "selection"),
                Table.Column("decisions", "decisions"), Table.Column("without_score", "without score"),
                Table.Column("with_threshold", "with a threshold"), Table.Column("called", "called"),
                Table.Column("share_called", "share called", bar: true),
                Table.Column("labelled", "labelled"), Table.Column("base_rate", "base rate"),
                Table.Column("mature_after", "mature after"),
                Table.Column("left_out", "left out by segments and condition"),
            ],
            rows: sides.map { name, side, reading in
                let with = reading.groups.reduce(0) { $0 + $1.count(ScoredRows.Mark.hasThreshold) }
                let called = reading.groups.reduce(0) { $0 + $1.count(ScoredRows.Mark.called) }
                let hits = reading.groups.reduce(0) {
                    $0 + $1.count(ScoredRows.Mark.mature, label: RowClasses.Code.positive)
                }
                let misses = reading.groups.reduce(0) {
                    $0 + $1.count(ScoredRows.Mark.mature, label: RowClasses.Code.negative)
                }
                return [
                    .text(name), .text(side.text),
                    .count(reading.groups.reduce(0) { $0 + $1.count + $1.withoutScore }),
                    .count(reading.groups.reduce(0) { $0 + $1.withoutScore }), .count(with), .count(called),
                    .share(Int64(called), of: Int64(with), else: "no decision had a threshold"),
                    .count(hits + misses),
                    .share(Int64(hits), of: Int64(hits + misses), else: "no mature labels"),
                    reading.ages.values.first?.value ?? .none("every age counts"),
                    .count(reading.leftOut.segments + reading.leftOut.filter),
                ]
            })
    }

    private func perCutoff(
        _ key: String, _ title: String, _ columns: [Table.Column],
        _ cells: (CalibrateCutoff, CutoffEffect) -> [Value]
    ) -> Table {
        Table(
            key: key, title: title,
            columns: grouping.columns + [Table.Column("method", "method"), Table.Column("cutoff", "cutoff")]
                + columns,
            rows: groups.flatMap { group in
                group.cutoffs.map { cutoff in
                    grouping.cells(GroupKey(model: model, values: group.values)) + [
                        .text(cutoff.method.rawValue),
                        .number(cutoff.cutoffs?.lowerBound, else: cutoff.reason),
                    ] + (cutoff.effect.map { cells(cutoff, $0) } ?? columns.map { _ in .none(cutoff.reason) })
                }
            }, empty: "no decisions")
    }

    private var volumes: Table {
        perCutoff(
            "volumes", "Called on the current side",
            [
                Table.Column("cutoff_highest", "highest cutoff"), Table.Column("decisions", "decisions"),
                Table.Column("called", "called"), Table.Column("share_called", "share called", bar: true),
                Table.Column("newly_called", "not called then"),
                Table.Column("no_longer_called", "called then, not now"),
                Table.Column("per_day", "mean a day"), Table.Column("most_in_day", "most in a day"),
            ]
        ) { cutoff, effect in
            [
                .number(cutoff.cutoffs?.upperBound, else: cutoff.reason), .count(effect.decisions),
                .count(effect.called),
                .share(Int64(effect.called), of: Int64(effect.decisions), else: "no decisions"),
                .count(effect.newly), .count(effect.noLonger),
                effect.days > 0
                    ? .number(Double(effect.called) / Double(effect.days)) : .none("no decisions"),
                .count(effect.mostInDay),
            ]
        }
    }

    private var outcomes: Table {
        perCutoff(
            "outcomes", "What became of those with a mature label",
            [
                Table.Column("tp", "true positive"), Table.Column("fp", "false positive"),
                Table.Column("fn", "false negative"), Table.Column("tn", "true negative"),
                Table.Column("precision", "precision", bar: true),
                Table.Column("recall", "recall", bar: true),
                Table.Column("f1", "F1"), Table.Column("cost", "cost"),
                Table.Column("unknown_called", "called without outcome"),
                Table.Column("never_acted_on", "of these not called then"),
                Table.Column("unknown_not_called", "others without outcome"),
            ]
        ) { _, effect in
            let known = effect.outcomes.known
            return [
                .count(known.truePositives), .count(known.falsePositives), .count(known.falseNegatives),
                .count(known.trueNegatives), .number(known.precision.rate, else: "no labelled one is called"),
                .number(known.recall.rate, else: "no positive labels"),
                .number(known.f1, else: "no positive labels and nothing called"),
                maker.costs.map { .number($0.cost(known)) } ?? .none(CostsInForce.missing),
                .count(effect.outcomes.called), .count(effect.neverActedOn),
                .count(effect.outcomes.notCalled),
            ]
        }
    }

    private var bounds: Table {
        func cells(_ interval: Statistics.Interval?, _ none: String) -> [Value] {
            [.number(interval?.low, else: none), .number(interval?.high, else: none)]
        }
        return perCutoff(
            "bounds", "Lowest and highest, whatever the outcomes that are not known",
            [
                Table.Column("precision_lowest", "precision, lowest"),
                Table.Column("precision_highest", "highest"), Table.Column("recall_lowest", "recall, lowest"),
                Table.Column("recall_highest", "highest"), Table.Column("cost_lowest", "cost, lowest"),
                Table.Column("cost_highest", "highest"),
            ]
        ) { _, effect in
            cells(effect.outcomes.precision, "nobody is called")
                + cells(effect.outcomes.recall, "there may be no positive")
                + cells(
                    maker.costs?.matrix.map { effect.outcomes.cost($0) }, CostsInForce.missing)
        }
    }

    private var sources: FactList {
        FactList(
            key: "sources", title: "What cutoffs rest on",
            facts: [
                Fact(
                    "cost_fp", "cost of a false positive",
                    .number(maker.costs?.falsePositive, else: CostsInForce.missing)),
                Fact(
                    "cost_fn", "cost of a false negative",
                    .number(maker.costs?.falseNegative, else: CostsInForce.missing)),
                Fact("costs_from", "costs from", maker.costs.map { .text($0.words) } ?? .none("no costs")),
                Fact(
                    "capacity", "capacity a day",
                    maker.capacity.map { .count($0.perDay) }
                        ?? .none("none is given, and no policy states any")),
                Fact(
                    "capacity_from", "capacity from",
                    maker.capacity.map { .text($0.words) } ?? .none("no capacity")),
            ])
    }

    /// The share of decisions at or over each of 21 points of both scales.
    private var charts: [Chart] {
        let ranges = sides.flatMap { $0.reading.groups.compactMap(\.range) }
        guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max(),
            let edges = Histogram(low: low, high: high, bins: 20)?.edges
        else { return [] }
        return [
            Chart(
                key: "share_over", title: "Share at or over each cutoff", kind: .lines, axis: .numbers(edges),
                axisLabel: "cutoff", valueLabel: "share of decisions",
                series: sides.map { side in
                    let over = Self.over(edges, side.reading.groups)
                    let count = side.reading.groups.reduce(0) { $0 + $1.count }
                    return Chart.Series(
                        side.name, side.name, over.map { count > 0 ? Double($0) / Double(count) : nil })
                })
        ]
    }

    /// By edge, ascending: how many scores are at or over it. Cost: a pass.
    private static func over(_ edges: [Double], _ groups: [ScoredRows]) -> [Int] {
        var upTo = [Int](repeating: 0, count: edges.count + 1)
        for rows in groups {
            for score in rows.scores {
                var (low, high) = (0, edges.count)
                while low < high {
                    let middle = (low + high) / 2
                    if edges[middle] <= score { low = middle + 1 } else { high = middle }
                }
                upTo[low] += 1
            }
        }
        var sum = 0
        var over = [Int](repeating: 0, count: edges.count)
        for edge in edges.indices.reversed() {
            sum += upTo[edge + 1]
            over[edge] = sum
        }
        return over
    }
}
