import Documents
import Model
import Statistics

/// Lays an audit out: what is labelled, by week and by group, what waits and for how long.
struct AuditPage {
    let scope: AuditScope
    let models: [(name: Identifier, model: AuditModel)]
    let decay: AuditDecay
    let unmatched: UnmatchedOutcomes
    let evaluated: Timestamp
    /// Why there is no decision, nil when there is one.
    let empty: String?

    /// Weeks of the table by week.
    static let weeksShown = 12

    static let definitions =
        [
            DecayRule.definition, "feedback.labelled", "feedback.within-inclusive", "feedback.base-rate",
            "feedback.correction", MaturityAge.definition, Definitions.proportionRate.id,
            Definitions.proportionsPooledZ.id, "where.two-valued",
        ] + DelayFigures.definitions

    var parameters: [Fact] {
        [
            Fact("period_from", "audited from", .time(scope.period.lowerBound)),
            Fact("period_to", "audited to", .time(scope.period.upperBound)),
            Fact("from", "decisions from", scope.window.from.map(Value.time) ?? .none("open")),
            Fact("to", "decisions to", scope.window.to.map(Value.time) ?? .none("open")),
            Fact("role", "role", .text(Role.live.rawValue)),
        ]
    }

    var sections: [Section] {
        guard !models.isEmpty else {
            return [
                .note(
                    key: "no_data",
                    text:
                        "No live decision lies in the 52 weeks before \(scope.period.upperBound.text), so there "
                        + "are no labels to audit. \(empty ?? "")"),
                .facts(outcomes),
            ]
        }
        return [
            .table(labels), .table(weeks), .table(groups), .table(pending), .table(overdue), .table(delays),
            .facts(outcomes), .note(key: "decay_rule", text: decayText),
        ]
    }

    private func row(_ tally: FeedbackTally, _ age: MaturityAge) -> [Value] {
        let none = "no decisions"
        let overdue: Value =
            age.seconds == nil ? .none(age.reason) : .integer(tally.overdue)
        return [
            .integer(tally.decisions), .integer(tally.labelled),
            .share(tally.labelled, of: tally.decisions, else: none), .integer(tally.labelledWithin),
            .share(tally.labelledWithin, of: tally.decisions, else: none),
            .flag(tally.isMature(at: evaluated, within: AuditModel.within)),
            .integer(tally.positive), .integer(tally.negative),
            .share(
                tally.positive, of: tally.positive + tally.negative, else: "no label is positive or negative"),
            .integer(tally.pending), overdue, .integer(tally.unmapped), .integer(tally.excluded),
            .integer(tally.corrected), .integer(tally.labelChanged), .integer(tally.withdrawn),
        ]
    }

    private static let tallyColumns = [
        Table.Column("decisions", "decisions"), Table.Column("labelled", "labelled"),
        Table.Column("rate", "rate", bar: true), Table.Column("labelled_within", "within 14d"),
        Table.Column("rate_within", "rate within 14d", bar: true), Table.Column("mature", "mature"),
        Table.Column("positive", "positive"), Table.Column("negative", "negative"),
        Table.Column("base_rate", "base rate", bar: true), Table.Column("pending", "pending"),
        Table.Column("overdue", "overdue"), Table.Column("unmapped", "unmapped"),
        Table.Column("excluded", "excluded"),
        Table.Column("corrected", "corrected"), Table.Column("label_changed", "label changed"),
        Table.Column("withdrawn", "withdrawn"),
    ]

    private var labels: Table {
        Table(
            key: "labels", title: "Labels",
            columns: [Table.Column("model", "model"), Table.Column("stretch", "decisions of")]
                + Self.tallyColumns,
            rows: models.flatMap { name, model in
                let age = model.maturity
                return AuditModel.Stretch.allCases.map { stretch in
                    [.text(name), .text(stretch == .period ? scope.label : stretch.rawValue)]
                        + row(model.tally(stretch), age)
                }
            })
    }

    private var weeks: Table {
        let last = CalendarUnit.week.window(
            containing: scope.period.upperBound.subtracting(Model.Span(microseconds: 1))
                ?? scope.period.lowerBound)
        let shown: [Period] = (0..<Self.weeksShown).reversed().map { back in
            let start = last.lowerBound.microseconds - Int64(back) * AuditScope.week.microseconds
            return Period(.week, containing: Timestamp(microseconds: start))
        }
        return Table(
            key: "weeks", title: "By week of the decision",
            columns: [Table.Column("model", "model"), Table.Column("week", "week")] + Self.tallyColumns,
            rows: models.flatMap { name, model in
                let age = model.maturity
                return shown.map { week in
                    [.text(name), .text(week.label)]
                        + row(model.weeks[week] ?? FeedbackTally(), age)
                }
            })
    }

