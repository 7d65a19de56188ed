import JSON
import Model
import Projections
import TestSupport
import Testing

@testable import Queries

@Suite("Labels")
struct LabelsTests {
    private static let within = [("within", "10d")]

    private static func answer(
        _ change: (inout LoopStreams.Row, Int) -> Void,
        before: (inout LoopStreams.Row, Int) -> Void = { _, _ in }
    ) throws -> JSONValue {
        try LoopStreams.ask(
            "labels", LoopStreams.side("v1", before) + LoopStreams.side("v2", change), within)
    }

    private static func codes(_ answer: JSONValue) -> [String] { ShadowTests.codes(answer) }

    /// One thing that differs, and the finding that says so.
    struct Planted: Sendable, CustomTestStringConvertible {
        let code: String
        var severity = "alert"
        /// A figure of its evidence.
        var evidence: (name: String, text: String)?
        /// Codes that may not be there.
        var without: [String] = []
        var isOnly = false
        let change: @Sendable (inout LoopStreams.Row, Int) -> Void
        var testDescription: String { "\(code) \(evidence?.text ?? "")" }
    }

    static let planted = [
        Planted(code: "labels-steady", severity: "notice", isOnly: true) { _, _ in },
        Planted(code: "labels-later", isOnly: true) { row, _ in row.wait *= 2 },
        Planted(code: "labels-fewer", isOnly: true) { row, number in
            if number / 5 % 5 == 0 { row.label = nil }
        },
        Planted(code: "labels-fewer-in", evidence: ("segment", "area=n")) { row, number in
            if row.area == "n", number / 4 % 4 != 0 { row.label = nil }
        },
        Planted(code: "labels-fewer-in", evidence: ("labeller", "desk")) { row, number in
            if row.by == "desk", number / 2 % 4 != 0 { row.label = nil }
        },
        Planted(code: "labels-follow-score", evidence: ("by", "score")) { row, number in
            if row.score < 0.4, number % 8 != 0 { row.label = nil }
        },
        // Thresholds that have nothing to do with scores.
        Planted(code: "labels-follow-score", evidence: ("by", "call")) { row, number in
            if number / 3 % 2 == 0, number % 8 != 0 { row.label = nil }
            row.threshold = number / 3 % 2 == 0 ? "1" : "0"
        },
        Planted(code: "labeller-differs", evidence: ("labeller", "desk")) { row, _ in
            if row.by == "desk", row.label != nil { row.label = "true" }
        },
        Planted(
            code: "definition-changed", severity: "warning", evidence: ("definition", "d2"), isOnly: true
        ) { row, number in
            if number % 4 < 2 { row.definition = "d2" }
        },
        Planted(
            code: "definition-changed", severity: "warning", evidence: ("variation", "1"), isOnly: true
        ) { row, _ in row.definition = nil },
        Planted(code: "other-labels-at-score", severity: "warning", without: ["labeller-differs"]) {
            row, number in
            if row.label != nil, number / 2 % 3 == 0 { row.label = "true" }
        },
        Planted(
            code: "base-rate-moved", severity: "warning", without: ["other-labels-at-score", "labels-fewer"]
        ) { row, number in
            // Higher scores, whose labels are as those of such scores were.
            row.score = row.score.squareRoot().squareRoot()
            if row.label != nil { row.label = Double(number * 71 % 101) < 60 * row.score ? "true" : "false" }
        },
    ]

