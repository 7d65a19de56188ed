import Documents
import Model
import Projections
import Statistics
import Wire

extension WhatIfPage {
    /// What a choice costs, and what it costs more than the thresholds in force.
    func cost(_ figures: WhatIfFigures) -> Money? { maker.costs.money { figures.tally.outcomes($0) } }
    func change(_ figures: WhatIfFigures) -> Money? { maker.costs.change { figures.flips($0) } }

    var money: Table {
        Table(
            key: "money", title: "Money, by the costs in force at each decision",
            columns: grouping.columns + [
                Table.Column("policy", "policy"), Table.Column("cost", "cost of the labelled"),
                Table.Column("cost_lowest", "of all, lowest"), Table.Column("cost_highest", "highest"),
                Table.Column("change", "more than it was, labelled"),
                Table.Column("change_lowest", "of all, lowest"), Table.Column("change_highest", "highest"),
                Table.Column("without_costs", "decisions without costs"),
                Table.Column("value_called", "money of the called"),
                Table.Column("value_called_n", "that state it"),
                Table.Column("value_not_called", "money of the others"),
                Table.Column("value_not_called_n", "that state it"),
            ],
            rows: groups.flatMap { group in
                group.choices.map { choice, figures in
                    let cost = cost(figures)
                    return cells(group) + [.text(choice.rawValue)] + Self.cells(cost)
                        + Self.cells(change(figures))
                        + [
                            cost.map { .count($0.without) } ?? .none(CostsInForce.missing),
                            Self.value(figures.valueCalled), .count(figures.valueCalled.count),
                            Self.value(figures.valueNotCalled), .count(figures.valueNotCalled.count),
                        ]
                }
            }, empty: "no decisions")
    }

    private static func cells(_ money: Money?) -> [Value] {
        [money?.known, money?.low, money?.high].map { .number($0, else: CostsInForce.missing) }
    }

    private static func value(_ sum: WhatIfFigures.MoneySum) -> Value {
        guard sum.count > 0 else { return .none("no outcome states any") }
        let value = sum.sum.total
        return value.isFinite ? .number(value) : .none("beyond what a number holds")
    }

    /// By the action that was taken: what the thresholds said then, and what the policy says.
    var actions: Table {
        Table(
            key: "actions", title: "By the action that was taken",
            columns: [
                Table.Column("action", "action"), Table.Column("decisions", "decisions"),
                Table.Column("labelled", "labelled"), Table.Column("called_then", "called then"),
                Table.Column("called_policy", "called by the policy"),
                Table.Column("share_policy", "share called", bar: true),
                Table.Column("newly_called", "not called then"),
                Table.Column("no_longer_called", "called then, not now"),
            ],
            rows: made.actions.compactMap { action, group in
                guard let all = group.figures(.all)?.tally, let then = group.figures(.asItWas)?.tally,
                    let policy = group.figures(.policy)?.tally
                else { return nil }
                let known = all.outcomes().known.count
                return [
                    action.map { .text($0.label(under: .action)) } ?? .none("none stated"),
                    .count(all.decisions), .count(known), .count(then.called), .count(policy.called),
                    .share(
                        Int64(policy.called), of: Int64(policy.decisions), else: "no decision had a threshold"
                    ),
                    .count(policy.newly), .count(policy.noLonger),
                ]
            }, empty: "no decisions")
    }

    /// The policy in words, and what the figures rest on.
    var sources: FactList {
        let costs = maker.costs.costs.compactMap { $0 }
        let one = costs.count == 1 ? costs.first : nil
        let reason = costs.isEmpty ? CostsInForce.missing : "they differ over time"
        var thresholds: ClosedRange<Double>?
        for range in reading.groups.compactMap(\.thresholds) {
            thresholds =
                thresholds.map {
                    min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound)
                } ?? range
        }
        let rows = reading.groups.reduce(0) { $0 + $1.count }
        let withThreshold = reading.groups.reduce(0) { $0 + $1.count(ScoredRows.Mark.hasThreshold) }
        return FactList(
            key: "replayed", title: "What is replayed",
            facts: [
                Fact("policy", "policy", .text(maker.policy.words(made.cutoff))),
                Fact(
                    "cutoff", "cutoff of the percentile",
                    .number(made.cutoff, else: "no percentile is given, or nobody is to be called")),
                Fact(
                    "threshold_lowest", "lowest threshold in force",
                    .number(thresholds?.lowerBound, else: "no decision had a threshold")),
                Fact(
                    "threshold_highest", "highest threshold in force",
                    .number(thresholds?.upperBound, else: "no decision had a threshold")),
                Fact("decisions", "decisions with a score", .count(rows)),
                Fact(
                    "without_score", "without a score",
                    .count(reading.groups.reduce(0) { $0 + $1.withoutScore })),
                Fact("without_threshold", "without a threshold then", .count(rows - withThreshold)),
                Fact("versions", "versions", .list(versions)),
                Fact(
                    "mature_after", "mature after",
                    reading.ages.values.first?.value ?? .none("every age counts")),
                Fact("cost_fp", "cost of a false positive", .number(one?.falsePositive, else: reason)),
                Fact("cost_fn", "cost of a false negative", .number(one?.falseNegative, else: reason)),
                Fact("costs_from", "costs from", .text(maker.costs.words)),
                Fact(
                    "capacity_from", "capacity from",
                    capacityWords.map(Value.text) ?? .none("none is given, and no policy states any")),
            ])
    }

    /// Of the decisions, in byte order.
    var versions: [String] {
        Set(reading.groups.flatMap { $0.series.map(\.version) }).sorted().map(\.text)
    }
}
