import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Policies and deployments in force")
struct PolicyTests {
    private static let lines = [
        Lines.policy(
            "p1", at: "2009-01-01T00:00:00Z",
            "\"threshold\":0.3,\"costs\":{\"false_positive\":2,\"false_negative\":7}"),
        // On record before the one that takes effect before it.
        Lines.policy(
            "p3", at: "2009-03-01T00:00:00Z",
            "\"threshold\":0.5,\"thresholds\":{\"region\":{\"emea\":0.4,\"apac\":0.6},\"channel\":{\"web\":0.2}}"
        ),
        Lines.policy("p2", at: "2009-02-01T00:00:00Z", "\"capacity\":120"),
        "{\"type\":\"deployment\",\"id\":\"d1\",\"at\":\"2009-01-01T00:00:00Z\",\"model\":\"m\",\"version\":\"v1\",\"by\":\"ann\"}",
        "{\"type\":\"deployment\",\"id\":\"d2\",\"at\":\"2009-02-15T00:00:00Z\",\"model\":\"m\",\"version\":\"v2\",\"by\":\"bob\",\"replaces\":\"v1\"}",
    ]

    private func ask(_ lines: [String], _ more: [(String, String)]) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/policy", [("model", "m")] + more)
    }

    private func held(_ answer: JSONValue) -> [String] {
        answer.rows("in_force").map { "\($0["value"]?.string ?? "-") \($0["policy"]?.string ?? "-")" }
    }

    @Test("each aspect holds from the policy's own time until another policy states it")
    func times() throws {
        let none = ["- -", "- -", "- -", "- -", "- -", "- -"]
        #expect(held(try ask(Self.lines, [("at", "2008-12-31")])) == none)
        let first = ["0.3 p1", "2 false positive, 7 false negative p1", "- -", "- -", "- -", "- -"]
        #expect(held(try ask(Self.lines, [("at", "2009-01-01")])) == first)
        let second = ["0.3 p1", "2 false positive, 7 false negative p1", "120 a day p2", "- -", "- -", "- -"]
        #expect(held(try ask(Self.lines, [("at", "2009-02-28T23:59:59Z")])) == second)
        let answer = try ask(Self.lines, [])
        #expect(held(answer).first == "0.5; channel=web: 0.2; region=emea: 0.4; region=apac: 0.6 p3")
        let thresholds = answer.rows("thresholds").map {
            "\($0["segment"]?.string ?? "*") \($0["value"]?.string ?? "*") \($0["threshold"]?.double ?? -1)"
        }
        #expect(thresholds == ["channel web 0.2", "region emea 0.4", "region apac 0.6", "* * 0.5"])
    }

    @Test("the deployment in force, and every change with what stood before")
    func changes() throws {
        let answer = try ask(Self.lines, [("at", "2009-02-20")])
        #expect(answer.row("deployments", ["version": "v2"])?["in_force"]?.boolean == true)
        #expect(answer.row("deployments", ["version": "v1"])?["in_force"]?.boolean == false)
        let changes = answer.rows("changes").map {
            "\($0["event"]?.string ?? "") \($0["what"]?.string ?? "") \($0["before"]?.string ?? "-") \($0["in_effect"]?.boolean ?? false)"
        }
        #expect(
            changes == [
                "p1 thresholds - true", "p1 costs - true", "d1 deployment - true", "p2 capacity - true",
                "d2 deployment v1 true", "p3 thresholds 0.3 false",
            ])
        let codes = (answer["findings"]?.elements ?? []).compactMap { $0["code"]?.string }
        #expect(codes == ["policy-in-force", "deployment-in-force", "policy-changes-later"])
    }

    @Test("what was not known at a position is not in the answer; nothing known is said in words")
    func known() throws {
        let answer = try ask(Self.lines, [("as_of", "1"), ("at", "2009-06-01")])
        #expect(held(answer).first == "0.3 p1")
        let empty = try ask([], [("at", "2009-06-01")])
        #expect(empty["notes"]?["no_data"]?.string?.contains("no model m") == true)
        #expect((empty["findings"]?.elements ?? []).compactMap { $0["code"]?.string } == ["no-policy"])
    }

    @Test("the policy shown is the one that a decision without a threshold of its own is read with")
    func agrees() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(
            Self.lines + [
                Lines.decision("a", at: "2009-02-20T00:00:00Z"),
                Lines.decision("b", at: "2009-03-20T00:00:00Z", more: ",\"segments\":{\"region\":\"emea\"}"),
                Lines.decision("c", at: "2009-03-20T00:00:00Z"),
            ])
        for (id, threshold) in [("a", 0.3), ("b", 0.4), ("c", 0.5)] {
            let text = try ledger.json("/v1/decisions/\(id)").text
            #expect(text.contains("\(threshold)"), "\(id)")
        }
    }
}
