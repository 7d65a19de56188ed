import Documents
import Model
import Statistics
import Wire

/// Lays out who is labelled: by band of scores, by band and action, what is blind, segments, and a sample.
struct SelectionPage {
    typealias Drawn = (
        id: Identifier, position: Position, at: Timestamp, score: Double?, cell: SelectionCell
    )

    let model: Identifier
    let grouping: Grouping
    let reading: ScoredReading
    let cells: SelectionCells
    let segments: [Representation]
    let why: ExplorationDraw.Why
    let sample: [Drawn]
    let wanted: Int

    static let definitions = [
        Definitions.proportionRate.id, Definitions.proportionWilson.id, Definitions.chiSquaredPooled.id,
        Definitions.cramerVCorrected.id, Definitions.bonferroni.id, BandKind.definition,
        ExplorationDraw.definition, "label.current", MaturityAge.definition, SelectionFindings.definition,
        "group.value", "where.two-valued",
    ]

    /// Bonferroni's p of each segment.
    var corrected: [Double?] { MultipleTests.bonferroni(segments.map { $0.test?.p }) }

    /// - Parameter empty: why there is no decision, when there is none.
    func sections(empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += reading.leftOut.notes
        sections += [bands, byAction, blind, representation, values, samples].map(Section.table)
        if segments.contains(where: { $0.values.count > Representation.valuesMax }) {
            sections.append(
                .note(
                    key: "values",
                    text:
                        "Of segments with more than \(Representation.valuesMax) values only the first are shown; "
                        + "all are in the test."))
        }
        sections.append(.table(Maturity.table(reading.models, reading.ages)))
        sections += charts.map(Section.chart)
        sections.append(
            .facts(
                FactList(
                    key: "left_out", title: "Left out",
                    facts: reading.leftOut.facts + [
                        Fact(
                            "without_score", "decisions without a score, which are in no band",
                            .count(reading.groups.reduce(0) { $0 + $1.withoutScore })),
                        Fact(
                            "immature", "decisions too young to be judged",
                            .count(cells.total.decisions - cells.total.mature)),
                    ])))
        sections.append(AnswerDefinitions.rule(SelectionFindings.definition))
        return sections
    }

    func title(_ values: [GroupValue?]) -> String {
        grouping.title(GroupKey(model: model, values: values))
    }

    func action(_ cell: SelectionCell) -> String { cell.action?.label(under: .action) ?? "without action" }

    private func groupCells(_ values: [GroupValue?]) -> [Value] {
        grouping.cells(GroupKey(model: model, values: values))
    }

    private func actionCell(_ cell: SelectionCell) -> Value {
        cell.action.map { .text($0.label(under: .action)) } ?? .none("without")
    }

    private var tallyColumns: [Table.Column] {
        [
            Table.Column("decisions", "decisions"), Table.Column("share", "share", bar: true),
            Table.Column("mature", "mature"), Table.Column("labelled", "labelled"),
        ] + RateCells.columns("label_rate", "label rate", bar: true) + [
            Table.Column("positives", "positive"), Table.Column("negatives", "negative"),
        ] + RateCells.columns("positive_rate", "share positive", bar: true)
    }

    private func tallyCells(_ tally: LabelTally) -> [Value] {
        [
            .count(tally.decisions),
            .share(Int64(tally.decisions), of: Int64(cells.total.decisions), else: "no decisions"),
            .count(tally.mature), .count(tally.labelled),
        ] + RateCells.cells(tally.labelRate, else: "no mature decisions") + [
            .count(tally.positives), .count(tally.negatives),
        ] + RateCells.cells(tally.positiveRate, else: "no mature positive or negative labels")
    }

    private var bands: Table {
        Table(
            key: "bands", title: "By score",
            columns: grouping.columns + [BandKind.score.column] + tallyColumns,
            rows: cells.bands.map { groupCells($0.values) + [$0.band.cell] + tallyCells($0.tally) },
            empty: "no scores")
    }

    private var cellColumns: [Table.Column] {
        grouping.columns + [BandKind.score.column, Table.Column("action", "action")]
    }

    private var byAction: Table {
        Table(
            key: "cells", title: "By score and action",
            columns: cellColumns + tallyColumns + [Table.Column("blind", "never labelled")],
            rows: cells.cells.map { cell in
                groupCells(cell.values) + [cell.band.cell, actionCell(cell)] + tallyCells(cell.tally)
                    + [.flag(cell.tally.isBlind)]
            }, empty: "no scores")
    }

