import JSON
import Testing

@testable import Queries

@Suite("What if")
struct WhatIfTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        try ledger(lines).json("/v1/whatif", [("model", "m"), ("maturity", "any")] + query)
    }

    private static let ten = PerformanceTests.labelled(
        [5, 15, 25, 35, 45, 55, 65, 75, 85, 95], positive: [35, 65, 85, 95])

    private static func codes(_ answer: JSONValue) -> [String] {
        answer["findings"]?.elements?.compactMap { $0["code"]?.string } ?? []
    }

    @Test("a threshold for all: who is called, who flips, and what it costs")
    func threshold() throws {
        let answer = try answer(Self.ten, [("threshold", "0.3"), ("cost_fp", "1"), ("cost_fn", "10")])
        let then = try #require(answer.row("volumes", ["policy": "as_it_was"]))
        let now = try #require(answer.row("volumes", ["policy": "policy"]))
        #expect(then["called"]?.integer == 5)
        #expect(now["called"]?.integer == 7)
        #expect(now["newly_called"]?.integer == 2 && now["no_longer_called"]?.integer == 0)
        let newly = try #require(answer.row("flips", ["direction": "newly_called"]))
        #expect(newly["labelled"]?.integer == 2 && newly["positive"]?.integer == 1)
        #expect(answer.row("money", ["policy": "as_it_was"])?["cost"]?.double == 12)
        #expect(answer.row("money", ["policy": "policy"])?["cost"]?.double == 3)
        #expect(answer.row("money", ["policy": "policy"])?["change_highest"]?.double == -9)
        #expect(answer.row("money", ["policy": "act_on_all"])?["cost"]?.double == 6)
        #expect(answer.row("money", ["policy": "act_on_none"])?["cost"]?.double == 40)
        #expect(Self.codes(answer) == ["what-if", "costs-less"])
    }

    @Test("without a policy it is history, to the last count, and nothing flips")
    func history() throws {
        let lines = (0..<40).flatMap { number in
            [
                Lines.decision(
                    "d\(number)", at: "2009-06-0\(1 + number % 5)T09:00:00Z", score: "\(Double(number) / 40)",
                    more: number % 7 == 0 ? "" : ",\"threshold\":\(Double(number % 5) / 5)"),
                Lines.outcome("o\(number)", of: "d\(number)", label: number % 3 == 0 ? "true" : "false"),
            ]
        }
        let answer = try answer(lines, [("cost_fp", "2"), ("cost_fn", "3")])
        for table in ["volumes", "outcomes", "bounds", "money"] {
            let then = try #require(answer.row(table, ["policy": "as_it_was"])).members
            let now = try #require(answer.row(table, ["policy": "policy"])).members
            #expect(
                then?.filter { $0.name != "policy" }.map { "\($0.name) \($0.value.text)" }
                    == now?.filter { $0.name != "policy" }.map { "\($0.name) \($0.value.text)" })
        }
        let decided = (0..<40).filter { $0 % 7 != 0 }
        let called = decided.filter { Double($0) / 40 >= Double($0 % 5) / 5 }
        #expect(answer.row("volumes", ["policy": "policy"])?["decisions"]?.integer == Int64(decided.count))
        #expect(answer.row("volumes", ["policy": "policy"])?["called"]?.integer == Int64(called.count))
        #expect(answer.row("flips", ["direction": "newly_called"])?["decisions"]?.integer == 0)
        #expect(answer.row("money", ["policy": "policy"])?["change_lowest"]?.double == 0)
        #expect(answer.fact("replayed", "without_threshold")?.integer == 6)
        #expect(Self.codes(answer) == ["history"])
    }

    @Test("the threshold that was is history too")
    func sameThreshold() throws {
        let answer = try answer(Self.ten, [("threshold", "0.5")])
        #expect(answer.row("flips", ["direction": "newly_called"])?["decisions"]?.integer == 0)
        #expect(answer.row("flips", ["direction": "no_longer_called"])?["decisions"]?.integer == 0)
    }

    @Test("thresholds by segment: the first name that fits, then the one for all, else as it was")
    func segments() throws {
        let lines = ["emea", "apac", "none"].flatMap { region in
            (0..<10).map { number in
                Lines.decision(
                    "\(region)\(number)", score: "\(Double(number) / 10)",
                    more: ",\"threshold\":0.5,\"segments\":{\"region\":\"\(region)\",\"tier\":\"gold\"}")
            }
        }
        let rules = ("thresholds", "tier=gold:0.9,region=emea:0.2,region=apac:0.7")
        let both = try answer(lines, [rules, ("by", "segment:region")])
        func called(_ answer: JSONValue, _ group: String) -> Int64? {
            answer.row("volumes", ["policy": "policy", "group": group])?["called"]?.integer
        }
        #expect(["apac", "emea", "none", "all"].map { called(both, $0) } == [3, 8, 1, 12])
        let regions = ("thresholds", "region=emea:0.2,region=apac:0.7")
        let asItWas = try answer(lines, [regions, ("by", "segment:region")])
        #expect(["apac", "emea", "none"].map { called(asItWas, $0) } == [3, 8, 5])
        let others = try answer(lines, [regions, ("threshold", "0.8"), ("by", "segment:region")])
        #expect(["apac", "emea", "none"].map { called(others, $0) } == [3, 8, 2])
        let refused = try ledger(lines).failure(
            "/v1/whatif", [("model", "m"), ("thresholds", "region=emea:0.2,region=emea:0.3")])
        #expect(refused?.parameter == "thresholds")
    }

    @Test("a capacity takes the highest of each day, ties together or not at all")
    func capacity() throws {
        let lines = [("1", [0.1, 0.2, 0.3]), ("2", [0.9, 0.8, 0.8, 0.7]), ("3", [0.95])].flatMap {
            day, scores in
            scores.enumerated().map { number, score in
                Lines.decision(
                    "d\(day)-\(number)", at: "2009-06-0\(day)T09:00:00Z", score: "\(score)",
                    more: ",\"threshold\":0.75")
            }
        }
        let alone = try answer(lines, [("capacity", "2")])
        let row = try #require(alone.row("volumes", ["policy": "policy"]))
        #expect(row["called"]?.integer == 4)
        #expect(row["most_in_day"]?.integer == 2)
        #expect(row["per_day"]?.double == 4.0 / 3)
        #expect(row["days_over"]?.integer == 0 && row["days_under"]?.integer == 2)
        #expect(row["turned_away"]?.integer == 4)
        let then = try #require(alone.row("volumes", ["policy": "as_it_was"]))
        #expect(then["days_over"]?.integer == 1)
        let both = try answer(lines, [("capacity", "2"), ("threshold", "0.75")])
        #expect(both.row("volumes", ["policy": "policy"])?["called"]?.integer == 2)
        #expect(both.row("volumes", ["policy": "policy"])?["turned_away"]?.integer == 2)
        #expect(Self.codes(both).contains("without-place"))
    }

    @Test("a percentile is one cutoff for the selection, at the quantile as it is written")
    func percentile() throws {
        let lines = (0...10).map { Lines.decision("d\($0)", score: "\($0)", more: ",\"threshold\":9") }
        let answer = try answer(lines, [("percentile", "0.3")])
        #expect(answer.fact("replayed", "cutoff")?.double == 3)
        #expect(answer.row("volumes", ["policy": "policy"])?["called"]?.integer == 8)
    }

    @Test("costs are those in force at each decision, and what has none is counted apart")
    func costsOverTime() throws {
        let lines = (1...4).flatMap { day in
            [
                Lines.decision(
                    "d\(day)", at: "2009-06-0\(day)T09:00:00Z", score: "0.9", more: ",\"threshold\":0.5"),
                Lines.outcome("o\(day)", of: "d\(day)", label: "false"),
            ]
        }
        let policies = [
            Lines.policy(
                "p3", at: "2009-06-04T00:00:00Z", "\"costs\":{\"false_positive\":100,\"false_negative\":1}"),
            Lines.policy(
                "p1", at: "2009-06-02T00:00:00Z", "\"costs\":{\"false_positive\":10,\"false_negative\":1}"),
        ]
        let answer = try answer(lines + policies)
        let row = try #require(answer.row("money", ["policy": "as_it_was"]))
        #expect(row["cost"]?.double == 120)
        #expect(row["without_costs"]?.integer == 1)
        #expect(answer.row("money", ["policy": "act_on_none"])?["change"]?.double == -120)
    }

    @Test("a policy on record is replayed for the whole window; one that is not there is refused")
    func onRecord() throws {
        let lines =
            Self.ten + [
                Lines.policy("p1", at: "2009-12-01T00:00:00Z", "\"threshold\":0.9"),
                Lines.policy("p2", at: "2009-12-01T00:00:00Z", "\"capacity\":3"),
            ]
        let answer = try answer(lines, [("policy", "p1")])
        #expect(answer.row("volumes", ["policy": "policy"])?["called"]?.integer == 1)
        let ledger = try ledger(lines)
        for query in [
            [("policy", "p9")], [("policy", "p2")], [("policy", "p1"), ("thresholds", "a=b:1")],
            [("policy", "p1"), ("threshold", "1")], [("threshold", "1"), ("percentile", "0.5")],
        ] {
            #expect(ledger.failure("/v1/whatif", [("model", "m")] + query) != nil, "\(query)")
        }
    }

    @Test("what was done stands beside what the thresholds said, by the actions that stand for a call")
    func acted() throws {
        let lines =
            ["call", "wait", "visit"].enumerated().flatMap { place, action in
                (0..<4).map { number in
                    Lines.decision(
                        "\(action)\(number)", score: "\(Double(number + place) / 10)",
                        more: ",\"threshold\":0.25,\"action\":\"\(action)\"")
                }
            } + [Lines.decision("x", score: "0.9", more: ",\"threshold\":0.25")]
        let answer = try answer(lines, [("acted", "call,visit")])
        let row = try #require(answer.row("volumes", ["policy": "as_acted"]))
        #expect(row["decisions"]?.integer == 12 && row["called"]?.integer == 8)
        #expect(row["newly_called"]?.integer == 4 && row["no_longer_called"]?.integer == 2)
        #expect(answer.rows("actions").map { $0["called_then"]?.integer } == [1, 1, 3, 2])
    }

    @Test("nothing, no score, no threshold, no label: defined answers with reasons")
    func nothing() throws {
        let none = try answer([])
        #expect(none["notes"]?["no_data"] != nil)
        #expect(none.rows("curve").isEmpty && Self.codes(none).isEmpty)
        let bare = try answer([Lines.decision("d1"), Lines.decision("d2", score: nil)])
        #expect(bare.row("volumes", ["policy": "policy"])?["share_called"]?.isNull == true)
        #expect(bare.row("outcomes", ["policy": "act_on_all"])?["precision"]?.isNull == true)
        #expect(bare.row("money", ["policy": "act_on_all"])?["cost"]?.isNull == true)
        #expect(bare.fact("replayed", "without_score")?.integer == 1)
        let nobody = try answer(Self.ten, [("capacity", "0")])
        #expect(nobody.row("volumes", ["policy": "policy"])?["called"]?.integer == 0)
        #expect(nobody.row("bounds", ["policy": "policy"])?["precision_lowest"]?.isNull == true)
        let one = try answer(
            [Lines.decision("d1", score: "7", more: ",\"threshold\":5")], [("threshold", "8")])
        #expect(one.row("volumes", ["policy": "policy"])?["no_longer_called"]?.integer == 1)
        #expect(one.rows("curve").isEmpty)
    }

    @Test("the curve has what the policy has at the same cutoff")
    func curve() throws {
        let lines = Self.ten + [Lines.decision("x", score: "0.7", more: ",\"threshold\":0.5")]
        let costs = [("cost_fp", "1"), ("cost_fn", "10")]
        let answer = try answer(lines, costs + [("threshold", "0.4")])
        #expect(answer.rows("curve").count == 51)
        let point = try #require(answer.rows("curve").first { $0["cutoff"]?.double == 0.4 })
        let volume = try #require(answer.row("volumes", ["policy": "policy"]))
        #expect(point["called"]?.integer == volume["called"]?.integer)
        let bounds = try #require(answer.row("bounds", ["policy": "policy"]))
        for key in ["precision_lowest", "precision_highest", "recall_lowest", "recall_highest"] {
            #expect(point[key]?.double == bounds[key]?.double, "\(key)")
        }
        let money = try #require(answer.row("money", ["policy": "policy"]))
        for key in ["cost", "cost_lowest", "cost_highest"] {
            #expect(point[key]?.double == money[key]?.double, "\(key)")
        }
        #expect(answer.rows("curve").first?["called"]?.integer == 11)
    }

    @Test(
        "charts have the curve with the threshold in force and the policy's, and calls by day, week or month")
    func charts() throws {
        let days = (0..<150).map { number in
            let day = 1 + number % 28
            return Lines.decision(
                "x\(number)", at: "2009-0\(1 + number / 28)-\(day < 10 ? "0" : "")\(day)T09:00:00Z",
                score: "0.7", more: ",\"threshold\":0.5")
        }
        let short = try answer(Self.ten + days.prefix(10), [("threshold", "0.6")])
        let curve = try #require(short["plots"]?["curve_shares"])
        let series = curve["series"]?.members ?? []
        #expect(series.map(\.name) == ["called", "precision", "recall"])
        #expect(series.allSatisfy { $0.value["values"]?.elements?.count == 51 })
        #expect(curve["markers"]?.elements?.map { $0["label"]?.string } == ["in force", "policy"])
        #expect(curve["markers"]?.elements?.last?["place"]?.double == 30)
        #expect(short["plots"]?["curve_cost"] == nil && short["plots"]?["per_day"] != nil)
        let long = try answer(Self.ten + days, [("cost_fp", "1"), ("cost_fn", "1")])
        #expect(long["plots"]?["curve_cost"] != nil)
        let weeks = try #require(long["plots"]?["per_week"]?["series"]?.members)
        let sums = weeks.map { $0.value["values"]?.elements?.reduce(0) { $0 + ($1.double ?? 0) } }
        #expect(sums == [155, 155])
    }

    @Test("the order of arrival does not matter")
    func order() throws {
        let query = [("threshold", "0.3"), ("capacity", "3"), ("as_of", "20")]
        let there = try answer(Self.ten, query)
        // Outcomes stay behind their decisions.
        let back = try answer(
            Self.ten.filter { $0.contains("\"decision\",") }.reversed()
                + Self.ten.filter { $0.contains("\"outcome\",") }.reversed(), query)
        #expect(there["tables"]?.text == back["tables"]?.text)
    }
}
