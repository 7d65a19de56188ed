import Documents
import Model
import Projections
import Wire

/// The replay sets that were frozen, oldest first.
struct ReplaySetsQuery: Query {
    static let name = "replay-sets"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let model = request.arguments.identifier("model")
        var rows: [[Value]] = []
        var findings: [Finding] = []
        let documents = try view.documents(.replaySet, model: model, asOf: request.position)
        for row in documents.sorted(by: { $0.position < $1.position }) {
            let set = try FrozenSet(row, request, view)
            findings.append(contentsOf: ReplaySetFindings.of(set))
            rows.append([
                .text(row.id), .text(row.model), .time(row.at), .position(row.position),
                .count(set.members.count),
                set.event.labelsBy.map(Value.time) ?? .none("no bound"), .text(set.event.digest),
                .flag(set.isWhole),
            ])
        }
        let table = Table(
            key: "sets", title: "Replay sets",
            columns: [
                Table.Column("name", "name"), Table.Column("model", "model"), Table.Column("at", "frozen at"),
                Table.Column("position", "position"), Table.Column("members", "members"),
                Table.Column("labels_by", "labels by"), Table.Column("digest", "digest"),
                Table.Column("digest_ok", "digest holds"),
            ], rows: rows, empty: "no replay set has been frozen")
        return .document(
            Document(
                name: Self.name, title: "Replay sets", parameters: try request.parameters(),
                definitions: [ReplaySetDigest.definition], findings: findings, sections: [.table(table)]))
    }
}

/// What is wrong with a frozen set.
enum ReplaySetFindings {
    static func of(_ set: FrozenSet) -> [Finding] {
        let name = Fact("name", "set", .text(set.row.id))
        if set.unknown > 0 {
            return [
                Finding(
                    .alert, code: "replay-set-unknown-members",
                    text:
                        "Replay set \(set.row.id.text) names \(set.unknown) decisions that the ledger does not hold.",
                    evidence: [
                        name, Fact("unknown", "unknown", .count(set.unknown)),
                        Fact("members", "members", .count(set.members.count)),
                    ])
            ]
        }
        guard !set.isWhole else { return [] }
        return [
            Finding(
                .alert, code: "replay-set-digest",
                text: "Replay set \(set.row.id.text) does not have the digest that it was frozen with.",
                evidence: [
                    name, Fact("digest", "frozen with", .text(set.event.digest)),
                    Fact("derived", "derived anew", .text(set.digest ?? "none")),
                ])
        ]
    }
}
