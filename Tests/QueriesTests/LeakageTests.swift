import Foundation
import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Leakage")
struct LeakageTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    private func codes(_ answer: JSONValue) -> [String] {
        (answer["findings"]?.elements ?? []).compactMap {
            "\($0["code"]?.string ?? "") \($0["evidence"]?["feature"]?.string ?? "")"
        }
    }

    @Test("golden cases of the small stream: lateness, and how well the feature alone ranks")
    func golden() throws {
        let ledger = try ledger(try BankStream.small())
        #expect(try GoldenCases(ledger, file: GoldenFiles.small).checkLeakage() == 3)
    }

    @Test("an empty ledger, and one without features or labels, give reasons and no findings")
    func empty() throws {
        let nothing = try ledger([]).json("/v1/leakage", [("model", "m")])
        #expect(nothing["notes"]?["no_data"]?.string?.isEmpty == false)
        #expect(nothing.rows("power").isEmpty)
        let one = try ledger([Lines.decision("d1", more: ",\"features\":{\"a\":1}")])
            .json("/v1/leakage", [("model", "m")])
        #expect(one.row("power", ["feature": "a"])?["auc"]?.isNull == true)
        #expect(one.fact("decisions", "score_auc")?.isNull == true)
        #expect(codes(one).isEmpty)
    }

    /// Sixty decisions; the score knows nothing, `answer` is the outcome, `half` is there for positives only.
    private func planted() -> [String] {
        (0..<60).flatMap { number in
            let isPositive = number % 2 == 0
            let features =
                "\"noise\":\(number * 7 % 60),\"answer\":\(isPositive ? "\"yes\"" : "\"no\""),"
                + "\"half\":\(isPositive ? "\(number)" : "null")"
            return [
                Lines.decision(
                    "d\(number)", score: "0.\((number / 2 * 13) % 30 + 10)",
                    more:
                        ",\"features\":{\(features)},\"feature_times\":{\"noise\":\"2009-06-01T09:00:0\(number % 2)Z\"}"
                ),
                Lines.outcome("o\(number)", of: "d\(number)", label: isPositive ? "true" : "false"),
            ]
        }
    }

    @Test(
        "what is planted is found: a feature that is the outcome, one filled in for it, one from the future")
    func found() throws {
        let answer = try ledger(planted()).json("/v1/leakage", [("model", "m")])
        #expect(
            codes(answer) == [
                "feature-known-later noise", "feature-predicts-too-well answer",
                "missing-follows-outcome half",
            ])
        let times = try #require(answer.row("times", ["feature": "noise"]))
        #expect(times["timed"]?.integer == 60)
        #expect(times["late"]?.integer == 30)
        #expect(times["median_lateness"]?.double == 1)
        #expect(answer.row("power", ["feature": "answer"])?["auc"]?.double == 1)
        let missing = try #require(answer.row("missing", ["feature": "half"]))
        #expect(missing["missing_negative"]?.double == 1)
        #expect(missing["missing_positive"]?.double == 0)
    }

    @Test("the order in which decisions and outcomes arrive changes nothing")
    func order() throws {
        let lines = planted()
        let one = try ledger(lines).json("/v1/leakage", [("model", "m")])
        let other = try ledger(
            lines.filter { $0.contains("outcome") } + lines.filter { $0.contains("decision\",\"id") }
        )
        .json("/v1/leakage", [("model", "m")])
        #expect(one["tables"]?.text == other["tables"]?.text)
        #expect(one["findings"]?.text == other["findings"]?.text)
    }

    @Test("as of an earlier position, later outcomes are not known")
    func asOf() throws {
        let answer = try ledger(planted()).json("/v1/leakage", [("model", "m"), ("as_of", "3")])
        #expect(answer.fact("decisions", "decisions")?.integer == 2)
        #expect(answer.fact("decisions", "labelled")?.integer == 1)
    }
}

extension GoldenCases {
    func checkLeakage() throws -> Int {
        let cases = named("leakage/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            let answer = try ledger.json(
                "/v1/leakage", [("model", "term-deposit")] + Self.parameters(item))
            Self.expectEqual(
                answer.fact("decisions", "decisions"), item["expect"]?["decisions"], what)
            for (name, expected) in item["expect"]?["features"]?.members ?? [] {
                let times = answer.row("times", ["feature": name])
                for (ours, theirs) in [
                    ("late", "decisions_with_time_after_decision"), ("max_lateness", "max_lateness_s"),
                    ("median_lateness", "median_lateness_s"),
                ] { Self.expectEqual(times?[ours], expected[theirs], "\(what) \(name) \(ours)") }
                Self.expectEqual(
                    answer.row("power", ["feature": name])?["auc"],
                    expected["auc_of_the_feature_alone_on_labelled"], "\(what) \(name)")
            }
            let late = answer.rows("times").filter { $0["late"]?.integer != 0 }.count
            #expect(late == item["expect"]?["features"]?.members?.count, "\(what)")
        }
        return cases.count
    }
}
