import JSON
import TestSupport
import Testing

@testable import Queries

/// A world in which the test knows what would have become of every decision, and the ledger only of some.
/// `DAYBOOK_SEED=17` runs that world alone.
@Suite("Bounds hold what would have been")
struct WhatIfBoundsTests {
    private struct Made {
        let score: Double
        let threshold: Double
        let region: String
        let isPositive: Bool
        let isLabelled: Bool

        var wasCalled: Bool { score >= threshold }
    }

    private static func world(_ random: inout SeededGenerator) -> [Made] {
        // Mostly only those that were called are labelled: what they came to is no fair sample of the rest.
        let explored = random.pick([0, 0.02, 0.3])
        let noise = random.pick([0.05, 0.3, 0.6])
        return (0..<Int.random(in: 1...160, using: &random)).map { _ in
            let score = (Double.random(in: 0..<1, using: &random) * 100).rounded() / 100
            let threshold = random.pick([0.5, 0.7])
            return Made(
                score: score, threshold: threshold, region: random.pick(["emea", "apac"]),
                isPositive: random.chance(score * (1 - noise)),
                isLabelled: score >= threshold ? random.chance(0.9) : random.chance(explored))
        }
    }

    private static func lines(_ world: [Made], all: Bool) -> [String] {
        world.enumerated().flatMap { number, made in
            [
                Lines.decision(
                    "d\(number)", at: "2009-06-0\(1 + number % 7)T09:00:00Z", score: "\(made.score)",
                    more: ",\"threshold\":\(made.threshold),\"segments\":{\"region\":\"\(made.region)\"}")
            ]
                + (all || made.isLabelled
                    ? [
                        Lines.outcome(
                            "o\(number)", of: "d\(number)", label: made.isPositive ? "true" : "false")
                    ]
                    : [])
        }
    }

    @Test("of precision, recall, cost and its change, whatever the policy", arguments: seeds(Array(1...24)))
    func truth(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed ^ 0xb0d5)
        let world = Self.world(&random)
        let (known, whole) = (try TemporaryLedger(), try TemporaryLedger())
        try known.append(Self.lines(world, all: false))
        try whole.append(Self.lines(world, all: true))
        for _ in 0..<4 {
            let policy = random.pick([
                [("threshold", "\(random.pick([0.2, 0.4, 0.6, 0.9]))")],
                [("thresholds", "region=emea:0.35,region=apac:0.8")], [("percentile", "0.8")],
                [("capacity", "\(random.pick([1, 3, 9]))")], [("threshold", "0.3"), ("capacity", "4")], [],
            ])
            let query =
                [("model", "m"), ("maturity", "any"), ("cost_fp", "3"), ("cost_fn", "20")] + policy
            let bounded = try known.json("/v1/whatif", query)
            let truth = try whole.json("/v1/whatif", query)
            let what = "DAYBOOK_SEED=\(seed) \(policy)"
            for choice in ["as_it_was", "policy", "act_on_all", "act_on_none"] {
                func row(_ answer: JSONValue, _ table: String) throws -> JSONValue {
                    try #require(answer.row(table, ["policy": choice]), "\(what)")
                }
                let (bounds, money) = (try row(bounded, "bounds"), try row(bounded, "money"))
                let (outcomes, cost) = (try row(truth, "outcomes"), try row(truth, "money"))
                Self.expect(bounds, "precision", outcomes["precision"], "\(what) \(choice)")
                Self.expect(bounds, "recall", outcomes["recall"], "\(what) \(choice)")
                Self.expect(bounds, "positives", outcomes["tp"], "\(what) \(choice)")
                Self.expect(money, "cost", cost["cost"], "\(what) \(choice)")
                Self.expect(money, "change", cost["change"], "\(what) \(choice)")
                // With every outcome known the bounds are one value.
                #expect(cost["cost_lowest"]?.double == cost["cost"]?.double, "\(what) \(choice)")
                #expect(cost["change_lowest"]?.double == cost["change_highest"]?.double, "\(what) \(choice)")
            }
            for (point, real) in zip(bounded.rows("curve"), truth.rows("curve")) {
                for key in ["precision", "recall", "cost"] {
                    Self.expect(point, key, real[key], "\(what) \(point.text)")
                }
            }
            try Self.checkTruth(truth, world, "\(what)")
        }
    }

    /// The whole ledger's answer is the world's truth.
    private static func checkTruth(_ truth: JSONValue, _ world: [Made], _ what: String) throws {
        let then = try #require(truth.row("outcomes", ["policy": "as_it_was"]))
        #expect(then["tp"]?.integer == Int64(world.count { $0.wasCalled && $0.isPositive }), "\(what)")
        #expect(then["fn"]?.integer == Int64(world.count { !$0.wasCalled && $0.isPositive }), "\(what)")
    }

    /// Where there are bounds the truth lies in them.
    private static func expect(_ row: JSONValue, _ key: String, _ truth: JSONValue?, _ what: String) {
        guard let low = row[key + "_lowest"]?.double, let high = row[key + "_highest"]?.double,
            let truth = truth?.double
        else { return }
        #expect(low - 1e-9 <= truth && truth <= high + 1e-9, "\(what) \(key): \(truth) in \(low)...\(high)")
    }
}
