import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Slices")
struct SlicesTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    /// Two versions of a thousand labelled decisions each; v2 is wrong for large accounts in the north, and
    /// as right as v1 elsewhere.
    private func planted() -> [String] {
        (0..<2_000).flatMap { number in
            let version = number < 1_000 ? "v1" : "v2"
            let region = ["north", "south", "east"][number % 3]
            let size = number * 37 % 100
            let isPositive = number % 2 == 0
            let isBroken = version == "v2" && region == "north" && size >= 75
            let isWrong = isBroken || number % 10 == 1
            let isOver = isPositive != isWrong
            return [
                Lines.decision(
                    "d\(number)", score: isOver ? "0.9" : "0.2", version: version,
                    more:
                        ",\"threshold\":0.5,\"segments\":{\"region\":\"\(region)\"},\"features\":{\"size\":\(size)}"
                ),
                Lines.outcome("o\(number)", of: "d\(number)", label: isPositive ? "true" : "false"),
            ]
        }
    }

    @Test("the slice that is broken is first, as a pair, and what it contributes is the change")
    func found() throws {
        let answer = try ledger(planted()).json("/v1/slices", [("model", "m"), ("versions", "v1,v2")])
        let rows = answer.rows("slices")
        let names = rows.compactMap { $0["slice"]?.string }
        #expect(names.count == 5)
        // Alone each of the two brings the same change and more of what is right; the first names are theirs.
        let change =
            try #require(answer.fact("all", "current")?.double)
            - (answer.fact("all", "baseline")?.double ?? 0)
        #expect(change > 0.05)
        let pair = try ledger(planted()).json(
            "/v1/slices", [("model", "m"), ("versions", "v1,v2"), ("top", "100"), ("pairs", "true")])
        #expect(names.prefix(2).allSatisfy { $0.contains("north") || $0.contains("size") })
        #expect(rows.first?["beyond_chance"].map { "\($0.text)" } == "true")
        #expect(pair.rows("slices").count >= rows.count)
        #expect(answer["findings"]?.elements?.first?["code"]?.string == "slice")
    }

    @Test("over the values of one attribute the contributions add up to the whole change")
    func adds() throws {
        for figure in [
            "error_rate", "positive_rate", "share_over", "label_rate", "miss_rate", "false_discovery",
        ] {
            let answer = try ledger(planted()).json(
                "/v1/slices",
                [
                    ("model", "m"), ("versions", "v1,v2"), ("figure", figure), ("top", "100"),
                    ("pairs", "false"),
                    ("least", "1"),
                ])
            let regions = answer.rows("slices").filter { $0["slice"]?.string?.hasPrefix("region") == true }
            let sum = regions.reduce(0) { $0 + ($1["contribution"]?.double ?? 0) }
            let change =
                try #require(answer.fact("all", "current")?.double)
                - (answer.fact("all", "baseline")?.double ?? 0)
            #expect(regions.count == 3)
            #expect((sum - change).magnitude < 1e-12, "\(figure): \(sum) for \(change)")
        }
    }

    @Test("a side held against itself has no finding of a slice")
    func same() throws {
        let answer = try ledger(planted()).json(
            "/v1/slices", [("model", "m"), ("baseline", "version=v2"), ("current", "version=v2")])
        #expect(answer["findings"]?.elements?.contains { $0["code"]?.string == "slice" } == false)
    }

    @Test("the worst misses are the ones with the highest and the lowest scores, with their content")
    func misses() throws {
        let lines = [
            Lines.decision("d1", score: "0.95", more: ",\"threshold\":0.5,\"features\":{\"a\":1}"),
            Lines.outcome("o1", of: "d1", label: "false"),
            Lines.decision("d2", score: "0.6", more: ",\"threshold\":0.5"),
            Lines.outcome("o2", of: "d2", label: "false"),
            Lines.decision("d3", score: "0.1", more: ",\"threshold\":0.5,\"value\":250"),
            Lines.outcome("o3", of: "d3", label: "true"),
            Lines.decision("d4", score: "0.39", more: ",\"threshold\":0.5"),
            Lines.outcome("o4", of: "d4", label: "true"),
        ]
        let answer = try ledger(lines).json(
            "/v1/slices", [("model", "m"), ("baseline", "version=v0"), ("current", "version=v1")])
        #expect(answer.rows("false_positives").compactMap { $0["id"]?.string } == ["d1", "d2"])
        #expect(answer.rows("false_negatives").compactMap { $0["id"]?.string } == ["d3", "d4"])
        #expect(answer.rows("false_positives").first?["features"]?["a"]?.double == 1)
        let rows = answer.rows("misses")
        #expect(rows.first?["decisions"]?.integer == 1)
        #expect(rows.last?["decisions"]?.integer == 2)
        #expect(rows.last?["value"]?.double == 250)
        #expect(answer["notes"]?["no_data"]?.string?.isEmpty == false)
    }

    @Test("sides that cannot be told are refused with what to do")
    func sides() throws {
        let ledger = try ledger([Lines.decision("d1")])
        let alone = try #require(ledger.failure("/v1/slices", [("model", "m")]))
        #expect(alone.detail.contains("baseline="))
        let one = try #require(ledger.failure("/v1/slices", [("model", "m"), ("versions", "v1")]))
        #expect(one.detail.contains("expected two"))
        let both = try #require(
            ledger.failure("/v1/slices", [("model", "m"), ("versions", "v1,v2"), ("week", "2009-W23")]))
        #expect(both.detail.contains("exclude"))
    }
}
