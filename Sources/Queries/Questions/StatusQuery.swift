import Digest
import Documents
import Journal
import Model
import Projections

/// Whether the ledger is well, and what is in it. The one answer that also tells of the moment.
struct StatusQuery: Query {
    static let name = "status"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let head = request.journal.head
        let counts = try view.counts()
        let journal = FactList(
            key: "journal", title: "Journal",
            facts: [
                Fact("identity", "identity", .text(request.journal.identity)),
                Fact("created", "created", .time(request.journal.created)),
                Fact("head", "head", .position(head.position)),
                Fact("digest", "digest of the head", .text(head.digest.hex)),
                Fact(
                    "recorded", "last recorded",
                    head.recorded.map(Value.time) ?? .none("nothing has been appended yet")),
            ])
        let projections = FactList(
            key: "projections", title: "Projections",
            facts: [
                Fact("position", "position", .position(view.position)),
                Fact(
                    "lag", "events behind the journal",
                    .position(head.position - min(head.position, view.position))),
                Fact(
                    "unknown_fields", "distinct fields that no definition knows",
                    .count(counts.unknownFieldsInAll)),
            ])
        let events = Table(
            key: "events", title: "Events",
            columns: [Table.Column("type", "type"), Table.Column("count", "count", bar: true)],
            rows: counts.byType.map { [.text($0.type.name), .integer(Int64(clamping: $0.count))] },
            empty: "nothing has been appended yet")
        let unknown = Table(
            key: "unknown_fields",
            title: "Most frequent fields that no definition knows; kept in the records",
            columns: [
                Table.Column("type", "type"), Table.Column("pointer", "field"),
                Table.Column("count", "events"),
                Table.Column("first", "first at position"),
            ],
            rows: counts.unknownFields.map {
                [
                    .text($0.type.name), .text($0.pointer), .integer(Int64(clamping: $0.count)),
                    .position($0.first),
                ]
            }, empty: "none")
        let live = request.live()
        var sections: [Section] = [.facts(journal), .facts(projections), .table(events), .table(unknown)]
        if !live.isEmpty { sections.append(.facts(FactList(key: "daemon", title: "Daemon", facts: live))) }
        return .document(
            Document(
                name: Self.name, title: "Status", parameters: try request.parameters(), sections: sections))
    }
}
