import Model

extension PlainBook {
    func feedback(_ asked: PlainRequest) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        let selection = try PlainSelection(asked)
        let found = selection.choose(state)
        let chosen = found.decisions
        let page = try FeedbackPage(asked, state, chosen)
        var document = PlainDocument(
            "feedback", title: "Label feedback" + (selection.model.map { " of \($0.text)" } ?? ""),
            parameters: try asked.echo(),
            definitions: [
                "feedback.labelled", "feedback.within-inclusive", "feedback.base-rate", "feedback.correction",
                "maturity.delay-quantile-0.95", "proportion.rate", "group.value", "where.two-valued",
                "quantile.linear", "moments.mean",
            ])
        if chosen.isEmpty { document.note("no_data", selection.whyEmpty(state)) }
        found.note(&document)
        page.tables(&document)
        PlainChanges(state: state, selection: selection)
            .add(asked.unit("period"), page.grouping, to: &document)
        let excluded = chosen.count { state.label(of: $0).meaning == .excluded }
        document.facts = [
            (
                "left_out",
                found.facts + [
                    ("excluded", .count(excluded)),
                    ("later", .count(chosen.count { $0.at > asked.evaluated })),
                ] + PlainUnmatched(state, selection.model).facts
            )
        ]
        if page.grouping.labeller != nil {
            document.note(
                "labellers",
                "A labeller's row counts the decisions whose current label it gave, of all decisions; "
                    + "decisions that wait have no labeller yet.")
        }
        if !page.models.allSatisfy({ page.tally(page.all($0)).isMature(asked.evaluated) }) {
            let span = Model.Span(microseconds: Int64(page.within))
            document.note(
                "immature",
                "Rows that are not mature hold decisions younger than \(span.text), which may still be "
                    + "labelled within it.")
        }
        return document.value
    }
}

/// The tables of a feedback answer.
private struct FeedbackPage {
    let grouping: PlainGrouping
    let within: Int128
    private let unit: CalendarUnit?
    private let evaluated: Timestamp
    private let overdueAfter: Int128?
    private let state: PlainState
    private let chosen: [PlainDecision]

    init(_ asked: PlainRequest, _ state: PlainState, _ chosen: [PlainDecision]) throws(PlainFailure) {
        grouping = try PlainGrouping(asked)
        within = asked.span("within") ?? 0
        unit = asked.unit("period")
        evaluated = asked.evaluated
        overdueAfter = asked.span("overdue_after")
        self.state = state
        self.chosen = chosen
    }

    var models: [Identifier] { Set(chosen.map(\.series.model)).sorted() }

    func all(_ model: Identifier) -> [PlainDecision] { chosen.filter { $0.series.model == model } }

    /// Decisions that belong to a group; a decision without a label has no labeller.
    private var grouped: [PlainDecision] {
        grouping.labeller != nil ? chosen.filter { state.label(of: $0).current != nil } : chosen
    }

    func tally(_ made: [PlainDecision]) -> PlainTally { PlainTally(made, state, within: within) }

    /// Models with their groups, each with its decisions.
    private func groups() -> [(key: PlainKey, made: [PlainDecision])] {
        var found: [PlainKey: [PlainDecision]] = [:]
        for made in grouped {
            found[PlainKey(made.series.model, grouping.values(made, state)), default: []].append(made)
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func tables(_ document: inout PlainDocument) {
        periods(&document)
        let groups = groups()
        let columns = ["model"] + grouping.columns
        func perGroup(_ cells: ([PlainDecision], _ whole: [PlainDecision], Identifier) -> [PlainValue])
            -> [[PlainValue]]
        {
            models.flatMap { model -> [[PlainValue]] in
                let all = all(model)
                let own = groups.filter { $0.key.model == model && !grouping.parts.isEmpty }
                return own.map { key, made in
                    [.text(model)] + grouping.cells(key) + cells(made, whole(key, made), model)
                } + [[.text(model)] + grouping.cellsOfAll + cells(all, all, model)]
            }
        }
        document.table("totals", columns + Self.figureColumns, perGroup(figures))
        document.table(
            "delays", columns + PlainDelays.columns,
            perGroup { made, _, _ in PlainDelays(made, state).cells })
        document.table(
            "corrections",
            columns + [
                "decisions_with_correction", "outcomes", "label_changed", "changed_to_true", "withdrawn",
            ],
            perGroup { made, _, _ in
                let tally = tally(made)
                return [tally.corrected, tally.outcomes, tally.changed, tally.changedToPositive]
                    .map { .count($0) } + [.count(tally.withdrawn)]
            })
        document.table(
            "maturity", ["model", "overdue_after", "source"],
            models.map { [.text($0), age($0).value, .text(age($0).reason)] })
    }

    /// The decisions that shares are taken of: for a labeller, those of everybody and of nobody yet that are
    /// else in the same group and stretch.
    private func whole(_ key: PlainKey, _ own: [PlainDecision]) -> [PlainDecision] {
        guard let labeller = grouping.labeller else { return own }
        return all(key.model).filter { made in
            var values = grouping.values(made, state)
            values[labeller] = key.values[labeller]
            return values == key.values
                && (key.start == nil || PlainKey(key.model, [], unit, made.at).start == key.start)
        }
    }

    private func periods(_ document: inout PlainDocument) {
        var rows: [PlainKey: [PlainDecision]] = [:]
        for made in grouped {
            let key = PlainKey(made.series.model, grouping.values(made, state), unit, made.at)
            rows[key, default: []].append(made)
        }
        document.table(
            "periods", ["model"] + grouping.columns + ["period"] + Self.figureColumns,
            rows.keys.sorted().map { key in
                let made = rows[key] ?? []
                return [.text(key.model)] + grouping.cells(key) + [.text(key.label)]
                    + figures(made, whole(key, made), key.model)
            })
    }

    private func age(_ model: Identifier) -> PlainAge {
        PlainAge(overdueAfter, PlainDelays(all(model), state))
    }

    private static let figureColumns = [
        "decisions", "labelled", "rate", "positive", "negative", "base_rate", "pending", "overdue",
        "unmapped", "numeric", "excluded", "labelled_within", "rate_within", "mature",
    ]

    private func figures(_ made: [PlainDecision], _ whole: [PlainDecision], _ model: Identifier)
        -> [PlainValue]
    {
        let tally = tally(made)
        let all = self.tally(whole)
        let waits = grouping.labeller != nil && tally.decisions != all.decisions
        let overdue = age(model).seconds.map { tally.overdue(after: $0, evaluated) }
        return [
            .count(all.decisions), .count(tally.labelled), .share(tally.labelled, of: all.decisions),
            .count(tally.positive), .count(tally.negative),
            .share(tally.positive, of: tally.positive + tally.negative),
            waits ? .null : .count(tally.pending.count),
            waits ? .null : overdue.map { .count($0) } ?? .null,
            .count(tally.unmapped), .count(tally.numeric), .count(tally.excluded), .count(tally.timely),
            .share(tally.timely, of: all.decisions), .flag(all.isMature(evaluated)),
        ]
    }
}
