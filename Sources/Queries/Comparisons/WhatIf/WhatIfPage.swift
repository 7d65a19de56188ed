import Documents
import Model
import Statistics
import Wire

/// Lays out what a policy would have called, next to what was.
struct WhatIfPage {
    let model: Identifier
    let grouping: Grouping
    let maker: WhatIfMaker
    let reading: ScoredReading
    let made: WhatIfMaker.Made
    /// Where the capacity of days comes from; nil for none.
    let capacityWords: String?
    let markers: ChangeMarkers

    static let definitions = [
        WhatIfPolicy.definition, "threshold.in-force", Definitions.cutoffPercentile.id,
        Definitions.cutoffCount.id, Definitions.confusionThreshold.id, Definitions.confusionF1.id,
        Definitions.boundsUnknown.id, Definitions.boundsFlipped.id, CostTimeline.definition,
        "label.current", MaturityAge.definition, WhatIfFindings.definition, "group.value", "where.two-valued",
    ]

    /// All groups first, then each where there are any.
    var groups: [WhatIfGroup] { [made.all] + (grouping.isNone ? [] : made.groups) }

    /// - Parameter empty: why there is no decision, when there is none.
    func sections(empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += reading.leftOut.notes
        sections.append(.facts(sources))
        sections += [volumes, flips, outcomes, bounds, money, actions].map(Section.table)
        sections += charts.map(Section.chart)
        sections.append(.table(curve))
        sections += reading.leftOut.list
        sections.append(AnswerDefinitions.rule(WhatIfFindings.definition))
        return sections
    }

    func cells(_ group: WhatIfGroup) -> [Value] {
        guard let values = group.values else {
            return grouping.isNone ? [.text("all")] : grouping.cellsOfAll
        }
        return grouping.cells(GroupKey(model: model, values: values))
    }

    private func perChoice(
        _ key: String, _ title: String, _ columns: [Table.Column],
        _ cells: (WhatIfChoice, WhatIfFigures) -> [Value]
    ) -> Table {
        Table(
            key: key, title: title,
            columns: grouping.columns + [Table.Column("policy", "policy")] + columns,
            rows: groups.flatMap { group in
                group.choices.map { choice, figures in
                    self.cells(group) + [.text(choice.rawValue)] + cells(choice, figures)
                }
            }, empty: "no decisions")
    }

    private var volumes: Table {
        let noCapacity = "no capacity is given, and no policy states any"
        return perChoice(
            "volumes", "Called",
            [
                Table.Column("decisions", "decisions"), Table.Column("called", "called"),
                Table.Column("share_called", "share called", bar: true),
                Table.Column("newly_called", "not called then"),
                Table.Column("no_longer_called", "called then, not now"),
                Table.Column("days", "days"), Table.Column("per_day", "mean a day"),
                Table.Column("most_in_day", "most in a day"),
                Table.Column("days_over", "days over capacity"),
                Table.Column("days_under", "days under capacity"),
                Table.Column("turned_away", "without a place"),
            ]
        ) { choice, figures in
            let tally = figures.tally
            let volume = figures.volume
            let days = volume?.days ?? 0
            return [
                .count(tally.decisions), .count(tally.called),
                .share(Int64(tally.called), of: Int64(tally.decisions), else: undecided(choice)),
                .count(tally.newly), .count(tally.noLonger), .count(days),
                days > 0 ? .number(Double(tally.called) / Double(days)) : .none("no decisions"),
                .count(volume?.most ?? 0),
                volume?.over.map { .count($0) } ?? .none(noCapacity),
                volume?.under.map { .count($0) } ?? .none(noCapacity),
                choice == .policy && maker.policy.capacity != nil
                    ? .count(figures.turnedAway) : .none("calls are not limited"),
            ]
        }
    }

    private func undecided(_ choice: WhatIfChoice) -> String {
        switch choice {
        case .asItWas, .policy: "no decision had a threshold"
        case .asActed: "no decision states an action"
        case .all, .none: "no decisions"
        }
    }

    private var flips: Table {
        Table(
            key: "flips", title: "Called another way by the policy",
            columns: grouping.columns + [
                Table.Column("direction", "direction"), Table.Column("decisions", "decisions"),
                Table.Column("share", "share of decisions", bar: true),
                Table.Column("labelled", "labelled"), Table.Column("positive", "positive"),
                Table.Column("negative", "negative"), Table.Column("positive_share", "share positive"),
                Table.Column("not_known", "outcome not known"),
            ],
            rows: groups.flatMap { group -> [[Value]] in
                guard let figures = group.figures(.policy), let flips = figures.flips() else { return [] }
                return [
                    ("newly_called", flips.newly, figures.tally.newly),
                    ("no_longer_called", flips.noLonger, figures.tally.noLonger),
                ].map { name, counts, count in
                    let labelled = counts.positives + counts.negatives
                    return cells(group) + [
                        .text(name), .count(count),
                        .share(Int64(count), of: Int64(figures.tally.decisions), else: "no decisions"),
                        .count(labelled), .count(counts.positives), .count(counts.negatives),
                        .share(Int64(counts.positives), of: Int64(labelled), else: "none has a mature label"),
                        .count(counts.unknown),
                    ]
                }
            }, empty: "no decisions")
    }

    private var outcomes: Table {
        perChoice(
            "outcomes", "What became of those with a mature label",
            [
                Table.Column("tp", "true positive"), Table.Column("fp", "false positive"),
                Table.Column("fn", "false negative"), Table.Column("tn", "true negative"),
                Table.Column("precision", "precision", bar: true),
                Table.Column("recall", "recall", bar: true), Table.Column("f1", "F1"),
                Table.Column("unknown_called", "called without outcome"),
                Table.Column("never_acted_on", "of these not called then"),
                Table.Column("unknown_not_called", "others without outcome"),
            ]
        ) { _, figures in
            let outcomes = figures.tally.outcomes()
            let known = outcomes.known
            return [
                .count(known.truePositives), .count(known.falsePositives), .count(known.falseNegatives),
                .count(known.trueNegatives), .number(known.precision.rate, else: "no labelled one is called"),
                .number(known.recall.rate, else: "no positive labels"),
                .number(known.f1, else: "no positive labels and nothing called"), .count(outcomes.called),
                .count(figures.tally.neverActedOn), .count(outcomes.notCalled),
            ]
        }
    }

    private var bounds: Table {
        perChoice(
            "bounds", "Lowest and highest, whatever the outcomes that are not known",
            [
                Table.Column("positives_lowest", "positives called, lowest"),
                Table.Column("positives_highest", "highest"),
                Table.Column("precision_lowest", "precision, lowest"),
                Table.Column("precision_highest", "highest"), Table.Column("recall_lowest", "recall, lowest"),
                Table.Column("recall_highest", "highest"),
            ]
        ) { _, figures in
            let outcomes = figures.tally.outcomes()
            return [
                .count(outcomes.known.truePositives), .count(outcomes.known.truePositives + outcomes.called),
            ] + Self.cells(outcomes.precision, "nobody is called")
                + Self.cells(outcomes.recall, "there may be no positive")
        }
    }

    static func cells(_ interval: Statistics.Interval?, _ none: String) -> [Value] {
        [.number(interval?.low, else: none), .number(interval?.high, else: none)]
    }
}
