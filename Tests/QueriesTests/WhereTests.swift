import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Conditions on decisions, in questions")
struct WhereTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    @Test(
        "a random condition finds the decisions that it means by the JSON, whatever kinds their values have",
        arguments: seeds([1, 2, 3]))
    func random(_ seed: UInt64) throws {
        var source = RandomConditions(seed: seed)
        let lines = (0..<250).map { source.decision($0) }
        let decisions = try lines.map { try JSONValue(parsing: $0) }
        let ledger = try ledger(lines)
        var met = 0
        for _ in 0..<60 {
            let condition = source.condition(depth: 3)
            let expected = decisions.filter(condition.holds).count
            let answer = try ledger.json(
                "/v1/feedback", [("where", condition.text), ("period", "none")])
            let found = answer.row("totals", ["group": "all"])?["decisions"]?.integer ?? 0
            #expect(found == Int64(expected), "seed \(seed): \(condition.text)")
            #expect(
                answer.fact("left_out", "where")?.integer == Int64(decisions.count - expected),
                "seed \(seed): \(condition.text)")
            if expected > 0, expected < decisions.count { met += 1 }
        }
        #expect(met > 20, "conditions that say nothing test nothing")
    }

    private static let four = [
        Lines.decision("a", more: #","action":"x","segments":{"tier":"gold"},"features":{"amount":5}"#),
        Lines.decision("b", more: #","segments":{"tier":"silver"},"features":{"tier":"gold","amount":"5"}"#),
        Lines.decision("c", more: #","features":{"amount":null,"score":9}"#),
        Lines.decision("d", more: #","segments":{"amount":"5"}"#),
    ]

    @Test(
        "the rules, by hand",
        arguments: [
            ("tier = gold", 2), ("segment:tier = gold", 1), ("feature:tier = gold", 1),
            ("not tier = gold", 2), ("tier != gold", 1), ("tier is missing", 2), ("tier is present", 2),
            ("amount = 5", 2), ("amount >= 5", 1), ("amount = '5'", 2), ("amount is missing", 1),
            ("feature:amount is missing", 2), ("score > 1", 0), ("feature:score > 1", 1),
            ("action = x or id in (c, d)", 3), ("version = v1 and role = live", 4), ("model != m", 0),
            ("subject = s-a", 1), ("fallback is missing", 4),
        ])
    func byHand(_ condition: String, _ count: Int64) throws {
        let answer = try ledger(Self.four).json("/v1/distribution", [("where", condition)])
        #expect((answer.rows("summary").first?["count"]?.integer ?? 0) == count)
    }

    @Test("the condition stands in the answer in its canonical text, so the same one gives the same bytes")
    func canonical() throws {
        let ledger = try ledger(Self.four)
        let first = try ledger.json("/v1/feedback", [("where", "tier=gold"), ("where", "( amount>=5.0 )")])
        let second = try ledger.json("/v1/feedback", [("where", "tier = 'gold' AND amount >= 5")])
        #expect(first.text == second.text)
        #expect(first["parameters"]?["where"]?.string == "tier = gold and amount >= 5")
        #expect(try ledger.json("/v1/feedback")["parameters"]?["where"]?.string == "all decisions")
    }

    @Test("a name that no decision has is pointed out, with and without decisions that are left")
    func unseen() throws {
        let ledger = try ledger(Self.four)
        let answer = try ledger.json("/v1/feedback", [("where", "not teir = gold and amount is present")])
        #expect(
            answer["notes"]?["where_missing"]?.string
                == "None of the 4 decisions that the condition was held against has teir.")
        let none = try ledger.json("/v1/distribution", [("where", "teir = gold")])
        #expect(none["notes"]?["where_missing"] != nil)
        #expect(
            none["notes"]?["no_data"]?.string
                == "None of the 4 decisions that are else asked for meets the condition teir = gold.")
        #expect(try ledger.json("/v1/feedback", [("where", "tier = x")])["notes"]?["where_missing"] == nil)
    }

    @Test("candidates of a replay set and the audit take the condition too, and freeze it with the criteria")
    func otherQuestions() throws {
        let ledger = try ledger(
            Self.four + ["a", "b", "c", "d"].map { Lines.outcome("o\($0)", of: $0) })
        let candidates = try ledger.json(
            "/v1/replay-candidates", [("model", "m"), ("where", "tier = gold")])
        #expect(candidates.rows("members").map { $0["id"]?.string } == ["a", "b"])
        #expect(candidates.fact("candidates", "where")?.integer == 2)
        #expect(candidates.fact("candidates", "event")?["criteria"]?["where"]?.string == "tier = gold")
        let audit = try ledger.json("/v1/audit", [("week", "2009-W23"), ("where", "action = x")])
        #expect(audit.row("labels", ["stretch": "2009-W23"])?["decisions"]?.integer == 1)
        #expect(audit.fact("left_out", "where")?.integer == 3)
    }

    @Test("what is no condition is a bad parameter, with the place")
    func faults() throws {
        let failure = try ledger([]).failure("/v1/feedback", [("where", "tier = ")])
        #expect(failure?.code == .badParameter)
        #expect(failure?.parameter == "where")
        #expect(failure?.detail.contains("at character 8, expected a value, found the end") == true)
    }
}