    private var blind: Table {
        Table(
            key: "blind", title: "Where nothing is ever labelled",
            columns: cellColumns + [
                Table.Column("mature", "mature"), Table.Column("share", "share of all mature", bar: true),
            ],
            rows: cells.blind.map { cell in
                groupCells(cell.values) + [
                    cell.band.cell, actionCell(cell), .count(cell.tally.mature),
                    .share(Int64(cell.tally.mature), of: Int64(cells.total.mature), else: "none is mature"),
                ]
            }, empty: "every band and action with mature decisions has labels")
    }

    private var representation: Table {
        Table(
            key: "representation", title: "Labelled decisions against the others, by segment",
            columns: [
                Table.Column("segment", "segment"), Table.Column("values", "values"),
                Table.Column("mature", "mature"), Table.Column("labelled", "labelled"),
                Table.Column("chi_squared", "χ²"), Table.Column("degrees", "degrees"), Table.Column("p", "p"),
                Table.Column("p_bonferroni", "p, corrected"), Table.Column("cramer_v", "Cramér's V"),
                Table.Column("representative", "representative"),
            ],
            rows: zip(segments, corrected).map { segment, corrected in
                let none =
                    segment.mature == 0
                    ? "no mature decisions"
                    : segment.labelled == 0 ? "none is labelled" : "every one is labelled"
                return [
                    .text(segment.segment), .count(segment.values.count), .count(segment.mature),
                    .count(segment.labelled),
                    .number(segment.test?.statistic.map(Printed.rounded), else: none),
                    segment.test.map { .count($0.degrees) } ?? .none(none),
                    .number(segment.test.map { Printed.rounded($0.p) }, else: none),
                    .number(corrected.map(Printed.rounded), else: none), .number(segment.cramerV, else: none),
                    segment.test == nil
                        ? .none(none)
                        : .flag(!SelectionFindings.isSkewed(segment, corrected: corrected)),
                ]
            }, empty: "no decision carries a segment")
    }

    private var values: Table {
        Table(
            key: "segments", title: "By value of each segment",
            columns: [
                Table.Column("segment", "segment"), Table.Column("value", "value"),
                Table.Column("mature", "mature"), Table.Column("share", "share of the mature"),
                Table.Column("labelled", "labelled"), Table.Column("share_labelled", "share of the labelled"),
                Table.Column("ratio", "ratio"),
            ] + RateCells.columns("label_rate", "label rate", bar: true),
            rows: segments.flatMap { segment in
                segment.values.prefix(Representation.valuesMax).map { value in
                    let share = Double(value.mature) / Double(max(segment.mature, 1))
                    let labelled = Double(value.labelled) / Double(max(segment.labelled, 1))
                    return [
                        .text(segment.segment), .text(value.value, else: "without"), .count(value.mature),
                        .share(Int64(value.mature), of: Int64(segment.mature), else: "none is mature"),
                        .count(value.labelled),
                        .share(Int64(value.labelled), of: Int64(segment.labelled), else: "none is labelled"),
                        segment.labelled > 0 ? .number(labelled / share) : .none("none is labelled"),
                    ]
                        + RateCells.cells(
                            Proportion(hits: Int64(value.labelled), of: Int64(value.mature)),
                            else: "no mature decisions")
                }
            }, empty: "no decision carries a segment")
    }

    private var samples: Table {
        Table(
            key: "sample", title: "Proposed to be looked at: \(sample.count) of what is \(why.rawValue)",
            columns: [
                Table.Column("id", "decision"), Table.Column("position", "position"),
                Table.Column("at", "at"),
                Table.Column("score", "score"),
            ] + cellColumns + [Table.Column("why", "why")],
            rows: sample.map { drawn in
                [
                    .text(drawn.id), .position(drawn.position), .time(drawn.at),
                    .number(drawn.score, else: "no score"),
                ] + groupCells(drawn.cell.values) + [
                    drawn.cell.band.cell, actionCell(drawn.cell), .text(why.rawValue),
                ]
            }, empty: wanted == 0 ? "none asked for" : "every mature decision has a label")
    }

    /// Of the selection as a whole only: with groups there would be a chart each.
    private var charts: [Chart] {
        guard grouping.isNone, !cells.cells.isEmpty else { return [] }
        let bands = cells.bands
        func series(_ key: String, _ label: String, _ rate: (LabelTally) -> Proportion?) -> Chart.Series {
            let intervals = bands.map { rate($0.tally)?.wilson(z: Normal.z95) }
            return Chart.Series(
                key, label, bands.map { rate($0.tally)?.rate }, low: intervals.map { $0?.low },
                high: intervals.map { $0?.high })
        }
        return [
            Chart(
                key: "label_rate", title: "Labelled, and positive of these, by score", kind: .lines,
                axis: .labels(bands.map(\.band.label)), axisLabel: "score", valueLabel: "share",
                series: [
                    series("label_rate", "label rate", \.labelRate),
                    series("positive_rate", "share positive", \.positiveRate),
                ])
        ]
    }
}
