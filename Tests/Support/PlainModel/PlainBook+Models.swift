import Model

extension PlainBook {
    func models(_ asked: PlainRequest) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        let model = asked.identifier("model")
        let series = state.series.filter { model == nil || $0.model == model }
            .sorted { $0.model == $1.model ? $0.number < $1.number : $0.model < $1.model }
        let documents = state.entries.compactMap(Stated.init).filter { model == nil || $0.model == model }
        if let model, series.isEmpty,
            !state.entries.contains(where: { Self.isStated(model, $0.event.body) })
        {
            throw .badModel
        }
        var document = PlainDocument(
            "models", title: model.map { "Model \($0.text)" } ?? "Models", parameters: try asked.echo(),
            definitions: ["document.in-force"])
        document.table(
            "series",
            [
                "model", "version", "role", "decisions", "first_at", "last_at", "first_position",
                "last_position",
            ],
            series.map { series in
                let made = state.decisions.filter { $0.series == series }
                return [
                    .text(series.model), .text(series.version), .text(series.role.rawValue),
                    .count(made.count), .time(made.map(\.at).min()), .time(made.map(\.at).max()),
                    made.first.map { .position($0.position) } ?? .null,
                    made.last.map { .position($0.position) } ?? .null,
                ]
            })
        for type in [EventType.contract, .deployment, .policy] {
            let rows = documents.filter { $0.entry.event.type == type }
                .sorted { $0.model == $1.model ? $0.entry.position < $1.entry.position : $0.model < $1.model }
            document.table(
                type.name, ["model", "version", "id", "at", "position", "in_force", "event"],
                rows.map { row in
                    let rivals = rows.filter { $0.model == row.model && $0.version == row.version }
                    let newest = rivals.max {
                        ($0.entry.event.at, $0.entry.position) < ($1.entry.event.at, $1.entry.position)
                    }
                    return [
                        .text(row.model), .text(row.version), .text(row.entry.event.id),
                        .time(row.entry.event.at), .position(row.entry.position),
                        .flag(newest?.entry.position == row.entry.position), .text(row.entry.line),
                    ]
                })
        }
        return document.value
    }

    /// A contract, deployment or policy.
    private struct Stated {
        let entry: Entry
        let model: Identifier
        let version: Identifier?

        init?(_ entry: Entry) {
            self.entry = entry
            switch entry.event.body {
            case .contract(let body): (model, version) = (body.model, body.version)
            case .deployment(let body): (model, version) = (body.model, body.version)
            case .policy(let body): (model, version) = (body.model, nil)
            default: return nil
            }
        }
    }

    private static func isStated(_ model: Identifier, _ body: EventBody) -> Bool {
        switch body {
        case .contract(let body): body.model == model
        case .deployment(let body): body.model == model
        case .policy(let body): body.model == model
        case .replaySet(let body): body.model == model
        case .pin(let body): body.model == model
        default: false
        }
    }
}

extension PlainFailure {
    fileprivate static var badModel: PlainFailure { PlainFailure("not_found", "model") }
}
