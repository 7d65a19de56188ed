import Model

extension PlainBook {
    private func counts() -> [(type: EventType, count: Int)] {
        EventType.allCases.compactMap { type in
            let count = entries.count { $0.event.type == type }
            return count > 0 ? (type, count) : nil
        }
    }

    func status(_ asked: PlainRequest, _ journal: Journal) -> PlainValue {
        var document = PlainDocument("status", title: "Status", parameters: [])
        document.parameters = (try? asked.echo()) ?? []
        let unknown = unknownFields()
        document.facts = [
            (
                "journal",
                [
                    ("identity", .text(journal.identity)), ("created", .time(journal.created)),
                    ("head", .count(entries.count)),
                    ("digest", .text(journal.digests.last ?? journal.genesis)),
                    ("recorded", .time(entries.last?.recorded)),
                ]
            ),
            (
                "projections",
                [
                    ("position", .count(entries.count)), ("lag", .integer(0)),
                    ("unknown_fields", .count(unknown.count)),
                ]
            ),
        ]
        document.table(
            "events", ["type", "count"], counts().map { [.text($0.type.name), .count($0.count)] })
        document.tables.append(("unknown_fields", .groups(Self.ranked(unknown))))
        return document.value
    }

    private struct UnknownField {
        let type: EventType
        let pointer: String
        var count: Int
        let first: Position
    }

    /// Members that no field is defined for; what one event has beyond 256 of them counts for the whole.
    private func unknownFields() -> [UnknownField] {
        var found: [UnknownField] = []
        func add(_ entry: Entry, _ pointer: String, _ count: Int) {
            let known = found.firstIndex {
                $0.type == entry.event.type && $0.pointer.utf8.elementsEqual(pointer.utf8)
            }
            if let known {
                found[known].count += count
            } else {
                found.append(
                    UnknownField(
                        type: entry.event.type, pointer: pointer, count: count, first: entry.position))
            }
        }
        for entry in entries {
            for pointer in entry.event.unknownFields.prefix(256) { add(entry, pointer, 1) }
            let more = entry.event.unknownFields.count - 256
            if more > 0 { add(entry, "", more) }
        }
        return found
    }

    /// The most frequent first, then the earliest; those of one event that are as frequent in any order.
    private static func ranked(_ fields: [UnknownField]) -> [[PlainValue]] {
        let sorted = fields.sorted { a, b in
            a.count != b.count
                ? a.count > b.count : (a.first, a.type.rawValue) < (b.first, b.type.rawValue)
        }
        var groups: [[PlainValue]] = []
        var last: UnknownField?
        for field in sorted {
            let row = PlainValue.record([
                ("type", .text(field.type.name)), ("pointer", .text(field.pointer)),
                ("count", .count(field.count)), ("first", .position(field.first)),
            ])
            if let last, last.count == field.count, last.first == field.first {
                groups[groups.count - 1].append(row)
            } else {
                groups.append([row])
            }
            last = field
        }
        return groups
    }

    func integrity(_ asked: PlainRequest) -> PlainValue {
        var document = PlainDocument("integrity", title: "Integrity", parameters: [])
        document.parameters = (try? asked.echo()) ?? []
        document.facts = [
            (
                "integrity",
                [
                    ("ok", .flag(true)), ("chain_ok", .flag(true)), ("verified", .count(entries.count)),
                    ("projections_ok", .flag(true)), ("ids", .count(entries.count)),
                ]
            )
        ]
        document.table(
            "counts", ["type", "journal", "projections", "equal"],
            counts().map { [.text($0.type.name), .count($0.count), .count($0.count), .flag(true)] })
        return document.value
    }

    func events(_ asked: PlainRequest, _ journal: Journal) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        let types = asked.texts("type")
        let model = asked.identifier("model")
        let (from, to) = try asked.window()
        let limit = asked.integer("limit")
        let after = asked.integer("after")
        var last = after
        var rows: [[PlainValue]] = []
        for entry in state.entries where Int(entry.position) > after {
            if rows.count == limit { break }
            last = Int(entry.position)
            let event = entry.event
            guard types.isEmpty || types.contains(event.type.name), from.map({ event.at >= $0 }) ?? true,
                to.map({ event.at < $0 }) ?? true, model.map({ Self.isOf($0, event, state) }) ?? true
            else { continue }
            rows.append([
                .position(entry.position), .text(event.type.name), .text(event.id), .time(event.at),
                .time(entry.recorded), .integer(Int64(entry.user)), .count(entry.line.utf8.count),
                .text(entry.line), .text(journal.digests[Int(entry.position) - 1]),
            ])
        }
        var document = PlainDocument("events", title: "Events", parameters: try asked.echo())
        document.facts = [
            (
                "page",
                [
                    ("rows", .count(rows.count)), ("examined", .count(last - after)),
                    ("next", last < state.entries.count ? .count(last) : .null),
                ]
            )
        ]
        document.table(
            "events",
            ["position", "type", "id", "at", "recorded", "uid", "bytes", "event", "digest"], rows)
        return document.value
    }

    /// Events that name the model, and outcomes and reviews of its decisions; withdrawals belong to none.
    private static func isOf(_ model: Identifier, _ event: Event, _ state: PlainState) -> Bool {
        switch event.body {
        case .decision(let body): return body.model == model
        case .contract(let body): return body.model == model
        case .deployment(let body): return body.model == model
        case .policy(let body): return body.model == model
        case .replaySet(let body): return body.model == model
        case .pin(let body): return body.model == model
        case .outcomeWithdrawn: return false
        case .outcome(let body):
            if case .subject(_, let named) = body.target { return named == model }
            guard case .decision(let id) = body.target else { return false }
            return state.decision(id)?.series.model == model
        case .review(let body):
            if case .version(let named, _) = body.target { return named == model }
            guard case .decision(let id) = body.target else { return false }
            return state.decision(id)?.series.model == model
        }
    }
}
