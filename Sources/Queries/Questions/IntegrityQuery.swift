import Documents
import Journal
import Model
import Projections

/// Whether the journal's chain holds up to the head and the projections agree with it. Live: it reads every
/// record.
struct IntegrityQuery: Query {
    static let name = "integrity"
    /// Records read at once.
    private static let batch = 4_096

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        var counts: [EventType: UInt64] = [:]
        var position: Position = 0
        while position < view.position {
            try request.deadline.check()
            let records = try request.journal.records(from: position + 1, count: Self.batch)
            guard !records.isEmpty else { break }
            for record in records where record.position <= view.position {
                counts[record.type, default: 0] += 1
                position = record.position
            }
        }
        let projected = try view.counts()
        var rows: [[Value]] = []
        var agree = true
        for type in EventType.allCases {
            let there = counts[type] ?? 0
            let here = projected.byType.first { $0.type == type }?.count ?? 0
            guard there > 0 || here > 0 else { continue }
            agree = agree && there == here
            rows.append([
                .text(type.name), .integer(Int64(clamping: there)), .integer(Int64(clamping: here)),
                .flag(there == here),
            ])
        }
        let ids = UInt64(clamping: view.identifierCount())
        agree = agree && ids == view.position
        return .document(try document(request, view, rows: rows, agree: agree, ids: ids))
    }

    private func document(
        _ request: Request, _ view: borrowing View, rows: [[Value]], agree: Bool, ids: UInt64
    ) throws -> Document {
        let chain = try request.journal.verify { _, _ in try request.deadline.check() }
        var findings: [Finding] = []
        if let fault = chain.fault {
            findings.append(
                Finding(
                    .alert, code: "chain-broken", text: "The journal's chain does not hold: \(fault).",
                    evidence: [Fact("position", "position", .position(fault.position))]))
        }
        if !agree {
            findings.append(
                Finding(
                    .alert, code: "projections-differ",
                    text: "The projections do not count what the journal holds; run daybookd rebuild.",
                    evidence: [Fact("ids", "ids in the index", .integer(Int64(clamping: ids)))]))
        }
        let facts = FactList(
            key: "integrity", title: "Integrity",
            facts: [
                Fact("ok", "all is well", .flag(findings.isEmpty)),
                Fact("chain_ok", "the chain holds", .flag(chain.fault == nil)),
                Fact("verified", "records verified", .position(chain.count)),
                Fact("projections_ok", "projections agree", .flag(agree)),
                Fact("ids", "ids in the index", .integer(Int64(clamping: ids))),
            ])
        let table = Table(
            key: "counts", title: "Events",
            columns: [
                Table.Column("type", "type"), Table.Column("journal", "in the journal"),
                Table.Column("projections", "in the projections"), Table.Column("equal", "equal"),
            ], rows: rows, empty: "the ledger is empty")
        return Document(
            name: Self.name, title: "Integrity", parameters: try request.parameters(), findings: findings,
            sections: [.facts(facts), .table(table)])
    }
}
