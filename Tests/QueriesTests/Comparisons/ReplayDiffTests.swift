import Foundation
import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Replay diff")
struct ReplayDiffTests {
    private static func set(_ members: [String], name: String = "june") -> String {
        let list = members.map { "\"\($0)\"" }.joined(separator: ",")
        return "{\"type\":\"replay_set\",\"id\":\"\(name)\",\"at\":\"2009-06-10T00:00:00Z\",\"model\":\"m\","
            + "\"members\":[\(list)],\"criteria\":{},\"digest\":\"\(String(repeating: "0", count: 64))\"}"
    }

    /// Members d0..., positive from the middle on, and what versions made of them.
    private static func lines(
        _ count: Int, _ scores: [String: (Int) -> Double], threshold: Double = 0.5
    ) -> [String] {
        var lines: [String] = []
        for number in 0..<count {
            lines.append(
                Lines.decision(
                    "d\(number)", at: ShadowTests.at(60 * number), subject: "s\(number)",
                    score: "\(Double(number) / Double(count))", more: ",\"threshold\":0.5"))
            lines.append(
                Lines.outcome("o\(number)", of: "d\(number)", label: number * 2 >= count ? "true" : "false"))
        }
        lines.append(set((0..<count).map { "d\($0)" }))
        for version in scores.keys.sorted() {
            for number in 0..<count {
                lines.append(
                    Lines.decision(
                        "\(version)-\(number)", at: "2009-07-01T00:00:00Z", subject: "s\(number)",
                        score: "\(scores[version]?(number) ?? 0)", version: version, role: "replay",
                        more: ",\"threshold\":\(threshold),\"replay_set\":\"june\",\"of\":\"d\(number)\""))
            }
        }
        return lines
    }

    private static func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/replay-sets/june/diff", query)
    }

    private static func codes(_ answer: JSONValue) -> [String] {
        ShadowTests.codes(answer).filter { $0 != "replay-set-digest" }
    }

    @Test("a new scale under the old threshold is no true regression")
    func scale() throws {
        // The same order, at half the size: nobody is called at 0.5 any more.
        let answer = try Self.answer(
            Self.lines(40, ["v1": { Double($0) / 40 }, "v2": { Double($0) / 80 }]))
        #expect(Self.codes(answer).contains("threshold-not-moved"))
        let old = try #require(answer.row("outcomes", ["side": "baseline"]))
        let now = try #require(answer.row("outcomes", ["side": "current"]))
        let recut = try #require(answer.row("outcomes", ["side": "current_same_share"]))
        #expect(old["accuracy"]?.double == 1)
        #expect(now["accuracy"]?.double == 0.5)
        #expect(recut["accuracy"]?.double == 1)
        #expect(recut["cutoff"]?.double == 0.25)
        #expect(answer.fact("labels", "accuracy_drop_same_share")?.double == 0)
    }

    @Test("scores that rank worse wherever they are cut are a true regression")
    func regression() throws {
        let answer = try Self.answer(
            Self.lines(40, ["v1": { Double($0) / 40 }, "v2": { Double(($0 * 17) % 40) / 40 }]))
        #expect(Self.codes(answer).first == "true-regression")
    }

    @Test("a fall of exactly ten points is none")
    func tenPoints() throws {
        // Four of 40 change places over the boundary: two positives for two negatives.
        let swap = [18: 20, 19: 21, 20: 18, 21: 19]
        let answer = try Self.answer(
            Self.lines(40, ["v1": { Double($0) / 40 }, "v2": { Double(swap[$0] ?? $0) / 40 }]))
        let drop = try #require(answer.fact("labels", "accuracy_drop_same_share")?.double)
        #expect(abs(drop - 0.1) < 1e-12)
        #expect(Self.codes(answer).contains("no-regression"))
    }

    @Test("a version that never scored the set stands with what it decided")
    func originals() throws {
        let lines = Self.lines(40, ["v2": { 1 - Double($0) / 40 }])
        let answer = try Self.answer(lines)
        #expect(try ShadowTests.overall(answer)["pairs"]?.integer == 40)
        #expect(try ShadowTests.overall(answer)["spearman"]?.double == -1)
        #expect(answer["parameters"]?["baseline_used"]?.string == "v1, as decided")
        #expect(Self.codes(answer).first == "true-regression")
        #expect(answer.rows("largest").count == 10)
    }

    @Test("scores that come in any order, or twice, give the same answer")
    func arrival() throws {
        let lines = Self.lines(40, ["v1": { Double($0) / 40 }, "v2": { Double($0 * 7 % 40) / 40 }])
        var random = SeededGenerator(seed: 5)
        let head = lines.filter { !$0.contains("\"replay\"") }
        let tail = lines.filter { $0.contains("\"replay\"") }.shuffled(using: &random)
        let versions = [("versions", "v1,v2")]
        #expect(try Self.answer(lines, versions).text == Self.answer(head + tail, versions).text)
        let again = Lines.decision(
            "again", at: "2009-07-02T00:00:00Z", subject: "s3", score: "0.5", version: "v2", role: "replay",
            more: ",\"threshold\":0.5,\"replay_set\":\"june\",\"of\":\"d3\"")
        let twice = try Self.answer(lines + [again], [("versions", "v1,v2")])
        #expect(twice.fact("pairs", "current_repeated")?.integer == 1)
        #expect(try ShadowTests.overall(twice)["pairs"]?.integer == 40)
    }

    @Test("without two versions, or a set of that name, the question says so")
    func faults() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.lines(3, [:]))
        #expect(ledger.failure("/v1/replay-sets/june/diff")?.parameter == "versions")
        #expect(ledger.failure("/v1/replay-sets/none/diff")?.code == .notFound)
        let answer = try ledger.json("/v1/replay-sets/june/diff", [("versions", "v7,v8")])
        #expect(answer["notes"]?["no_data"]?.string?.contains("0 scored decisions of v7") == true)
    }

    @Test("the first replay of the small bank stream has the paired figures of scipy")
    func golden() throws {
        let replayed = try BankStream.small().map { line in
            line.contains("\"role\":\"replay\"")
                ? line.replacingOccurrences(
                    of: "\"role\":\"replay\"", with: "\"role\":\"replay\",\"replay_set\":\"first\"") : line
        }
        let live = try replayed.first { $0.contains("\"role\":\"live\"") }.flatMap {
            try JSONValue(parsing: $0)["id"]?.string
        }
        let ledger = try TemporaryLedger()
        try ledger.append(
            replayed + [
                Self.set([live ?? ""], name: "first").replacingOccurrences(
                    of: "\"model\":\"m\"", with: "\"model\":\"term-deposit\"")
            ])
        let answer = try ledger.json("/v1/replay-sets/first/diff", [("versions", "v1,v2")])
        let item = try #require(
            try GoldenCases(ledger, file: GoldenFiles.small).named("paired/replay-1").first)
        try GoldenCases.checkPairs(answer, try #require(item["expect"]), "replay diff")
    }
}
