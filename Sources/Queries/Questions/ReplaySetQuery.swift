import Documents
import JSON
import Model
import Projections

/// One replay set: what it was made of, and whether it still is.
struct ReplaySetQuery: Query {
    static let name = "replay-set"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let set = try FrozenSet.named(request, view)
        let facts = FactList(
            key: "set", title: "Replay set",
            facts: [
                Fact("name", "name", .text(set.row.id)), Fact("model", "model", .text(set.row.model)),
                Fact("at", "frozen at", .time(set.row.at)),
                Fact("position", "position", .position(set.row.position)),
                Fact("frozen_position", "labels as of position", .position(set.frozenAt)),
                Fact("labels_by", "labels by", set.event.labelsBy.map(Value.time) ?? .none("no bound")),
                Fact("members", "members", .count(set.members.count)),
                Fact("unknown", "members that the ledger does not hold", .count(set.unknown)),
                Fact("digest", "digest", .text(set.event.digest)),
                Fact("digest_ok", "digest holds", .flag(set.isWhole)),
                Fact(
                    "derived", "digest derived anew",
                    set.digest.map(Value.text) ?? .none("not while a member is unknown")),
                Fact("criteria", "criteria", .json(set.event.criteria.text)),
            ])
        return .document(
            Document(
                name: Self.name, title: "Replay set \(set.row.id.text)", parameters: try request.parameters(),
                definitions: [ReplaySetDigest.definition, "label.current"],
                findings: ReplaySetFindings.of(set),
                sections: [.facts(facts), .table(try Self.members(set, request, view))]))
    }

    private static func members(
        _ set: FrozenSet, _ request: Request, _ view: borrowing View
    ) throws -> Table {
        var rows: [[Value]] = []
        for member in set.members {
            guard let row = member.row else {
                let gone = Value.none("the ledger does not hold it")
                rows.append([.text(member.id)] + [Value](repeating: gone, count: 6) + [.flag(false)])
                continue
            }
            let now = try view.label(of: row, at: request.knowledge).current?.label
            rows.append([
                .text(member.id), .text(row.subject), .time(row.at), .text(row.series.version),
                .number(row.score, else: "no score"),
                member.frozen.map(Value.label) ?? .none("no label then"),
                now.map(Value.label) ?? .none("no label"), .flag(now != member.frozen),
            ])
        }
        return Table(
            key: "members", title: "Members",
            columns: [
                Table.Column("id", "id"), Table.Column("subject", "subject"), Table.Column("at", "at"),
                Table.Column("version", "version"), Table.Column("score", "score"),
                Table.Column("label", "label as frozen"), Table.Column("label_now", "label now"),
                Table.Column("changed", "changed since"),
            ], rows: rows)
    }
}