    @Test("each thing that differs is found by its name", arguments: planted)
    func findings(_ planted: Planted) throws {
        // Thresholds by chance stand on both sides, so that they are no change by themselves.
        let answer = try Self.answer(planted.change) { row, number in
            if planted.evidence?.text == "call" { row.threshold = number / 3 % 2 == 0 ? "1" : "0" }
        }
        let codes = Self.codes(answer)
        let all = answer["findings"]?.elements?.filter { $0["code"]?.string == planted.code } ?? []
        #expect(!all.isEmpty, "\(answer["findings"]?.text ?? "")")
        if planted.isOnly { #expect(codes == [planted.code], "\(answer["findings"]?.text ?? "")") }
        #expect(Set(planted.without).isDisjoint(with: codes), "\(codes)")
        #expect(all.allSatisfy { $0["severity"]?.string == planted.severity })
        if let (name, text) = planted.evidence {
            let found = all.contains { finding in
                let value = finding["evidence"]?[name]
                return value?.string == text || value?.text == text
            }
            #expect(found, "\(name) \(text): \(all.map(\.text))")
        }
        if planted.code != "labels-steady" { #expect(!codes.contains("labels-steady")) }
    }

    @Test("every code that the rule knows is planted")
    func codes() {
        #expect(
            Set(Self.planted.map(\.code)) == [
                "labels-steady", "labels-later", "labels-fewer", "labels-fewer-in", "labels-follow-score",
                "labeller-differs", "definition-changed", "base-rate-moved", "other-labels-at-score",
            ])
    }

    @Test("under 30 decisions that are old enough nothing is judged, however many there are")
    func few() throws {
        let lines = LoopStreams.side("v1", count: 29) + LoopStreams.side("v2")
        let answer = try LoopStreams.ask("labels", lines, Self.within)
        #expect(Self.codes(answer) == ["too-few"])
        let young = try LoopStreams.ask(
            "labels", LoopStreams.side("v1") + LoopStreams.side("v2"),
            [("within", "30d"), ("labels_by", "2009-06-20")])
        #expect(Self.codes(young) == ["too-few"])
        #expect(young.fact("labels", "decisions_baseline")?.integer == 400)
        #expect(young.fact("labels", "old_baseline")?.integer == 0)
        #expect(young.fact("labels", "rate_baseline")?.isNull == true)
    }

    @Test("empty sides, one decision, and no label at all have reasons in place of figures")
    func edges() throws {
        let empty = try LoopStreams.ask("labels", [])
        #expect(empty["notes"]?["no_data"] != nil && Self.codes(empty) == ["too-few"])
        #expect(empty.fact("labels", "age")?.double == 0)
        let half = try LoopStreams.ask("labels", LoopStreams.side("v2"))
        #expect(half["notes"]?["no_data"]?.string?.contains("baseline is empty") == true)
        #expect(half.rows("labellers").count == 2)
        let one = try LoopStreams.ask(
            "labels", LoopStreams.side("v1", count: 1) + LoopStreams.side("v2", count: 1))
        #expect(one.fact("labels", "decisions_current")?.integer == 1)
        #expect(one.fact("labels", "ratio")?.isNull == true)
        let none = try Self.answer({ row, _ in row.label = nil }, before: { row, _ in row.label = nil })
        #expect(Self.codes(none) == ["labels-steady"])
        #expect(none.fact("labels", "rate_baseline")?.double == 0)
        #expect(none.fact("meaning", "same_score_difference")?.isNull == true)
        #expect(none.rows("labellers").isEmpty && none.rows("definitions").isEmpty)
        let flat = try Self.answer({ row, _ in row.score = 0.5 }, before: { row, _ in row.score = 0.5 })
        #expect(Self.codes(flat) == ["labels-steady"])
        #expect(flat.rows("ranks").map { $0["decisions_current"]?.integer } == [0, 400])
        let unscored = try Self.answer { row, _ in
            row.score = 0.5
            row.threshold = nil
        }
        #expect(unscored.row("calls", ["call": "without one"])?["decisions_current"]?.integer == 400)
    }

    @Test("excluded labels are in no count; texts and numbers that no contract knows are of no class")
    func excluded() throws {
        func answer(_ label: String) throws -> JSONValue {
            try LoopStreams.ask(
                "labels",
                [Lines.contract("c"), Lines.contract("c2", version: "v2")]
                    + LoopStreams.side("v1")
                    + LoopStreams.side("v2") { row, number in
                        if row.label != nil, number.isMultiple(of: 4) { row.label = label }
                    }, Self.within)
        }
        // 80 of 400 are multiples of 4 and of no 5.
        let excluded = try answer("\"test\"")
        #expect(excluded.fact("labels", "old_current")?.integer == 320)
        #expect(excluded.fact("labels", "labelled_current")?.integer == 240)
        #expect(excluded.fact("labels", "decisions_current")?.integer == 400)
        for label in ["\"odd\"", "3"] {
            let other = try answer(label)
            #expect(other.fact("labels", "labelled_current")?.integer == 320)
            let rate = other.fact("meaning", "base_rate_current")?.double ?? 0
            let plain = try answer("true").fact("meaning", "base_rate_current")?.double ?? 0
            #expect(rate > 0 && rate < plain)
        }
        let won = try answer("\"won\"")
        #expect(
            won.fact("meaning", "base_rate_current")?.text
                == (try answer("true")).fact(
                    "meaning", "base_rate_current")?.text)
    }

