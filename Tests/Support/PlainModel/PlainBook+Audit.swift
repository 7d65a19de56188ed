import Model

/// What an audit looks at.
struct PlainScope {
    let period: Range<Timestamp>
    let label: String
    let evaluated: Timestamp
    let from: Timestamp

    /// The day or week asked for, else the last whole week before the evaluation time.
    init(_ asked: PlainRequest) throws(PlainFailure) {
        evaluated = asked.evaluated
        if let day = try asked.window("day") {
            period = day
            label = asked.text("day") ?? ""
        } else if let week = try asked.window("week") {
            period = week
            label = asked.text("week") ?? ""
        } else {
            let monday = CalendarUnit.week.window(containing: evaluated).lowerBound
            let before = Timestamp(microseconds: monday.microseconds - 1)
            period = CalendarUnit.week.window(containing: before)
            label = CalendarUnit.week.label(of: before)
        }
        from = Timestamp(microseconds: period.upperBound.microseconds - 52 * PlainDecay.week)
    }

    /// The end of the last whole week whose decisions have all had so much time to be labelled.
    func matureEnd(_ span: Int64) -> Timestamp {
        // Labels are known up to the evaluation time, inclusive.
        let known = Timestamp(microseconds: evaluated.microseconds + 1 - span)
        return CalendarUnit.week.window(containing: min(known, period.upperBound)).lowerBound
    }
}

/// The decisions of one model in an audit.
struct PlainAudited {
    let name: Identifier
    let made: [PlainDecision]
    let state: PlainState
    let scope: PlainScope
    let age: PlainAge
    /// Those whose label is not excluded.
    let counted: [PlainDecision]

    static let within = Int128(PlainDecay.horizons[1])

    init(
        _ name: Identifier, _ made: [PlainDecision], _ state: PlainState, _ asked: PlainRequest,
        _ scope: PlainScope
    ) {
        self.name = name
        self.made = made
        self.state = state
        self.scope = scope
        age = PlainAge(asked.span("overdue_after"), PlainDelays(made, state))
        counted = made.filter { state.label(of: $0).meaning != .excluded }
    }

    var decay: PlainDecay { PlainDecay(made: counted, state: state, end: scope.matureEnd) }

    var year: PlainTally { tally(made) }

    func tally(_ made: [PlainDecision]) -> PlainTally { PlainTally(made, state, within: Self.within) }

    func tally(from: Int64, to: Int64) -> PlainTally {
        tally(made.filter { $0.at.microseconds >= from && $0.at.microseconds < to })
    }

    /// The newest four mature weeks, and the four before those.
    func fourWeeks(back: Int64) -> PlainTally {
        let end = scope.matureEnd(PlainDecay.horizons[1]).microseconds
        return tally(
            from: end - (back + 1) * 4 * PlainDecay.week, to: end - back * 4 * PlainDecay.week)
    }

    func cells(_ tally: PlainTally) -> [PlainValue] {
        [
            .count(tally.decisions), .count(tally.labelled), .share(tally.labelled, of: tally.decisions),
            .count(tally.timely), .share(tally.timely, of: tally.decisions),
            .flag(tally.isMature(scope.evaluated)), .count(tally.positive), .count(tally.negative),
            .share(tally.positive, of: tally.positive + tally.negative), .count(tally.pending.count),
            age.seconds.map { .count(tally.overdue(after: $0, scope.evaluated)) } ?? .null,
            .count(tally.unmapped), .count(tally.excluded), .count(tally.corrected), .count(tally.changed),
            .count(tally.withdrawn),
        ]
    }
}

extension PlainBook {
    func audit(_ asked: PlainRequest, _ journal: Journal) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        let scope = try PlainScope(asked)
        let model = asked.identifier("model")
        let selection = PlainSelection(
            model: model, roles: [.live], condition: asked.condition, from: scope.from,
            to: scope.period.upperBound)
        let found = selection.choose(state)
        let chosen = found.decisions
        let models = Set(chosen.map(\.series.model)).sorted().map { name in
            PlainAudited(name, chosen.filter { $0.series.model == name }, state, asked, scope)
        }
        let page = PlainAuditPage(
            scope: scope, models: models, unmatched: PlainUnmatched(state, model))
        var document = PlainDocument(
            "audit", title: "Audit of \(scope.label)" + (model.map { ", \($0.text)" } ?? ""),
            parameters: try asked.echo([
                ("period_from", .time(scope.period.lowerBound)),
                ("period_to", .time(scope.period.upperBound)), ("from", .time(scope.from)),
                ("to", .time(scope.period.upperBound)), ("role", .text("live")),
            ]),
            definitions: [
                "feedback-decay.1", "feedback.labelled", "feedback.within-inclusive", "feedback.base-rate",
                "feedback.correction", "maturity.delay-quantile-0.95", "proportion.rate",
                "proportions.pooled-z", "where.two-valued", "quantile.linear", "moments.mean",
            ])
        document.findings = page.findings
        found.note(&document)
        if models.isEmpty {
            document.note(
                "no_data",
                "No live decision lies in the 52 weeks before \(scope.period.upperBound.text), so there are no "
                    + "labels to audit. \(selection.whyEmpty(state))")
        } else {
            page.tables(&document)
            document.note("decay_rule", page.decayText)
        }
        document.facts = [
            ("outcomes", page.unmatched.facts)
        ]
        if let unmet = found.unmet { document.facts.append(("left_out", [("where", .count(unmet))])) }
        document.facts.append(
            (
                "ledger",
                [
                    ("identity", .text(journal.identity)), ("position", .position(asked.position)),
                    ("recorded", .time(asked.recorded)),
                    (
                        "digest",
                        asked.position == 0 ? .null : .text(journal.digests[Int(asked.position) - 1])
                    ),
                    ("projected", .position(asked.position)),
                ]
            ))
        return document.value
    }
}