    /// Every group that was compared over 14 days: the newest four weeks beside the four before and the
    /// history.
    private var groups: Table {
        var rows: [[Value]] = []
        for (name, model) in models {
            let table = ArrivalWeeks(
                model.arrivals, horizon: AuditModel.within, end: scope.matureEnd(AuditModel.within))
            let tested = Set((decay.comparisons[name] ?? []).map(\.group))
            for group in table.groups where tested.contains(group) {
                guard let now = table.pooled(group, 0..<4), let before = table.pooled(group, 4..<8),
                    let history = table.pooled(group, 8..<(8 + DecayRule.historyWeeks))
                else { continue }
                let test = TwoProportions(baseline: before, current: now)
                rows.append([
                    .text(name), .text(group.kindText), .text(group.valueText),
                    .integer(test.current.count), Self.rate(test.current), .integer(test.baseline.count),
                    Self.rate(test.baseline), .number(test.difference, else: "no decisions on one side"),
                    test.pValue.map { .number(Printed.rounded($0)) } ?? .none("no decisions on one side"),
                    .integer(history.count), Self.rate(history),
                ])
            }
        }
        return Table(
            key: "groups", title: "Labelled within 14d, the newest four mature weeks beside the four before",
            columns: [
                Table.Column("model", "model"), Table.Column("kind", "by"), Table.Column("group", "group"),
                Table.Column("decisions", "decisions"), Table.Column("rate", "rate", bar: true),
                Table.Column("decisions_before", "before"),
                Table.Column("rate_before", "rate before", bar: true),
                Table.Column("difference", "difference"), Table.Column("p", "p"),
                Table.Column("decisions_history", "26 weeks before those"),
                Table.Column("rate_history", "rate", bar: true),
            ], rows: rows, empty: "no group holds \(DecayRule.decisionsMin) decisions now and before")
    }

    private static func rate(_ proportion: Proportion) -> Value {
        .share(proportion.hits, of: proportion.count, else: "no decisions")
    }

    private var pending: Table {
        Table(
            key: "pending", title: "Decisions that wait for a label, by age",
            columns: [
                Table.Column("model", "model"), Table.Column("age", "age"),
                Table.Column("pending", "pending", bar: true),
            ],
            rows: models.flatMap { name, model in
                model.pendingAges.enumerated().map {
                    index, count in
                    [.text(name), .text(PendingAges.label(index)), .integer(count)]
                }
            })
    }

    private var overdue: Table {
        Table(
            key: "overdue", title: "Overdue",
            columns: [
                Table.Column("model", "model"), Table.Column("overdue", "overdue"),
                Table.Column("pending", "pending"), Table.Column("decisions", "decisions"),
                Table.Column("share", "share of decisions", bar: true),
                Table.Column("overdue_after", "older than"), Table.Column("source", "taken from"),
            ],
            rows: models.map { name, model in
                let tally = model.tally(.year)
                let age = model.maturity
                let count = age.seconds.map { _ in tally.overdue }
                return [
                    .text(name), count.map(Value.integer) ?? .none(age.reason), .integer(tally.pending),
                    .integer(tally.decisions),
                    count.map { .share($0, of: tally.decisions, else: "no decisions") } ?? .none(age.reason),
                    age.value, .text(age.reason),
                ]
            })
    }

    private var delays: Table {
        Table(
            key: "delays", title: "From the decision to its first outcome, 52 weeks",
            columns: [
                Table.Column("model", "model"), Table.Column("kind", "by"), Table.Column("group", "group"),
            ] + DelayFigures.columns,
            rows: models.flatMap { name, model in
                ([.all] + model.delays.keys.sorted().filter { $0.kind != .all }).map { group in
                    [.text(name), .text(group.kindText), .text(group.valueText)]
                        + (model.delays[group] ?? DelayFigures()).cells
                }
            })
    }

    private var outcomes: FactList {
        FactList(key: "outcomes", title: "Outcomes", facts: unmatched.facts)
    }

    private var decayText: String {
        let untested = decay.untested.values.reduce(0) { $0 + $1.count }
        let many = models.flatMap { decay.manyValued[$0.name] ?? [] }.map(\.text)
        return
            "Labels of a group have fallen when the share labelled within 3 or 14 days is at least 10 points lower "
            + "in its newest whole weeks (the fewest with 30 decisions, and four) than in the four weeks before or "
            + "the 26 weeks before those, with a two-proportion p below 0.01 after Bonferroni's correction for "
            + "\(decay.count) comparisons. \(untested) groups hold too few decisions to be compared."
            + (many.isEmpty
                ? ""
                : " Segments with over \(ArrivalWeeks.valuesMax) values are not looked at: "
                    + many.joined(separator: ", ") + ".")
    }
}