    @Test("sides exchanged mirror each other; the same side twice finds nothing; order of arrival is nothing")
    func properties() throws {
        let lines =
            LoopStreams.side("v1")
            + LoopStreams.side("v2") { row, number in
                row.score = row.score.squareRoot()
                row.wait += number % 3
                if number % 7 == 0 { row.label = nil }
            }
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        func ask(_ versions: String) throws -> JSONValue {
            try ledger.json("/v1/labels", [("model", "m"), ("versions", versions)] + Self.within)
        }
        let (one, other) = (try ask("v1,v2"), try ask("v2,v1"))
        for name in ["decisions", "old", "labelled", "rate", "wait_median"] {
            #expect(
                one.fact("labels", "\(name)_baseline")?.text == other.fact("labels", "\(name)_current")?.text,
                "\(name)")
        }
        for name in ["rate_p", "wait_distance", "wait_p"] {
            #expect(one.fact("labels", name)?.text == other.fact("labels", name)?.text, "\(name)")
        }
        for name in ["by_labeller_p", "definitions_variation", "positives_distance", "base_rate_p"] {
            #expect(one.fact("meaning", name)?.text == other.fact("meaning", name)?.text, "\(name)")
        }
        let ratio = (one.fact("labels", "ratio")?.double ?? 0) * (other.fact("labels", "ratio")?.double ?? 0)
        #expect((ratio - 1).magnitude < 1e-12)
        for table in ["ranks", "calls", "labellers", "definitions", "segments"] {
            for (row, mirror) in zip(one.rows(table), other.rows(table)) {
                #expect(row["labelled_baseline"]?.text == mirror["labelled_current"]?.text, "\(table)")
                #expect(row["p"]?.text == mirror["p"]?.text, "\(table)")
            }
        }
        #expect(Self.codes(try ask("v1,v1")) == ["labels-steady"])
        for seed in [1, 2] as [UInt64] {
            let again = try LoopStreams.ask("labels", LoopStreams.shuffled(lines, seed: seed), Self.within)
            #expect(again.text == one.text, "seed \(seed)")
        }
    }

    /// Beyond the 200 bytes of a name, up to all that an event may hold.
    private static let long = [
        String(repeating: "long ", count: 60), String(repeating: "\u{e9}", count: 512), "short",
        String(repeating: "\u{e9}", count: 511) + "\u{e8}",
    ]

    @Test("the definition of a label comes back, named by its decision or its subject, sealed, and made anew")
    func definitions() throws {
        let lines = (0..<40).flatMap { number -> [String] in
            let id = "d\(number)"
            let outcome =
                number.isMultiple(of: 2)
                ? Lines.outcome("o\(number)", of: id) : Lines.outcome("o\(number)", ofSubject: "s-\(id)")
            return [
                Lines.decision(id, version: number < 20 ? "v1" : "v2"),
                "\(outcome.dropLast()),\"definition\":\"\(Self.long[number / 2 % 4])\"}",
            ]
        }
        // Numbers and empty texts state none; a correction's definition is the one that counts.
        let more = [
            "\(Lines.outcome("n", of: "d0", label: "3").dropLast()),\"definition\":\"of a number\"}",
            "\(Lines.outcome("e", of: "d2").dropLast()),\"definition\":\"\"}",
            "\(Lines.outcome("c", of: "d4").dropLast()),\"definition\":\"corrected\"}",
        ]
        let ledger = try TemporaryLedger()
        func counts() throws -> [String: Int64] {
            let answer = try ledger.json(
                "/v1/labels", [("model", "m"), ("versions", "v1,v2"), ("within", "10d")])
            return Dictionary(
                answer.rows("definitions").map { row in
                    (
                        row["definition"]?.string ?? "-",
                        (row["labelled_baseline"]?.integer ?? 0) + (row["labelled_current"]?.integer ?? 0)
                    )
                }, uniquingKeysWith: +)
        }
        try ledger.append(lines)
        var expected = [Self.long[0]: Int64(10), Self.long[1]: 10, Self.long[2]: 10, Self.long[3]: 10]
        #expect(try counts() == expected)
        try ledger.projector.checkpoint()
        #expect(try counts() == expected)
        try ledger.append(more)
        expected[Self.long[0], default: 0] -= 1
        expected[Self.long[1], default: 0] -= 1
        expected[Self.long[2], default: 0] -= 1
        expected["-"] = 2
        expected["corrected"] = 1
        #expect(try counts() == expected)
        try ledger.projector.checkpoint()
        #expect(try counts() == expected)
        let rebuilt = try ledger.projector.rebuild()
        #expect(rebuilt.equal, "\(rebuilt.difference ?? "")")
        #expect(try counts() == expected)
    }
}
