import Documents
import Model
import Statistics
import Wire

/// Lays counted feedback out: rows by period and group, totals, delays, corrections, and what ages were used.
struct FeedbackPage {
    let counted: FeedbackRows
    let evaluated: Timestamp
    let model: Identifier?

    static let definitions =
        [
            "feedback.labelled", "feedback.within-inclusive", "feedback.base-rate", "feedback.correction",
            MaturityAge.definition, Definitions.proportionRate.id, "group.value", "where.two-valued",
        ] + DelayFigures.definitions

    var title: String { "Label feedback" + (model.map { " of \($0.text)" } ?? "") }

    private var grouping: Grouping { counted.grouping }
    private var groups: [GroupKey] { counted.groups.keys.sorted() }
    private var models: [Identifier] { counted.models.keys.sorted() }

    /// - Parameter empty: why there is no decision, when there is none.
    func sections(leftOut: LeftOut, unmatched: UnmatchedOutcomes, empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += leftOut.notes
        sections.append(.table(periods))
        sections.append(.table(totals))
        sections.append(.table(delays))
        sections.append(.table(corrections))
        sections.append(.table(maturity))
        sections.append(
            .facts(
                FactList(
                    key: "left_out", title: "Left out, and not matched",
                    facts: leftOut.facts + [
                        Fact(
                            "excluded", "decisions left out as their label is excluded",
                            .integer(counted.models.values.reduce(0) { $0 + $1.excluded })),
                        Fact(
                            "later", "decisions after the evaluation time, counted as pending",
                            .count(counted.later)),
                    ] + unmatched.facts)))
        if grouping.labellerIndex != nil {
            sections.append(
                .note(
                    key: "labellers",
                    text:
                        "A labeller's row counts the decisions whose current label it gave, of all decisions; "
                        + "decisions that wait have no labeller yet."))
        }
        if !counted.models.values.allSatisfy({ $0.isMature(at: evaluated, within: counted.within) }) {
            sections.append(
                .note(
                    key: "immature",
                    text:
                        "Rows that are not mature hold decisions younger than \(counted.within.text), which may "
                        + "still be labelled within it."))
        }
        return sections
    }

    private var figureColumns: [Table.Column] {
        [
            Table.Column("decisions", "decisions"), Table.Column("labelled", "labelled"),
            Table.Column("rate", "rate", bar: true), Table.Column("positive", "positive"),
            Table.Column("negative", "negative"), Table.Column("base_rate", "base rate", bar: true),
            Table.Column("pending", "pending"), Table.Column("overdue", "overdue"),
            Table.Column("unmapped", "unmapped"), Table.Column("numeric", "numeric"),
            Table.Column("excluded", "excluded"),
            Table.Column("labelled_within", "within \(counted.within.text)"),
            Table.Column("rate_within", "rate within \(counted.within.text)", bar: true),
            Table.Column("mature", "mature"),
        ]
    }

    /// `whole` holds all decisions that shares are taken of; it is the tally itself but for labellers.
    private func figures(_ tally: FeedbackTally, of whole: FeedbackTally, model: Identifier) -> [Value] {
        let none = "no decisions"
        let waits = grouping.labellerIndex != nil && tally.decisions != whole.decisions
        return [
            .integer(whole.decisions), .integer(tally.labelled),
            .share(tally.labelled, of: whole.decisions, else: none),
            .integer(tally.positive), .integer(tally.negative),
            .share(
                tally.positive, of: tally.positive + tally.negative,
                else: "no label is positive or negative"),
            waits ? .none("no labeller yet") : .integer(tally.pending),
            waits ? .none("no labeller yet") : overdue(tally, model: model),
            .integer(tally.unmapped), .integer(tally.numeric), .integer(tally.excluded),
            .integer(tally.labelledWithin),
            .share(tally.labelledWithin, of: whole.decisions, else: none),
            .flag(whole.isMature(at: evaluated, within: counted.within)),
        ]
    }

