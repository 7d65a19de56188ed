import Digest
import Documents
import Journal
import Model
import Projections
import Wire

/// Events as they were appended, page by page.
struct EventsQuery: Query {
    static let name = "events"
    /// Records looked at for one page, however few of them are wanted: a page's work is bounded.
    static let examinedMax = 20_000
    /// Bytes of events in one page.
    static let bytesMax = 4 << 20

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let filter = EventFilter(
            types: arguments.choices("type").compactMap { EventType(name: $0) },
            model: arguments.identifier("model"), window: try request.window())
        let limit = Int(arguments.integer("limit") ?? 100)
        var after = Position(clamping: arguments.integer("after") ?? 0)
        var rows: [[Value]] = []
        var examined = 0
        var bytes = 0
        paging: while after < request.position, rows.count < limit, examined < Self.examinedMax {
            try request.deadline.check()
            let records = try request.journal.records(from: after + 1, count: 512, bytes: 1 << 20)
            if records.isEmpty { break }
            for record in records {
                guard record.position <= request.position, rows.count < limit, bytes < Self.bytesMax,
                    examined < Self.examinedMax
                else {
                    break paging
                }
                after = record.position
                examined += 1
                guard filter.types.isEmpty || filter.types.contains(record.type) else { continue }
                let event = try Request.event(of: record)
                guard try filter.admits(event, request, view) else { continue }
                rows.append(Self.cells(record, event))
                bytes += record.body.count
            }
        }
        let table = Table(
            key: "events", title: "Events", columns: Self.columns, rows: rows,
            empty: "no event of this kind on this page")
        let next = FactList(
            key: "page", title: "Page",
            facts: [
                Fact("rows", "events on this page", .count(rows.count)),
                Fact("examined", "records looked at", .count(examined)),
                Fact(
                    "next", "go on with after",
                    after < request.position ? .position(after) : .none("this is the last page")),
            ])
        return .document(
            Document(
                name: Self.name, title: "Events", parameters: try request.parameters(),
                sections: [.facts(next), .table(table)]))
    }

    private static let columns = [
        Table.Column("position", "position"), Table.Column("type", "type"), Table.Column("id", "id"),
        Table.Column("at", "at"), Table.Column("recorded", "recorded"), Table.Column("uid", "uid"),
        Table.Column("bytes", "bytes"), Table.Column("event", "event"), Table.Column("digest", "digest"),
    ]

    private static func cells(_ record: Record, _ event: Event) -> [Value] {
        [
            .position(record.position), .text(record.type.name), .text(event.id), .time(event.at),
            .time(record.recorded), .integer(Int64(record.peerUser)), .count(record.body.count),
            .text(String(decoding: record.body, as: UTF8.self)), .text(record.digest.hex),
        ]
    }
}

/// Which events are wanted.
struct EventFilter {
    let types: [EventType]
    /// Events that name the model, and outcomes and reviews of its decisions. A withdrawal names an outcome
    /// only and belongs to no model here.
    let model: Identifier?
    let window: Window

    func admits(_ event: Event, _ request: Request, _ view: borrowing View) throws -> Bool {
        guard window.contains(event.at) else { return false }
        guard let model else { return true }
        switch event.body {
        case .decision(let body): return body.model == model
        case .contract(let body): return body.model == model
        case .deployment(let body): return body.model == model
        case .policy(let body): return body.model == model
        case .replaySet(let body): return body.model == model
        case .pin(let body): return body.model == model
        case .outcomeWithdrawn: return false
        case .outcome(let body):
            switch body.target {
            case .decision(let id): return try isOf(model, id, request, view)
            case .subject(_, let named): return named == model
            }
        case .review(let body):
            switch body.target {
            case .decision(let id): return try isOf(model, id, request, view)
            case .version(let named, _): return named == model
            }
        }
    }

    private func isOf(
        _ model: Identifier, _ decision: Identifier, _ request: Request, _ view: borrowing View
    ) throws -> Bool {
        try view.decision(decision, asOf: request.position)?.series.model == model
    }
}
