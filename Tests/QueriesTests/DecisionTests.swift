import JSON
import Journal
import Projections
import Testing

@testable import Queries

@Suite("One decision, one subject, the models")
struct DecisionTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    @Test("the exact bytes, digest and outcomes with their standing")
    func outcomes() throws {
        let decision = Lines.decision("d1", score: "0.50", more: ",\"extra\" : 1")
        let ledger = try ledger([
            decision, Lines.outcome("o1", of: "d1", label: "false"),
            Lines.outcome("o2", of: "d1", label: "true", at: "2009-06-01T10:00:00Z"),
            Lines.outcome("o3", of: "d1", label: "false"), Lines.withdrawal("w1", of: "o3"),
        ])
        let answer = try ledger.json("/v1/decisions/d1")
        #expect(answer.fact("record", "event")?.string == decision)
        let record = try #require(try ledger.journal.record(at: 1))
        #expect(answer.fact("record", "digest")?.string == "\(record.digest)")
        #expect(answer.fact("record", "unknown_fields")?.text == "[\"/extra\"]")
        let rows = answer.rows("outcomes")
        #expect(rows.map { $0["standing"]?.string } == ["superseded", "current", "withdrawn"])
        #expect(rows.map { $0["first"]?.boolean } == [false, true, false])
        #expect(rows.last?["withdrawn_by"]?.integer == 5)
        #expect(answer.fact("label", "label")?.boolean == true)
        #expect(answer.fact("label", "delay")?.double == 3_600)
        let before = try ledger.json("/v1/decisions/d1", [("as_of", "2")])
        #expect(before.rows("outcomes").map { $0["standing"]?.string } == ["current"])
        let byTime = try ledger.json("/v1/decisions/d1", [("labels_by", "2009-06-02T09:00:00Z")])
        #expect(
            byTime.rows("outcomes").map { $0["standing"]?.string } == ["superseded", "superseded", "current"])
    }

    @Test("ids that differ only in Unicode normal form are two decisions")
    func normalForms() throws {
        let ledger = try ledger([
            Lines.decision("caf\u{e9}", score: "0.1"), Lines.decision("cafe\u{301}", score: "0.2"),
        ])
        #expect(try ledger.json("/v1/decisions/caf%C3%A9").fact("decision", "score")?.double == 0.1)
        #expect(try ledger.json("/v1/decisions/cafe%CC%81").fact("decision", "score")?.double == 0.2)
        #expect(ledger.failure("/v1/decisions/cafe")?.code == .notFound)
    }

    @Test("a decision that came after the position is not found")
    func notYet() throws {
        let ledger = try ledger([Lines.decision("d1"), Lines.decision("d2")])
        #expect(ledger.failure("/v1/decisions/d2", [("as_of", "1")])?.status == 404)
    }

    @Test(
        "pairs are named by of, else by the set, else the nearest in the window, ties to the lower position")
    func pairs() throws {
        let ledger = try ledger([
            Lines.decision("live", subject: "s", score: "0.5"),
            Lines.decision("far", at: "2009-06-01T10:00:01Z", subject: "s", score: "0.9", role: "shadow"),
            Lines.decision("near", at: "2009-06-01T09:00:10Z", subject: "s", score: "0.75", role: "shadow"),
            Lines.decision("tie", at: "2009-06-01T08:59:50Z", subject: "s", score: "0.1", role: "shadow"),
            Lines.decision(
                "named", at: "2010-06-01T09:00:00Z", subject: "s", score: "0.25", version: "v2",
                role: "shadow",
                more: ",\"of\":\"live\""),
            Lines.decision(
                "r1", subject: "s", score: "0.3", version: "v1", role: "replay",
                more: ",\"replay_set\":\"june\""),
            Lines.decision(
                "r2", subject: "s", score: "0.4", version: "v2", role: "replay",
                more: ",\"replay_set\":\"june\""),
        ])
        let live = try ledger.json("/v1/decisions/live").rows("pairs")
        #expect(live.map { $0["id"]?.string } == ["near", "named"])
        #expect(live.map { $0["difference"]?.double } == [0.25, -0.25])
        #expect(live.map { $0["reason"]?.string } == ["nearest", "of"])
        let wide = try ledger.json("/v1/decisions/far", [("pair_window", "2h")]).rows("pairs")
        #expect(wide.map { $0["id"]?.string } == ["live"])
        #expect(try ledger.json("/v1/decisions/far").rows("pairs").isEmpty)
        let named = try ledger.json("/v1/decisions/named").rows("pairs")
        #expect(named.map { $0["reason"]?.string } == ["names it"])
        let replay = try ledger.json("/v1/decisions/r1").rows("pairs")
        #expect(replay.map { $0["id"]?.string } == ["r2"])
        #expect(replay.map { $0["reason"]?.string } == ["replay_set"])
    }

    @Test("a live decision that names a live one is its pair, from when it came on, in memory and sealed")
    func liveThatNames() throws {
        let ledger = try ledger(
            ["a", "b", "c"].map { Lines.decision($0, subject: "s") }
                + [Lines.decision("x", subject: "s", version: "v2")])
        func pairs(_ query: [(String, String)] = []) throws -> [String?] {
            try ledger.json("/v1/decisions/a", query).rows("pairs").map { $0["id"]?.string }
        }
        for _ in 0..<2 {
            #expect(try pairs().isEmpty)
            try ledger.projector.checkpoint()
        }
        try ledger.append([Lines.decision("d", subject: "s", more: ",\"of\":\"a\"")])
        for _ in 0..<2 {
            #expect(try pairs() == ["d"])
            #expect(try pairs([("as_of", "4")]).isEmpty)
            try ledger.projector.checkpoint()
        }
        try ledger.append([Lines.decision("y", subject: "s", version: "v2", more: ",\"of\":\"a\"")])
        for _ in 0..<2 {
            #expect(try pairs() == ["d", "y"])
            #expect(try pairs([("as_of", "5")]) == ["d"])
            try ledger.projector.checkpoint()
        }
    }

    @Test("another threshold than the policy's is a finding")
    func disagreement() throws {
        let answer = try ledger([
            Lines.policy("p1", at: "2009-06-01T00:00:00Z", "\"threshold\":0.5"),
            Lines.decision("d1", more: ",\"threshold\":0.6"), Lines.decision("d2"),
        ])
        let own = try answer.json("/v1/decisions/d1")
        #expect(own["findings"]?[0]?["code"]?.string == "threshold-disagreement")
        #expect(own.fact("threshold", "source")?.string == "own")
        #expect(own.fact("threshold", "at_or_over")?.boolean == false)
        let policy = try answer.json("/v1/decisions/d2")
        #expect(policy["findings"]?.elements?.isEmpty == true)
        #expect(policy.fact("threshold", "policy")?.string == "p1")
        #expect(policy.fact("threshold", "at_or_over")?.boolean == true)
    }

    @Test("a subject's decisions and outcomes come in the order of the journal, the newest when not all fit")
    func subject() throws {
        let ledger = try ledger([
            Lines.outcome("o1", of: "d1"), Lines.decision("d1", subject: "s"),
            Lines.outcome("o2", ofSubject: "s", at: "2009-06-04T09:00:00Z"),
            Lines.decision("d2", subject: "t"),
        ])
        let answer = try ledger.json("/v1/subjects/s")
        #expect(answer.rows("history").map { $0["id"]?.string } == ["o1", "d1", "o2"])
        #expect(answer.fact("subject", "outcomes")?.integer == 2)
        let short = try ledger.json("/v1/subjects/s", [("limit", "1")])
        #expect(short.rows("history").map { $0["id"]?.string } == ["o2"])
        #expect(short.fact("subject", "left_out")?.integer == 2)
        #expect(ledger.failure("/v1/subjects/u")?.code == .notFound)
    }

    @Test("models list series with counts, and which contract and policy are in force")
    func models() throws {
        let ledger = try ledger([
            Lines.decision("d1", at: "2009-06-02T09:00:00Z"),
            Lines.decision("d2", at: "2009-06-01T09:00:00Z"),
            Lines.contract("c1"), Lines.contract("c2"), Lines.contract("c3", version: "v2"),
        ])
        let answer = try ledger.json("/v1/models", [("model", "m")])
        let row = try #require(answer.rows("series").first)
        #expect(row["decisions"]?.integer == 2)
        #expect(row["first_at"]?.string == "2009-06-01T09:00:00Z")
        #expect(row["last_position"]?.integer == 2)
        #expect(answer.rows("contract").map { $0["in_force"]?.boolean } == [false, true, true])
        #expect(ledger.failure("/v1/models", [("model", "other")])?.code == .notFound)
        #expect(try ledger.json("/v1/models", [("as_of", "0")]).rows("series").isEmpty)
    }
}
