import Documents
import JSON
import Model
import Testing

@testable import Queries

@Suite("Feedback")
struct FeedbackTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    private func total(_ answer: JSONValue, _ group: String = "all") -> JSONValue? {
        answer.row("totals", ["group": group])
    }

    @Test("an empty ledger has no rows and says why")
    func empty() throws {
        let answer = try ledger([]).json("/v1/feedback")
        #expect(answer.rows("periods").isEmpty)
        #expect(answer.rows("totals").isEmpty)
        #expect(answer["notes"]?["no_data"]?.string?.isEmpty == false)
        #expect(answer["parameters"]?["position"]?.integer == 0)
    }

    @Test("one decision without a label is pending, and has no base rate")
    func onePending() throws {
        let row = try total(ledger([Lines.decision("d1")]).json("/v1/feedback"))
        #expect(row?["decisions"]?.integer == 1)
        #expect(row?["pending"]?.integer == 1)
        #expect(row?["rate"]?.double == 0)
        #expect(row?["base_rate"]?.isNull == true)
        #expect(row?["overdue"]?.isNull == true)
    }

    @Test("an empty selection says what there is instead: model, version, role, window, segments")
    func emptySelections() throws {
        let ledger = try ledger([Lines.decision("d1"), Lines.decision("d2")])
        func note(_ items: [(String, String)]) throws -> String {
            try #require(try ledger.json("/v1/feedback", items)["notes"]?["no_data"]?.string)
        }
        #expect(try note([("model", "nope")]) == "There is no model nope; there are m.")
        #expect(try note([("version", "v99")]).hasPrefix("There is no such version; there are "))
        #expect(
            try note([("role", "replay")])
                == "There is no decision in the role asked for; there are decisions in live.")
        #expect(try note([("from", "2099-01-01")]).hasPrefix("No decision lies in the window; those"))
        #expect(try note([("segment", "nope=x")]).contains("decisions in the window"))
    }

    @Test("decisions after the evaluation time are pending, and counted apart")
    func later() throws {
        let answer = try ledger([Lines.decision("d1"), Lines.decision("d2")])
            .json("/v1/feedback", [("labels_by", "1999-01-01")])
        #expect(total(answer)?["pending"]?.integer == 2)
        #expect(answer["facts"]?["left_out"]?["later"]?.integer == 2)
        let now = try ledger([Lines.decision("d1")]).json("/v1/feedback", [("labels_by", "2099-01-01")])
        #expect(now["facts"]?["left_out"]?["later"]?.integer == 0)
    }

    @Test("excluded labels leave all counts but their own; unmapped and numeric ones are labels")
    func classes() throws {
        let answer = try ledger([
            Lines.contract("c1"), Lines.decision("d1"), Lines.decision("d2"), Lines.decision("d3"),
            Lines.decision("d4"), Lines.decision("d5"), Lines.decision("d6"),
            Lines.outcome("o1", of: "d1", label: "\"won\""), Lines.outcome("o2", of: "d2", label: "\"lost\""),
            Lines.outcome("o3", of: "d3", label: "\"test\""), Lines.outcome("o4", of: "d4", label: "\"odd\""),
            Lines.outcome("o5", of: "d5", label: "7"),
        ]).json("/v1/feedback", [("model", "m")])
        let row = try #require(total(answer))
        let expected: [(String, Int64)] = [
            ("decisions", 5), ("labelled", 4), ("positive", 1), ("negative", 1), ("unmapped", 1),
            ("numeric", 1),
            ("excluded", 1), ("pending", 1),
        ]
        for (name, count) in expected { #expect(row[name]?.integer == count, "\(name)") }
        #expect(row["base_rate"]?.double == 0.5)
        #expect(row["rate"]?.double == 0.8)
    }

    @Test("all excluded leaves no decisions, and no rate")
    func allExcluded() throws {
        let answer = try ledger([
            Lines.contract("c1"), Lines.decision("d1"), Lines.outcome("o1", of: "d1", label: "\"test\""),
        ]).json("/v1/feedback")
        let row = try #require(total(answer))
        #expect(row["decisions"]?.integer == 0)
        #expect(row["excluded"]?.integer == 1)
        #expect(row["rate"]?.isNull == true)
        #expect(answer.fact("left_out", "excluded")?.integer == 1)
    }

    @Test("within N days is inclusive, and a row is mature from exactly N days on")
    func inclusive() throws {
        let ledger = try ledger([
            Lines.decision("d1"), Lines.decision("d2"),
            Lines.outcome("o1", of: "d1", at: "2009-06-02T09:00:00Z"),
            Lines.outcome("o2", of: "d2", at: "2009-06-02T09:00:00.000001Z"),
        ])
        let now = try ledger.json("/v1/feedback", [("within", "1d")])
        #expect(total(now)?["labelled_within"]?.integer == 1)
        #expect(total(now)?["labelled"]?.integer == 2)
        let exact = try ledger.json(
            "/v1/feedback", [("within", "1d"), ("labels_by", "2009-06-02T09:00:00Z")])
        #expect(total(exact)?["mature"]?.boolean == true)
        #expect(total(exact)?["labelled"]?.integer == 1)
        let early = try ledger.json(
            "/v1/feedback", [("within", "1d"), ("labels_by", "2009-06-02T08:59:59.999999Z")])
        #expect(total(early)?["mature"]?.boolean == false)
        #expect(early["notes"]?["immature"] != nil)
    }

    @Test("overdue is older than the age given, and not overdue at exactly that age")
    func overdue() throws {
        let ledger = try ledger([Lines.decision("d1")])
        func overdue(_ time: String) throws -> Int64? {
            let query = [("overdue_after", "1d"), ("labels_by", time)]
            return try total(ledger.json("/v1/feedback", query))?["overdue"]?.integer
        }
        #expect(try overdue("2009-06-02T09:00:00Z") == 0)
        #expect(try overdue("2009-06-02T09:00:00.000001Z") == 1)
    }

    @Test("without an age given, overdue is older than the 0.95 quantile of 30 delays or more")
    func overdueFromDelays() throws {
        var lines: [String] = []
        for index in 1...30 {
            lines.append(Lines.decision("d\(index)"))
            let minute = index < 10 ? "0\(index)" : "\(index)"
            lines.append(Lines.outcome("o\(index)", of: "d\(index)", at: "2009-06-01T09:\(minute):00Z"))
        }
        lines.append(Lines.decision("late"))
        // numpy.quantile(numpy.arange(1, 31) * 60, 0.95) is 1713 to the last bit but one.
        let answer = try ledger(lines).json("/v1/feedback", [("labels_by", "2009-06-01T10:00:00Z")])
        let age = try #require(answer.row("maturity", ["model": "m"])?["overdue_after"]?.double)
        #expect(abs(age - 1713) < 1e-9)
        #expect(total(answer)?["overdue"]?.integer == 1)
    }

    @Test("corrections, withdrawals and their counts as of each position")
    func history() throws {
        let ledger = try ledger([
            Lines.decision("d1"), Lines.outcome("o1", of: "d1", label: "false"),
            Lines.outcome("o2", of: "d1", label: "true", at: "2009-06-05T09:00:00Z"),
            Lines.withdrawal("w1", of: "o2", at: "2009-06-06T09:00:00Z"),
        ])
        func row(_ table: String, _ position: Int) throws -> JSONValue? {
            try ledger.json("/v1/feedback", [("as_of", "\(position)")]).row(table, ["group": "all"])
        }
        #expect(try row("totals", 1)?["pending"]?.integer == 1)
        #expect(try row("totals", 2)?["negative"]?.integer == 1)
        #expect(try row("totals", 3)?["positive"]?.integer == 1)
        #expect(try row("corrections", 3)?["changed_to_true"]?.integer == 1)
        #expect(try row("totals", 4)?["negative"]?.integer == 1)
        #expect(try row("corrections", 4)?["decisions_with_correction"]?.integer == 0)
        #expect(try row("corrections", 4)?["withdrawn"]?.integer == 1)
        let before = try ledger.json("/v1/feedback", [("labels_by", "2009-06-05T12:00:00Z")])
        #expect(total(before)?["positive"]?.integer == 1)
    }

    @Test("an outcome whose decision has not come is unmatched until it comes")
    func unmatched() throws {
        let ledger = try ledger([Lines.outcome("o1", of: "d1"), Lines.decision("d1")])
        #expect(try ledger.json("/v1/feedback", [("as_of", "1")]).fact("left_out", "unmatched")?.integer == 1)
        let now = try ledger.json("/v1/feedback")
        #expect(now.fact("left_out", "unmatched")?.integer == 0)
        #expect(total(now)?["labelled"]?.integer == 1)
    }

    @Test("outcomes by subject that name another model are not counted with a model's")
    func otherModels() throws {
        let other = Lines.outcome("o2", ofSubject: "s").replacing(
            "\"subject\"", with: "\"model\":\"n\",\"subject\"")
        let ledger = try ledger([Lines.outcome("o1", ofSubject: "s"), other])
        #expect(try ledger.json("/v1/feedback").fact("left_out", "unmatched")?.integer == 2)
        #expect(try ledger.json("/v1/feedback", [("model", "m")]).fact("left_out", "unmatched")?.integer == 1)
    }

    @Test("by labeller, each counts the current labels it gave, of all decisions")
    func labellers() throws {
        let answer = try ledger([
            Lines.decision("d1"), Lines.decision("d2"), Lines.decision("d3"),
            Lines.outcome("o1", of: "d1"), Lines.outcome("o2", of: "d2"),
            Lines.outcome("o3", of: "d2", label: "false", by: "back-office"),
        ]).json("/v1/feedback", [("by", "labeller")])
        #expect(total(answer, "crm")?["labelled"]?.integer == 1)
        #expect(total(answer, "crm")?["decisions"]?.integer == 3)
        #expect(total(answer, "back-office")?["negative"]?.integer == 1)
        #expect(total(answer)?["pending"]?.integer == 1)
    }

    @Test("segments narrow by name and widen by value, and say how many they left out")
    func segments() throws {
        func decision(_ id: String, _ segments: String) -> String {
            Lines.decision(id, more: ",\"segments\":{\(segments)}")
        }
        let ledger = try ledger([
            decision("d1", "\"a\":\"x\",\"b\":\"p\""), decision("d2", "\"a\":\"y\",\"b\":\"p\""),
            decision("d3", "\"a\":\"z\",\"b\":\"p\""), decision("d4", "\"a\":\"x\",\"b\":\"q\""),
            Lines.decision("d5"),
        ])
        let answer = try ledger.json("/v1/feedback", [("segment", "a=x,a=y"), ("segment", "b=p")])
        #expect(total(answer)?["decisions"]?.integer == 2)
        #expect(answer.fact("left_out", "segments")?.integer == 3)
        let groups = try ledger.json("/v1/feedback", [("by", "segment:a")]).rows("totals")
        #expect(groups.map { $0["group"]?.string } == [nil, "x", "y", "z", "all"])
    }

    @Test("periods are days, ISO weeks and months of UTC")
    func periods() throws {
        let ledger = try ledger([
            Lines.decision("d1", at: "2009-12-31T23:59:59Z"),
            Lines.decision("d2", at: "2010-01-03T23:59:59.999999Z"),
            Lines.decision("d3", at: "2010-01-04T00:00:00Z"),
        ])
        func labels(_ period: String) throws -> [String?] {
            try ledger.json("/v1/feedback", [("period", period)]).rows("periods").map { $0["period"]?.string }
        }
        #expect(try labels("day") == ["2009-12-31", "2010-01-03", "2010-01-04"])
        #expect(try labels("week") == ["2009-W53", "2010-W01"])
        #expect(try labels("month") == ["2009-12", "2010-01"])
        #expect(try labels("none") == ["all"])
    }

    @Test("the same question as of the same position is the same bytes, whatever came afterwards")
    func stable() throws {
        let ledger = try ledger([Lines.decision("d1"), Lines.outcome("o1", of: "d1")])
        let question = [("as_of", "2"), ("by", "version")]
        let paths = ["/v1/feedback", "/v1/distribution"]
        let first = try paths.map { JSONRenderer().render(try ledger.document($0, question)) }
        let unbounded = JSONRenderer().render(try ledger.document("/v1/feedback", [("by", "version")]))
        #expect(first[0] == unbounded)
        try ledger.append(
            [
                Lines.decision("d0", version: "v0"), Lines.outcome("o2", of: "d1", label: "false"),
                Lines.contract("c1"), Lines.policy("p1", at: "2009-01-01T00:00:00Z", "\"threshold\":0.1"),
            ], recorded: "2026-02-01T00:00:00Z")
        #expect(try paths.map { JSONRenderer().render(try ledger.document($0, question)) } == first)
        let byTime = [("as_of", "2026-01-31T00:00:00Z"), ("by", "version")]
        #expect(try paths.map { JSONRenderer().render(try ledger.document($0, byTime)) } == first)
    }
}
