import Documents
import JSON
import Testing

@testable import Queries

@Suite("The audit")
struct AuditTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    private func codes(_ answer: JSONValue) -> [String] {
        (answer["findings"]?.elements ?? []).compactMap { $0["code"]?.string }
    }

    @Test("a day takes the decisions and labels before its end, and nothing after it")
    func day() throws {
        let ledger = try ledger([
            Lines.decision("d1", at: "2009-06-10T23:59:59.999999Z"),
            Lines.decision("d2", at: "2009-06-11T00:00:00Z"),
            Lines.decision("d3", at: "2009-06-01T00:00:00Z"),
            Lines.outcome("o1", of: "d1", at: "2009-06-11T00:00:00Z"),
            Lines.outcome("o3", of: "d3", at: "2009-06-10T23:59:59.999999Z"),
        ])
        let answer = try ledger.json("/v1/audit", [("day", "2009-06-10")])
        let audited = try #require(answer.row("labels", ["stretch": "2009-06-10"]))
        #expect(audited["decisions"]?.integer == 1)
        #expect(audited["labelled"]?.integer == 0)
        let year = try #require(answer.row("labels", ["stretch": "52 weeks"]))
        #expect(year["decisions"]?.integer == 2)
        #expect(year["labelled"]?.integer == 1)
        #expect(answer["parameters"]?["evaluated"]?.string == "2009-06-10T23:59:59.999999Z")
        #expect(answer["parameters"]?["period_to"]?.string == "2009-06-11T00:00:00Z")
        let later = try ledger.json("/v1/audit", [("day", "2009-06-10"), ("labels_by", "2009-06-11")])
        #expect(later.row("labels", ["stretch": "2009-06-10"])?["labelled"]?.integer == 1)
    }

    @Test("a week is an ISO week; without either it is the last whole week before the evaluation time")
    func week() throws {
        let ledger = try ledger([Lines.decision("d1", at: "2009-06-10T12:00:00Z")])
        let week = try ledger.json("/v1/audit", [("week", "2009-W24")])
        #expect(week["parameters"]?["period_from"]?.string == "2009-06-08T00:00:00Z")
        #expect(week["parameters"]?["period_to"]?.string == "2009-06-15T00:00:00Z")
        let last = try ledger.json("/v1/audit", [("labels_by", "2009-06-15")])
        #expect(last["parameters"]?["period_from"]?.string == "2009-06-08T00:00:00Z")
        #expect(last.row("labels", ["stretch": "2009-W24"])?["decisions"]?.integer == 1)
        // Recorded long after the decision was made: nothing to audit, and the answer says so.
        let now = try ledger.json("/v1/audit")
        #expect(now["notes"]?["no_data"] != nil)
        #expect(now.rows("labels").isEmpty)
    }

    @Test("the same day as of the same position is the same bytes, whatever came afterwards")
    func stable() throws {
        let ledger = try ledger([
            Lines.decision("d1", at: "2009-06-10T12:00:00Z"),
            Lines.outcome("o1", of: "d1", at: "2009-06-10T13:00:00Z"),
        ])
        let first = JSONRenderer().render(try ledger.document("/v1/audit", [("day", "2009-06-10")]))
        try ledger.append(
            [
                Lines.decision("d0", at: "2009-06-10T11:00:00Z", version: "v0"),
                Lines.withdrawal("w", of: "o1"),
                Lines.outcome("o2", of: "nobody", at: "2009-06-10T13:00:00Z"),
            ], recorded: "2026-03-01T00:00:00Z")
        let again = try ledger.document("/v1/audit", [("day", "2009-06-10"), ("as_of", "2")])
        #expect(JSONRenderer().render(again) == first)
        let now = try ledger.document("/v1/audit", [("day", "2009-06-10")])
        #expect(JSONRenderer().render(now) != first)
    }

    @Test("only live decisions are audited")
    func live() throws {
        let roles = ["live", "shadow", "replay", "reference"]
        let answer = try ledger(roles.map { Lines.decision($0, at: "2009-06-10T12:00:00Z", role: $0) })
            .json("/v1/audit", [("day", "2009-06-10")])
        #expect(answer.row("labels", ["stretch": "2009-06-10"])?["decisions"]?.integer == 1)
    }

    @Test(
        "labels that no contract names, outcomes without a decision and waiting decisions are findings with figures"
    )
    func findings() throws {
        let answer = try ledger([
            Lines.decision("d1", at: "2009-06-10T12:00:00Z"),
            Lines.decision("d2", at: "2009-06-01T12:00:00Z"),
            Lines.outcome("o1", of: "d1", label: "\"odd\"", at: "2009-06-10T13:00:00Z"),
            Lines.outcome("o2", of: "nobody", at: "2009-06-10T13:00:00Z"),
        ]).json("/v1/audit", [("day", "2009-06-10"), ("overdue_after", "1d")])
        #expect(
            codes(answer) == ["unmapped-labels", "unmatched-outcomes", "overdue-labels", "no-feedback-decay"])
        #expect(answer["findings"]?[1]?["evidence"]?["unmatched"]?.integer == 1)
        #expect(answer.row("overdue", ["model": "m"])?["overdue"]?.integer == 1)
        #expect(answer.row("pending", ["age": "7 to 14 d"])?["pending"]?.integer == 1)
        #expect(answer.rows("weeks").count == 12)
        #expect(answer.rows("weeks").last?["week"]?.string == "2009-W24")
    }
}
