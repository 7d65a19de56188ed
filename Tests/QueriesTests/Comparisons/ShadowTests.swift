import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Shadow")
struct ShadowTests {
    static func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/shadow", [("model", "m")] + query)
    }

    static func at(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2009-06-0\(1 + seconds / 86_400)T\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):"
            + "\(two(seconds % 60))Z"
    }

    /// Pairs of a live and a shadow score, each for a subject of its own, with thresholds of 0.5.
    static func lines(_ scores: [(Double, Double)], labels: [Bool?] = []) -> [String] {
        scores.enumerated().flatMap { number, pair in
            let time = at(60 * number)
            let more = ",\"threshold\":0.5,\"segments\":{\"region\":\"r\(number % 3)\"}"
            var lines = [
                Lines.decision("a\(number)", at: time, subject: "s\(number)", score: "\(pair.0)", more: more),
                Lines.decision(
                    "b\(number)", at: time, subject: "s\(number)", score: "\(pair.1)", version: "v2",
                    role: "shadow", more: more),
            ]
            if number < labels.count, let label = labels[number] {
                lines.append(Lines.outcome("o\(number)", of: "a\(number)", label: "\(label)"))
            }
            return lines
        }
    }

    static func overall(_ answer: JSONValue) throws -> JSONValue {
        try #require(answer.rows("overall").first)
    }

    static func codes(_ answer: JSONValue) -> [String] {
        (answer["findings"]?.elements ?? []).compactMap { $0["code"]?.string }
    }

    @Test("without decisions, a shadow, a live side or any pair the reason is said")
    func nothing() throws {
        let live = Lines.decision("a", subject: "s")
        let beside = Lines.decision("b", subject: "s", version: "v2", role: "shadow")
        let far = Lines.decision("c", at: "2009-06-05T09:00:00Z", subject: "s", version: "v2", role: "shadow")
        for (lines, words) in [
            ([], "No current side"), ([live], "No current side"), ([beside], "No baseline side"),
            ([live, far], "No baseline side"),
            ([live, Lines.decision("z", at: "2009-06-05T09:30:00Z", subject: "other"), far], "names one of"),
        ] {
            let answer = try Self.answer(lines)
            let note = answer["notes"]?["no_data"]?.string ?? ""
            #expect(note.contains(words), "\(note)")
            #expect(try Self.overall(answer)["pairs"]?.integer == 0)
            #expect(try Self.overall(answer)["mean_diff"]?.isNull == true)
            #expect(Self.codes(answer).isEmpty)
        }
    }

    @Test("one pair has a difference and no correlation, and no verdict")
    func onePair() throws {
        let answer = try Self.answer(Self.lines([(0.25, 0.75)]))
        let row = try Self.overall(answer)
        #expect(row["pairs"]?.integer == 1)
        #expect(row["mean_diff"]?.double == 0.5)
        #expect(row["newly_called"]?.integer == 1)
        #expect(row["spearman"]?.isNull == true)
        #expect(Self.codes(answer) == ["few-pairs", "no-labels"])
    }

    @Test("scores that are all equal agree, without a correlation or a finding")
    func equal() throws {
        let answer = try Self.answer(Self.lines([(Double, Double)](repeating: (0.75, 0.75), count: 40)))
        let row = try Self.overall(answer)
        #expect(row["agreement"]?.double == 1)
        #expect(row["max_abs_diff"]?.double == 0)
        #expect(row["over_tolerance"]?.double == 0)
        #expect(row["pearson"]?.isNull == true)
        #expect(Self.codes(answer) == ["no-labels"])
    }

    @Test("of comes before nearness, nobody is paired twice, and what is too far apart is alone")
    func pairing() throws {
        let lines = [
            Lines.decision("a1", at: Self.at(0), subject: "s", score: "0.1"),
            Lines.decision("a2", at: Self.at(600), subject: "s", score: "0.2"),
            Lines.decision("a3", at: Self.at(1_200), subject: "s", score: "0.3"),
            Lines.decision("a4", at: Self.at(9_000), subject: "s", score: "0.4"),
            Lines.decision(
                "b1", at: Self.at(1_190), subject: "s", score: "0.5", version: "v2", role: "shadow",
                more: ",\"of\":\"a1\""),
            Lines.decision(
                "b2", at: Self.at(700), subject: "s", score: "0.6", version: "v2", role: "shadow"),
            Lines.decision(
                "b3", at: Self.at(650), subject: "s", score: "0.7", version: "v2", role: "shadow"),
            Lines.decision(
                "b4", at: Self.at(20_000), subject: "s", score: "0.8", version: "v2", role: "shadow"),
        ]
        let answer = try Self.answer(lines)
        let found = answer.rows("largest").map {
            "\($0["baseline_id"]?.string ?? "")-\($0["current_id"]?.string ?? "")"
        }
        #expect(Set(found) == ["a1-b1", "a2-b3", "a3-b2"])
        #expect(answer.fact("pairs", "named")?.integer == 1)
        #expect(answer.fact("pairs", "baseline_unpaired")?.integer == 1)
        #expect(answer.fact("pairs", "current_outside")?.integer == 1)
        let wide = try Self.answer(lines, [("pair_window", "1d")])
        #expect(wide.fact("pairs", "pairs")?.integer == 4)
    }

    @Test("sides exchanged mirror each other")
    func mirrored() throws {
        var random = SeededGenerator(seed: 11)
        let scores = (0..<60).map { _ in
            (Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random))
        }
        let lines = Self.lines(scores, labels: scores.map { $0.0 + $0.1 > 1.1 })
        let answer = try Self.answer(lines)
        let swapped = try Self.answer(lines, [("baseline", "role=shadow"), ("current", "role=live")])
        let (row, mirror) = (try Self.overall(answer), try Self.overall(swapped))
        for name in [
            "pairs", "agree", "mean_abs_diff", "max_abs_diff", "spearman", "kendall_tau_b", "pearson",
        ] {
            #expect(row[name]?.double == mirror[name]?.double, "\(name)")
        }
        for name in ["mean_diff", "median_diff"] {
            let (one, other) = (row[name]?.double ?? .nan, mirror[name]?.double ?? .nan)
            #expect(abs(one + other) < 1e-15, "\(name)")
        }
        #expect(row["newly_called"]?.integer == mirror["no_longer_called"]?.integer)
        #expect(
            answer.fact("labels", "auc_baseline")?.double == swapped.fact("labels", "auc_current")?.double)
        #expect(answer.fact("labels", "mcnemar_p")?.double == swapped.fact("labels", "mcnemar_p")?.double)
        #expect(answer.fact("labels", "labelled")?.integer == 60)
    }

    @Test("the same side twice: every decision is its own partner, and nothing is found")
    func same() throws {
        let scores = (0..<40).map { (Double($0) / 40, 0.5) }
        let answer = try Self.answer(
            Self.lines(scores, labels: scores.map { $0.0 > 0.3 }),
            [("baseline", "role=live"), ("current", "role=live")])
        let row = try Self.overall(answer)
        #expect(row["pairs"]?.integer == 40)
        #expect(row["max_abs_diff"]?.double == 0)
        #expect(row["spearman"]?.double == 1)
        #expect(Self.codes(answer).isEmpty)
    }

    @Test("the order in which events arrive changes nothing", arguments: [1, 2, 3] as [UInt64])
    func arrival(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scores = (0..<50).map { _ in
            (Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random))
        }
        let lines = Self.lines(scores, labels: scores.map { $0.0 > 0.5 })
        var shuffled = lines.filter { !$0.contains("outcome") }
        shuffled.shuffle(using: &random)
        shuffled += lines.filter { $0.contains("outcome") }
        let query = [("baseline", "version=v1"), ("current", "version=v2")]
        #expect(try Self.answer(lines, query).text == Self.answer(shuffled, query).text)
    }

    @Test("a new scale is said first; an order that is kept points at the threshold")
    func findings() throws {
        let scaled = (0..<60).map { (Double($0) / 100 + 0.01, Double($0) + 1) }
        #expect(Self.codes(try Self.answer(Self.lines(scaled))).first == "scale-jump")
        let shifted = try Self.answer(Self.lines((0..<60).map { (Double($0) / 60, Double($0) / 60 + 0.3) }))
        let flip = try #require(shifted["findings"]?[0])
        #expect(flip["code"]?.string == "decisions-flip")
        #expect(flip["severity"]?.string == "alert")
        #expect(flip["text"]?.string?.contains("The order of cases is the same") == true)
        let row = try Self.overall(shifted)
        #expect(row["newly_called"]?.integer == 18)
        #expect(shifted.rows("segments").count == 3)
        #expect(shifted.rows("days").count == 1)
    }

    @Test("decisions by scores alone are paired without thresholds, and say so")
    func noThresholds() throws {
        let lines = [
            Lines.decision("a", subject: "s", score: "0.1"),
            Lines.decision("b", subject: "s", score: "0.9", version: "v2", role: "shadow"),
            Lines.decision("c", subject: "s", score: nil, version: "v2", role: "shadow"),
        ]
        let answer = try Self.answer(lines)
        let row = try Self.overall(answer)
        #expect(row["decided"]?.integer == 0)
        #expect(row["agreement"]?.isNull == true)
        #expect(answer.fact("pairs", "current_without_score")?.integer == 1)
    }

    @Test("sides and their short form exclude each other, and versions are two")
    func faults() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.lines([(0.1, 0.2)]))
        for query in [[("versions", "v1")], [("versions", "v1,v2"), ("current", "version=v2")]] {
            #expect(ledger.failure("/v1/shadow", [("model", "m")] + query)?.parameter == "versions")
        }
    }
}
