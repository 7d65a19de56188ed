import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Performance")
struct PerformanceTests {
    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/performance", query)
    }

    /// So many decisions with a score of n/100 each, threshold 0.5, labelled as given after a day.
    static func labelled(_ scores: [Int], positive: Set<Int>, more: String = "") -> [String] {
        scores.enumerated().flatMap { index, score in
            [
                Lines.decision(
                    "d\(index)", score: "\(Double(score) / 100)", more: ",\"threshold\":0.5" + more),
                Lines.outcome(
                    "o\(index)", of: "d\(index)", label: positive.contains(score) ? "true" : "false"),
            ]
        }
    }

    @Test("an empty ledger has no rows and says why")
    func empty() throws {
        let answer = try answer([])
        for table in ["summary", "ranking", "cutoffs", "rates", "probability", "classes", "estimated"] {
            #expect(answer.rows(table).isEmpty, "\(table)")
        }
        #expect(answer["notes"]?["no_data"] != nil)
    }

    @Test("decisions without labels have counts, and reasons in place of figures")
    func unlabelled() throws {
        let answer = try answer([Lines.decision("d1"), Lines.decision("d2", score: nil)])
        let summary = try #require(answer.rows("summary").first)
        #expect(summary["decisions"]?.integer == 2)
        #expect(summary["without_score"]?.integer == 1)
        #expect(summary["unlabelled"]?.integer == 1)
        #expect(summary["base_rate"]?.isNull == true)
        let ranking = try #require(answer.rows("ranking").first)
        for figure in ["auc", "auc_low", "average_precision"] { #expect(ranking[figure]?.isNull == true) }
        let probability = try #require(answer.rows("probability").first)
        for figure in ["brier", "log_loss", "ece", "ece_count"] {
            #expect(probability[figure]?.isNull == true)
        }
        #expect(answer.row("cutoffs", ["at": "in_force"])?["cutoff"]?.isNull == true)
        #expect(answer["findings"]?.elements?.first?["code"]?.string == "no-labels")
    }

    @Test("labels of one class have no ranking, but a base rate and a Brier score")
    func oneClass() throws {
        let answer = try answer(Self.labelled([20, 40, 60], positive: []))
        #expect(answer.rows("ranking").first?["auc"]?.isNull == true)
        #expect(answer.rows("summary").first?["base_rate"]?.double == 0)
        #expect(answer.rows("probability").first?["brier"]?.double != nil)
        #expect(answer.row("rates", ["at": "in_force"])?["recall"]?.isNull == true)
        #expect(answer.row("rates", ["at": "in_force"])?["specificity"]?.double == 2.0 / 3.0)
    }

    @Test("equal scores rank like a coin, with no error that could be told")
    func constant() throws {
        let lines = (1...4).flatMap {
            [
                Lines.decision("d\($0)"),
                Lines.outcome("o\($0)", of: "d\($0)", label: $0 < 3 ? "true" : "false"),
            ]
        }
        let ranking = try #require(try answer(lines).rows("ranking").first)
        #expect(ranking["auc"]?.double == 0.5)
        #expect(ranking["auc_low"]?.isNull == true)
    }

    @Test("a threshold and a percentile are looked at beside the thresholds in force")
    func cutoffs() throws {
        let answer = try answer(
            Self.labelled([10, 30, 50, 70, 90], positive: [50, 90]),
            [("threshold", "0.7"), ("percentile", "0.5")])
        let inForce = try #require(answer.row("cutoffs", ["at": "in_force"]))
        #expect(["tp", "fp", "fn", "tn"].map { inForce[$0]?.integer } == [2, 1, 0, 2])
        let given = try #require(answer.row("cutoffs", ["at": "threshold"]))
        #expect(["tp", "fp", "fn", "tn"].map { given[$0]?.integer } == [1, 1, 1, 2])
        let median = try #require(answer.row("cutoffs", ["at": "percentile"]))
        #expect(median["cutoff"]?.double == 0.5)
        #expect(median["called"]?.integer == 3)
    }

    @Test("decisions that are too young are counted beside and judged by nobody")
    func maturity() throws {
        let lines =
            Self.labelled([10, 60], positive: [60]) + [
                Lines.decision("late", at: "2009-06-29T09:00:00Z", score: "0.9"),
                Lines.outcome("o-late", of: "late", at: "2009-06-29T10:00:00Z"),
            ]
        let query = [("labels_by", "2009-07-01T00:00:00Z")]
        let mature = try #require(try answer(lines, query + [("maturity", "7d")]).rows("summary").first)
        #expect(mature["decisions"]?.integer == 3)
        #expect(mature["labelled"]?.integer == 2)
        #expect(mature["immature"]?.integer == 1)
        #expect(mature["immature_labelled"]?.integer == 1)
        let any = try #require(try answer(lines, query + [("maturity", "any")]).rows("summary").first)
        #expect(any["labelled"]?.integer == 3)
        #expect(any["immature"]?.integer == 0)
        // Three delays tell no quantile.
        let derived = try answer(lines, query)
        #expect(derived.rows("summary").first?["labelled"]?.integer == 3)
        #expect(derived.rows("maturity").first?["mature_after"]?.isNull == true)
    }

    @Test("scores on another scale are probabilities only where the contract says so")
    func scales() throws {
        let lines = Self.labelled([10, 30, 50, 90], positive: [50, 90])
        func scaled(_ kind: String) -> [String] {
            let contract = Lines.contract("c1", high: "100").replacing("\"points\"", with: "\"\(kind)\"")
            return [contract]
                + lines.map { line in
                    [("0.1", "10"), ("0.3", "30"), ("0.5,\"s", "50,\"s"), ("0.9", "90")].reduce(line) {
                        $0.replacing("\"score\":\($1.0)", with: "\"score\":\($1.1)")
                    }
                }
        }
        let plain = try #require(try answer(lines).rows("probability").first)
        let probability = try answer(scaled("probability"))
        #expect(probability.rows("probability").first?["brier"]?.double == plain["brier"]?.double)
        let points = try answer(scaled("points"))
        #expect(points.rows("probability").first?["brier"]?.isNull == true)
        #expect(points.rows("ranking").first?["auc"]?.double == 1)
        #expect(points["charts"]?.members?.isEmpty ?? true)
    }

    @Test("money is summed by what became of the decision, and costs are counted")
    func money() throws {
        let lines = [
            Lines.decision("d1", score: "0.9", more: ",\"threshold\":0.5"),
            Lines.decision("d2", score: "0.8", more: ",\"threshold\":0.5"),
            Lines.decision("d3", score: "0.1", more: ",\"threshold\":0.5"),
            Lines.outcome("o1", of: "d1").replacing("\"by\"", with: "\"value\":100.5,\"by\""),
            Lines.outcome("o2", of: "d2", label: "false"),
            Lines.outcome("o3", ofSubject: "s-d3").replacing("\"by\"", with: "\"value\":7,\"by\""),
        ]
        let answer = try answer(lines, [("cost_fp", "10"), ("cost_fn", "90")])
        let money = try #require(answer.row("money", ["at": "in_force"]))
        #expect(money["value_tp"]?.double == 100.5)
        #expect(money["value_fn"]?.double == 7)
        #expect(money["value_fp"]?.isNull == true)
        #expect(money["outcomes_fn"]?.integer == 1)
        #expect(answer.row("cutoffs", ["at": "in_force"])?["cost"]?.double == 100)
    }

    @Test("one cost without the other is refused, and a policy's costs hold where none are given")
    func costs() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(
            Self.labelled([60, 70], positive: [70]) + [
                Lines.policy(
                    "p1", at: "2009-01-01T00:00:00Z", "\"costs\":{\"false_positive\":3,\"false_negative\":4}")
            ])
        #expect(ledger.failure("/v1/performance", [("cost_fp", "1")])?.parameter == "cost_fp")
        let answer = try ledger.json("/v1/performance")
        #expect(answer.row("cutoffs", ["at": "in_force"])?["cost"]?.double == 3)
    }

    @Test("costs are those that have taken effect at the evaluation time, not the last on record")
    func costsOfTheTime() throws {
        let ledger = try TemporaryLedger()
        let policies = [("p1", "2009-01-01T00:00:00Z", 3), ("p2", "2010-01-01T00:00:00Z", 50)].map {
            Lines.policy($0.0, at: $0.1, "\"costs\":{\"false_positive\":\($0.2),\"false_negative\":4}")
        }
        try ledger.append(Self.labelled([60, 70], positive: [70]) + policies)
        func cost(_ query: [(String, String)]) throws -> Double? {
            try ledger.json("/v1/performance", [("maturity", "any")] + query)
                .row("cutoffs", ["at": "in_force"])?["cost"]?.double
        }
        #expect(try cost([("labels_by", "2009-12-31T00:00:00Z")]) == 3)
        #expect(try cost([("labels_by", "2010-01-01T00:00:00Z")]) == 50)
        #expect(try cost([]) == 50)
    }

    @Test("bands cut by tenths of the scale and by money, what has none apart")
    func bands() throws {
        let lines =
            Self.labelled([5, 10, 99, 100], positive: [99], more: ",\"value\":60000") + [
                Lines.decision("x", score: "0.07", more: ",\"value\":-1"), Lines.decision("y", score: "0.07"),
            ]
        let scores = try answer(lines, [("band", "score")]).rows("summary")
        #expect(scores.map { $0["band_score"]?.string } == ["0 to 0.1", "0.1 to 0.2", "0.9 to 1"])
        #expect(scores.map { $0["decisions"]?.integer } == [3, 1, 2])
        let money = try answer(lines, [("band", "value")]).rows("summary")
        #expect(money.map { $0["band_value"]?.string } == [nil, "under 0", "50K to 100K"])
        #expect(money.map { $0["decisions"]?.integer } == [1, 1, 4])
    }

    @Test("a version that ranks worse than the one with the most labels is said, with the rule")
    func worse() throws {
        let lines = (0..<600).flatMap { number -> [String] in
            let version = number < 400 ? "v1" : "v2"
            // Of v1 the higher half is positive; of v2 every other one.
            let isPositive = version == "v1" ? number % 100 >= 50 : number % 2 == 0
            return [
                Lines.decision("d\(number)", score: "\(Double(number % 100) / 100)", version: version),
                Lines.outcome("o\(number)", of: "d\(number)", label: isPositive ? "true" : "false"),
            ]
        }
        // Perfect order has no error that could be told, so one row is out of order.
        let answer = try answer(
            lines + [
                Lines.decision("x", score: "0.99"), Lines.outcome("ox", of: "x", label: "false"),
                Lines.decision("y", score: "0"), Lines.outcome("oy", of: "y"),
            ])
        let finding = try #require(
            answer["findings"]?.elements?.first { $0["code"]?.string == "ranks-worse" })
        #expect(finding["text"]?.string?.hasPrefix("m, v2: ") == true)
        #expect(answer["notes"]?["rule"]?.string?.contains("performance-verdict.1") == true)
    }

    @Test("order of arrival changes nothing but positions")
    func order() throws {
        let lines = Self.labelled(Array(stride(from: 1, to: 100, by: 3)), positive: [4, 40, 70, 73, 76, 97])
        let query = [("by", "none"), ("maturity", "any"), ("percentile", "0.7")]
        let forward = try answer(lines, query)
        let backward = try answer(lines.reversed(), query)
        #expect(forward["tables"]?.text == backward["tables"]?.text)
        #expect(forward["findings"]?.text == backward["findings"]?.text)
    }
}
