import Documents
import Journal
import Model
import Projections
import Wire

/// Which models there are, in which versions and roles, and what holds for them.
struct ModelsQuery: Query {
    static let name = "models"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let model = request.arguments.identifier("model")
        let selection = Selection(model: model)
        var rows: [[Value]] = []
        for series in try selection.series(view).sorted(by: Self.precedes) {
            if let cells = try Self.cells(of: series, request, view) { rows.append(cells) }
        }
        let table = Table(
            key: "series", title: "Versions and roles",
            columns: [
                Table.Column("model", "model"), Table.Column("version", "version"),
                Table.Column("role", "role"),
                Table.Column("decisions", "decisions", bar: true), Table.Column("first_at", "first at"),
                Table.Column("last_at", "last at"), Table.Column("first_position", "first position"),
                Table.Column("last_position", "last position"),
            ], rows: rows, empty: "no decisions")
        var sections: [Section] = [.table(table)]
        for type in [EventType.contract, .deployment, .policy] {
            sections.append(.table(try Self.documents(type, model, request, view)))
        }
        if let model, rows.isEmpty, try !Self.isNamed(model, request, view) {
            throw QueryFailure(
                .notFound, "no event of model \(model.text) is known at position \(request.position)",
                parameter: "model")
        }
        return .document(
            Document(
                name: Self.name, title: model.map { "Model \($0.text)" } ?? "Models",
                parameters: try request.parameters(), definitions: ["document.in-force"], sections: sections))
    }

    private static func precedes(_ left: Series, _ right: Series) -> Bool {
        left.model == right.model ? left.number < right.number : left.model < right.model
    }

    private static func isNamed(
        _ model: Identifier, _ request: Request, _ view: borrowing View
    ) throws -> Bool {
        for type in [EventType.contract, .deployment, .policy, .replaySet, .pin] {
            if try !view.documents(type, model: model, asOf: request.position).isEmpty { return true }
        }
        return false
    }

    /// Nil for a series that has no decision as of the position yet.
    private static func cells(
        of series: Series, _ request: Request, _ view: borrowing View
    ) throws -> [Value]? {
        var count: Int64 = 0
        var positions: ClosedRange<Position>?
        var times: ClosedRange<Timestamp>?
        var needs = ChunkNeeds()
        needs.ats = true
        needs.positions = true
        try view.chunks(of: series, asOf: request.position) { chunk in
            try request.deadline.check()
            let rows = try ChunkColumns(chunk, needs, view)
            guard let low = rows.ats.min(), let high = rows.ats.max(), let first = rows.positions.first,
                let last = rows.positions.last
            else { return true }
            count += Int64(rows.count)
            positions = (positions?.lowerBound ?? first)...last
            let (start, end) = (Timestamp(microseconds: low), Timestamp(microseconds: high))
            times = min(times?.lowerBound ?? start, start)...max(times?.upperBound ?? end, end)
            return true
        }
        guard let positions, let times else { return nil }
        return [
            .text(series.model), .text(series.version), .text(series.role.rawValue), .integer(count),
            .time(times.lowerBound), .time(times.upperBound), .position(positions.lowerBound),
            .position(positions.upperBound),
        ]
    }

    /// Contracts, deployments or policies with their exact texts; which of the contracts and policies are in
    /// force.
    private static func documents(
        _ type: EventType, _ model: Identifier?, _ request: Request, _ view: borrowing View
    ) throws -> Table {
        let rows = try view.documents(type, model: model, asOf: request.position)
        let inForce = InForce.positions(rows)
        return Table(
            key: type.name, title: titles[type] ?? type.name,
            columns: [
                Table.Column("model", "model"), Table.Column("version", "version"), Table.Column("id", "id"),
                Table.Column("at", "at"), Table.Column("position", "position"),
                Table.Column("in_force", "in force"), Table.Column("event", "event"),
            ],
            rows: try rows.map { row in
                [
                    .text(row.model), .text(row.version, else: "for every version"), .text(row.id),
                    .time(row.at),
                    .position(row.position), .flag(inForce.contains(row.position)),
                    .text(String(decoding: try request.record(at: row.position).body, as: UTF8.self)),
                ]
            }, empty: "none")
    }

    private static let titles: [EventType: String] = [
        .contract: "Contracts", .deployment: "Deployments", .policy: "Policies",
    ]
}

/// Which of several documents holds: per model and version, the one with the greatest (`at`, position).
enum InForce {
    private struct Place: Hashable {
        let model: Identifier
        let version: Identifier?
    }

    static func positions(_ rows: [DocumentRow]) -> Set<Position> {
        var newest: [Place: DocumentRow] = [:]
        for row in rows {
            let place = Place(model: row.model, version: row.version)
            if let best = newest[place], (best.at, best.position) > (row.at, row.position) { continue }
            newest[place] = row
        }
        return Set(newest.values.map(\.position))
    }
}
