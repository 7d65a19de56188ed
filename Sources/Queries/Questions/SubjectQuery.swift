import Documents
import Model
import Projections
import Wire

/// Everything known of one subject, in the order in which it came.
struct SubjectQuery: Query {
    static let name = "subject"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        guard let subject = request.arguments.identifier("id") else {
            throw QueryFailure(.badParameter, "id is missing", parameter: "id")
        }
        let entries = try Self.history(of: subject, request, view)
        guard !entries.isEmpty else {
            throw QueryFailure(
                .notFound,
                "no decision or outcome of subject \(subject.text) is known at position "
                    + "\(request.position)", parameter: "id")
        }
        let limit = Int(request.arguments.integer("limit") ?? 100)
        // The newest say most when not all fit.
        let shown = entries.suffix(limit)
        let facts = FactList(
            key: "subject", title: "Subject",
            facts: [
                Fact("id", "subject", .text(subject)),
                Fact("decisions", "decisions", .count(entries.count { $0.isDecision })),
                Fact("outcomes", "outcomes", .count(entries.count { !$0.isDecision })),
                Fact("left_out", "older entries left out by the limit", .count(entries.count - shown.count)),
            ])
        let table = Table(
            key: "history", title: "History",
            columns: [
                Table.Column("position", "position"), Table.Column("at", "at"), Table.Column("type", "type"),
                Table.Column("id", "id"), Table.Column("model", "model"), Table.Column("version", "version"),
                Table.Column("role", "role"), Table.Column("score", "score"),
                Table.Column("action", "action"),
                Table.Column("label", "label"), Table.Column("by", "by"),
                Table.Column("decision", "for decision"), Table.Column("standing", "standing"),
            ], rows: shown.map(\.cells))
        return .document(
            Document(
                name: Self.name, title: "Subject \(subject.text)", parameters: try request.parameters(),
                definitions: ["label.current"], sections: [.facts(facts), .table(table)]))
    }

    private struct Entry {
        let position: Position
        let isDecision: Bool
        let cells: [Value]
    }

    /// Its decisions with their current labels, the outcomes that name them, and those that name the subject.
    private static func history(
        of subject: Identifier, _ request: Request, _ view: borrowing View
    ) throws -> [Entry] {
        var entries: [Entry] = []
        var count = 0
        for entry in try view.subject(subject, asOf: request.position) {
            try request.deadline.tick(&count)
            switch entry.kind {
            case .decision:
                guard let row = try view.decision(entry.id, asOf: request.position) else { continue }
                let outcomes = try view.outcomes(for: row, at: request.knowledge)
                let label = try view.label(of: row, at: request.knowledge)
                entries.append(Self.entry(of: row, label))
                for outcome in outcomes where outcome.direct {
                    entries.append(Self.entry(of: outcome, for: row.id, label))
                }
            case .outcome:
                guard request.knowledge.includes(position: entry.position, at: entry.at),
                    case .outcome(let body) = try view.event(at: entry.position).body
                else { continue }
                let withdrawn = try view.withdrawal(of: entry.id, at: request.knowledge)
                entries.append(Self.entry(of: body, entry, withdrawn: withdrawn))
            }
        }
        return entries.sorted { $0.position < $1.position }
    }

    private static func entry(of row: DecisionRow, _ label: LabelState) -> Entry {
        let current = label.current
        return Entry(
            position: row.position, isDecision: true,
            cells: [
                .position(row.position), .time(row.at), .text(EventType.decision.name), .text(row.id),
                .text(row.series.model), .text(row.series.version), .text(row.series.role.rawValue),
                .number(row.score, else: "no score"), .text(row.action, else: "no action"),
                current.map { .label($0.label) } ?? .none("no label"), .text(current?.by, else: "no label"),
                .none("is one"), .text(current == nil ? "pending" : "labelled"),
            ])
    }

    private static func entry(of outcome: OutcomeRow, for decision: Identifier, _ label: LabelState) -> Entry
    {
        Entry(
            position: outcome.position, isDecision: false,
            cells: [
                .position(outcome.position), .time(outcome.at), .text(EventType.outcome.name),
                .text(outcome.id),
            ] + [Value](repeating: .none("an outcome"), count: 5) + [
                .label(outcome.label), .text(outcome.by), .text(decision),
                .text(label.standing(of: outcome).rawValue),
            ])
    }

    private static func entry(of body: Outcome, _ entry: SubjectEntry, withdrawn: Position?) -> Entry {
        Entry(
            position: entry.position, isDecision: false,
            cells: [
                .position(entry.position), .time(entry.at), .text(EventType.outcome.name), .text(entry.id),
                .text(entry.model, else: "any model"),
            ] + [Value](repeating: .none("an outcome"), count: 4) + [
                .label(body.label), .text(body.by), .none("the subject"),
                .text(withdrawn == nil ? "for the subject" : OutcomeStanding.withdrawn.rawValue),
            ])
    }
}
