import JSON
import Testing

@testable import Queries

@Suite("Calibrate")
struct CalibrateTests {
    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/calibrate", [("model", "m"), ("maturity", "any")] + query)
    }

    private static let sameSide = [("baseline", "version=v1"), ("current", "version=v1")]

    @Test("one side twice: every decision is as it was, and nothing is found")
    func sameSide() throws {
        let lines = PerformanceTests.labelled([10, 30, 50, 70, 90], positive: [50, 90])
        let answer = try answer(lines, Self.sameSide)
        for method in ["as_it_was", "same_number", "same_share"] {
            let row = try #require(answer.row("volumes", ["method": method]))
            #expect(row["called"]?.integer == 3, "\(method)")
            #expect(row["newly_called"]?.integer == 0, "\(method)")
            #expect(row["no_longer_called"]?.integer == 0, "\(method)")
            let outcomes = try #require(answer.row("outcomes", ["method": method]))
            #expect(["tp", "fp", "fn", "tn"].map { outcomes[$0]?.integer } == [2, 1, 0, 2], "\(method)")
        }
        #expect(answer["findings"]?.elements?.contains { $0["severity"]?.string != "notice" } != true)
    }

    @Test("thresholds that differ from decision to decision are replayed as they were")
    func history() throws {
        let lines = (0..<20).flatMap { number in
            [
                Lines.decision(
                    "d\(number)", score: "\(Double(number) / 20)",
                    more: ",\"threshold\":\(Double(number % 5) / 5)"),
                Lines.outcome("o\(number)", of: "d\(number)", label: number % 3 == 0 ? "true" : "false"),
            ]
        }
        let answer = try answer(lines, Self.sameSide)
        let called = (0..<20).filter { Double($0) / 20 >= Double($0 % 5) / 5 }
        let row = try #require(answer.row("volumes", ["method": "as_it_was"]))
        #expect(row["called"]?.integer == Int64(called.count))
        #expect(row["newly_called"]?.integer == 0)
        #expect(row["cutoff"]?.double == 0)
        #expect(row["cutoff_highest"]?.double == 0.8)
        let outcomes = try #require(answer.row("outcomes", ["method": "as_it_was"]))
        #expect(outcomes["tp"]?.integer == Int64(called.count { $0 % 3 == 0 }))
        #expect(answer.row("volumes", ["method": "same_number"])?["called"]?.isNull == true)
    }

    @Test("a new scale: the same number calls everybody, the same share is found, and it is said first")
    func newScale() throws {
        let lines = (0..<100).flatMap { number in
            [
                Lines.decision("a\(number)", score: "\(Double(number) / 100)", more: ",\"threshold\":0.8"),
                Lines.decision(
                    "b\(number)", score: "\(number + 1)", version: "v2", more: ",\"threshold\":0.8"),
            ]
        }
        let answer = try answer(lines, [("versions", "v1,v2")])
        let same = try #require(answer.row("volumes", ["method": "same_share"]))
        #expect(same["cutoff"]?.double == 81)
        #expect(same["called"]?.integer == 20)
        #expect(answer.row("volumes", ["method": "same_number"])?["called"]?.integer == 100)
        let finding = try #require(answer["findings"]?.elements?.first)
        #expect(finding["severity"]?.string == "alert")
        #expect(finding["code"]?.string == "same-number-moves")
        #expect(
            finding["text"]?.string?.contains("100.0 %") == true
                || finding["text"]?.string?.contains("100%") == true)
    }

    @Test("costs, capacity and F1 choose what they say")
    func methods() throws {
        let lines = PerformanceTests.labelled([10, 30, 50, 70, 90], positive: [30, 90])
        let answer = try answer(
            lines,
            Self.sameSide + [("cost_fp", "1"), ("cost_fn", "10"), ("capacity", "2"), ("percentile", "0.25")])
        #expect(answer.row("volumes", ["method": "least_cost"])?["cutoff"]?.double == 0.3)
        #expect(answer.row("outcomes", ["method": "least_cost"])?["cost"]?.double == 2)
        #expect(answer.row("outcomes", ["method": "as_it_was"])?["cost"]?.double == 12)
        #expect(answer.row("volumes", ["method": "capacity"])?["cutoff"]?.double == 0.7)
        #expect(answer.row("volumes", ["method": "best_f1"])?["cutoff"]?.double == 0.9)
        #expect(answer.row("volumes", ["method": "percentile"])?["cutoff"]?.double == 0.3)
        let codes = answer["findings"]?.elements?.compactMap { $0["code"]?.string } ?? []
        #expect(codes.contains("cheaper-cutoff"))
        #expect(codes.contains("over-capacity"))
    }

    @Test("what was never labelled is a bound")
    func bounds() throws {
        let lines =
            PerformanceTests.labelled([10, 90], positive: [90]) + [
                Lines.decision("x", score: "0.8", more: ",\"threshold\":0.5"),
                Lines.decision("y", score: "0.2", more: ",\"threshold\":0.5"),
            ]
        let answer = try answer(lines, Self.sameSide + [("cost_fp", "3"), ("cost_fn", "5")])
        let row = try #require(answer.row("bounds", ["method": "as_it_was"]))
        #expect(row["precision_lowest"]?.double == 0.5)
        #expect(row["precision_highest"]?.double == 1)
        #expect(row["recall_lowest"]?.double == 0.5)
        #expect(row["recall_highest"]?.double == 1)
        #expect(row["cost_lowest"]?.double == 0)
        #expect(row["cost_highest"]?.double == 8)
        let outcomes = try #require(answer.row("outcomes", ["method": "as_it_was"]))
        #expect(outcomes["unknown_called"]?.integer == 1)
        #expect(outcomes["never_acted_on"]?.integer == 0)
        #expect(outcomes["unknown_not_called"]?.integer == 1)
    }

    @Test("without labels, thresholds, costs or capacity there are reasons in place of cutoffs")
    func nothing() throws {
        let answer = try answer([Lines.decision("d1")], Self.sameSide)
        for method in ["as_it_was", "same_number", "same_share", "least_cost", "capacity", "best_f1"] {
            let row = try #require(answer.row("volumes", ["method": method]))
            #expect(row["cutoff"]?.isNull == true && row["called"]?.isNull == true, "\(method)")
        }
        let none = try self.answer(
            [Lines.decision("d1")], [("baseline", "version=v9"), ("current", "version=v1")])
        #expect(none["notes"]?["no_data"] != nil)
    }

    @Test("groups have cutoffs of their own, and a group that the baseline lacks says so")
    func groups() throws {
        let lines = ["n", "s"].flatMap { area in
            (0..<10).map { number in
                Lines.decision(
                    "\(area)\(number)", score: "\(number + (area == "n" ? 0 : 10))",
                    version: area == "n" ? "v1" : "v2",
                    more: ",\"threshold\":5,\"segments\":{\"area\":\"\(area)\"}")
            }
        }
        let answer = try answer(lines, [("versions", "v1,v2"), ("by", "segment:area")])
        #expect(answer.rows("volumes").allSatisfy { $0["group"]?.string == "s" })
        #expect(answer.row("volumes", ["method": "same_share"])?["called"]?.isNull == true)
        #expect(answer.row("volumes", ["method": "as_it_was"])?["called"]?.integer == 10)
    }
}
