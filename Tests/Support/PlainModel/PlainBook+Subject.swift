import Model

extension PlainBook {
    func subject(_ asked: PlainRequest) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        guard let subject = asked.identifier("id") else { throw .badParameter("id") }
        var history: [(position: Position, isDecision: Bool, cells: [PlainValue])] = []
        for made in state.decisions(ofSubject: subject) {
            let label = state.label(of: made)
            history.append((made.position, true, Self.cells(made, label)))
            for outcome in label.outcomes where outcome.isDirect {
                history.append((outcome.position, false, Self.cells(outcome, for: made, label)))
            }
        }
        for entry in state.outcomes(ofSubject: subject) {
            guard case .outcome(let outcome) = entry.event.body else { continue }
            let isWithdrawn = state.withdrawal(of: entry.event.id) != nil
            history.append((entry.position, false, Self.cells(entry, outcome, isWithdrawn: isWithdrawn)))
        }
        guard !history.isEmpty else { throw PlainFailure("not_found", "id") }
        history.sort { $0.position < $1.position }
        let shown = history.suffix(asked.integer("limit"))
        var document = PlainDocument(
            "subject", title: "Subject \(subject.text)", parameters: try asked.echo(),
            definitions: ["label.current"])
        document.facts = [
            (
                "subject",
                [
                    ("id", .text(subject)), ("decisions", .count(history.count { $0.isDecision })),
                    ("outcomes", .count(history.count { !$0.isDecision })),
                    ("left_out", .count(history.count - shown.count)),
                ]
            )
        ]
        document.table(
            "history",
            [
                "position", "at", "type", "id", "model", "version", "role", "score", "action", "label", "by",
                "decision", "standing",
            ], shown.map(\.cells))
        return document.value
    }

    private static func cells(_ made: PlainDecision, _ label: PlainLabel) -> [PlainValue] {
        [
            .position(made.position), .time(made.at), .text("decision"), .text(made.id),
            .text(made.series.model), .text(made.series.version), .text(made.series.role.rawValue),
            .sent(made.decision.score), .text(made.decision.action),
            .label(label.current?.outcome.label), .text(label.current?.outcome.by), .null,
            .text(label.current == nil ? "pending" : "labelled"),
        ]
    }

    private static func cells(_ outcome: PlainOutcome, for made: PlainDecision, _ label: PlainLabel)
        -> [PlainValue]
    {
        [.position(outcome.position), .time(outcome.at), .text("outcome"), .text(outcome.entry.event.id)]
            + [PlainValue](repeating: .null, count: 5)
            + [
                .label(outcome.outcome.label), .text(outcome.outcome.by), .text(made.id),
                .text(label.standing(of: outcome)),
            ]
    }

    private static func cells(_ entry: Entry, _ outcome: Outcome, isWithdrawn: Bool) -> [PlainValue] {
        var model: Identifier?
        if case .subject(_, let named) = outcome.target { model = named }
        return [
            .position(entry.position), .time(entry.event.at), .text("outcome"), .text(entry.event.id),
            .text(model),
        ] + [PlainValue](repeating: .null, count: 4) + [
            .label(outcome.label), .text(outcome.by), .null,
            .text(isWithdrawn ? "withdrawn" : "for the subject"),
        ]
    }
}