    private func overdue(_ tally: FeedbackTally, model: Identifier) -> Value {
        guard let age = counted.ages[model] else { return .none("no decisions") }
        return age.seconds == nil ? .none(age.reason) : .integer(tally.overdue)
    }

    private var groupColumns: [Table.Column] {
        [Table.Column("model", "model")] + grouping.columns
    }

    private func cells(_ key: GroupKey) -> [Value] { [.text(key.model)] + grouping.cells(key) }

    private func cellsOfAll(_ model: Identifier) -> [Value] { [.text(model)] + grouping.cellsOfAll }

    private var periods: Table {
        let rows = counted.rows.keys.sorted().map { key in
            cells(key.group) + [.text(key.period.label)]
                + figures(
                    counted.rows[key] ?? FeedbackTally(), of: counted.whole(of: key),
                    model: key.group.model)
        }
        return Table(
            key: "periods", title: "By period",
            columns: groupColumns + [Table.Column("period", "period")] + figureColumns, rows: rows,
            empty: "no decisions")
    }

    private var totals: Table {
        var rows: [[Value]] = []
        for model in models {
            for key in groups where key.model == model && !grouping.isNone {
                let tally = counted.groups[key] ?? FeedbackTally()
                rows.append(cells(key) + figures(tally, of: counted.whole(of: key), model: model))
            }
            let tally = counted.models[model] ?? FeedbackTally()
            rows.append(cellsOfAll(model) + figures(tally, of: tally, model: model))
        }
        return Table(
            key: "totals", title: "In all", columns: groupColumns + figureColumns, rows: rows,
            empty: "no decisions")
    }

    /// Rows of a table per group and for all of a model, from what a closure says of each.
    private func perGroup(
        _ key: String, _ title: String, _ columns: [Table.Column], empty: String,
        group: (GroupKey) -> [Value], all: (Identifier) -> [Value]
    ) -> Table {
        var rows: [[Value]] = []
        for model in models {
            for key in groups where key.model == model && !grouping.isNone {
                rows.append(cells(key) + group(key))
            }
            rows.append(cellsOfAll(model) + all(model))
        }
        return Table(key: key, title: title, columns: groupColumns + columns, rows: rows, empty: empty)
    }

    private var delays: Table {
        perGroup(
            "delays", "From the decision to its first outcome", DelayFigures.columns, empty: "no decisions",
            group: { (counted.delays[$0] ?? DelayFigures()).cells },
            all: { (counted.modelDelays[$0] ?? DelayFigures()).cells })
    }

    private var corrections: Table {
        let columns = [
            Table.Column("decisions_with_correction", "with more than one outcome"),
            Table.Column("outcomes", "outcomes"), Table.Column("label_changed", "label changed"),
            Table.Column("changed_to_true", "changed to positive"),
            Table.Column("withdrawn", "outcomes withdrawn"),
        ]
        func cells(_ tally: FeedbackTally?) -> [Value] {
            let tally = tally ?? FeedbackTally()
            return [
                .integer(tally.corrected), .integer(tally.outcomes), .integer(tally.labelChanged),
                .integer(tally.changedToPositive), .integer(tally.withdrawn),
            ]
        }
        return perGroup(
            "corrections", "Corrections and withdrawals", columns, empty: "no decisions",
            group: { cells(counted.groups[$0]) }, all: { cells(counted.models[$0]) })
    }

    private var maturity: Table {
        let rows: [[Value]] = models.map { model in
            let age = counted.ages[model] ?? .unknown(labelled: 0)
            return [.text(model), age.value, .text(age.reason)]
        }
        return Table(
            key: "maturity", title: "Overdue is what waits longer than",
            columns: [
                Table.Column("model", "model"), Table.Column("overdue_after", "age"),
                Table.Column("source", "taken from"),
            ], rows: rows, empty: "no decisions")
    }
}
