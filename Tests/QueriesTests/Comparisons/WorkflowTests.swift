import JSON
import Model
import TestSupport
import Testing

@testable import Queries

@Suite("Workflow")
struct WorkflowTests {
    /// One thing that differs, and the finding that says so.
    struct Planted: Sendable, CustomTestStringConvertible {
        let code: String
        var severity = "alert"
        /// A figure of its evidence.
        var evidence: (name: String, text: String)?
        var without: [String] = []
        var isOnly = false
        var more: [String] = []
        let change: @Sendable (inout LoopStreams.Row, Int) -> Void
        var testDescription: String { "\(code) \(evidence?.text ?? "")" }
    }

    static let planted = [
        Planted(code: "workflow-steady", severity: "notice", isOnly: true) { _, _ in },
        Planted(code: "threshold-changed", evidence: ("threshold_current", "0.6")) { row, _ in
            row.threshold = "0.6"
        },
        // A policy of one segment's value, where decisions state no threshold.
        Planted(
            code: "threshold-changed", evidence: ("new_share", "0.5"),
            more: [
                Lines.policy(
                    "p", at: "2009-05-01T00:00:00Z",
                    "\"threshold\":0.5,\"thresholds\":{\"area\":{\"s\":0.25}}")
            ]
        ) { row, _ in row.threshold = nil },
        Planted(
            code: "policy-ignored", evidence: ("share_current", "0.2"), without: ["called-moved"],
            more: [Lines.policy("p", at: "2009-05-01T00:00:00Z", "\"threshold\":0.5")]
        ) { row, number in
            if number % 5 == 0 { row.threshold = "0.49" }
        },
        Planted(code: "actions-leave-scores", evidence: ("share_current", "0.935"), isOnly: true) {
            row, number in
            if [0, 2].contains(number % 32) { row.action = row.action == "call" ? "wait" : "call" }
        },
        // Another action is none that is usual.
        Planted(code: "actions-leave-scores", evidence: ("share_current", "0.935"), isOnly: true) {
            row, number in
            if [0, 2].contains(number % 32) { row.action = "mail" }
        },
        Planted(code: "actions-leave-scores-in", evidence: ("segment", "area=n")) { row, number in
            if row.area == "n", number / 4 % 3 == 0 { row.action = row.action == "call" ? "wait" : "call" }
        },
        Planted(code: "fallbacks-rose", evidence: ("share_current", "0.1"), isOnly: true) { row, number in
            if number % 10 == 0 { row.fallback = "true" }
        },
        Planted(code: "fallbacks-rose", evidence: ("share_current", "0.1"), isOnly: true) { row, number in
            row.fallback = number % 10 == 0 ? "\"timeout\"" : "false"
        },
        Planted(code: "actions-missing", evidence: ("share_current", "0.1"), isOnly: true) { row, number in
            if number % 10 == 0 { row.action = nil }
        },
        // An hour in which a fifth of those who came out had no decision.
        Planted(
            code: "bypass-rose", evidence: ("share_current", "0.2"), isOnly: true,
            more: (0..<100).map {
                Lines.outcome("p\($0)", ofSubject: "nobody-\($0)", at: "2009-06-01T10:30:00Z")
            }
        ) { row, number in row.at = number < 200 ? "2009-06-01T10:00:00Z" : "2009-06-01T11:00:00Z" },
        Planted(
            code: "overrides-rose", evidence: ("share_current", "0.1"), isOnly: true,
            more: (0..<40).map { Self.review("r\($0)", of: "v2-\($0 * 10)", "override") }
        ) { _, _ in },
        Planted(code: "called-moved", severity: "warning", isOnly: true) { row, _ in
            row.score += 0.15
            row.action = row.score >= 0.5 ? "call" : "wait"
        },
    ]

    @Test("each thing that differs is found by its name", arguments: planted)
    func findings(_ planted: Planted) throws {
        let answer = try LoopStreams.ask(
            "workflow", planted.more + LoopStreams.side("v1") + LoopStreams.side("v2", planted.change))
        let codes = ShadowTests.codes(answer)
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
    }

    @Test("every code that the rule knows is planted")
    func codes() {
        #expect(
            Set(Self.planted.map(\.code)) == [
                "workflow-steady", "threshold-changed", "policy-ignored", "actions-leave-scores",
                "actions-leave-scores-in", "overrides-rose", "bypass-rose", "fallbacks-rose",
                "actions-missing",
                "called-moved",
            ])
    }

    @Test("scores at or over the threshold count whether or not an action is stated; fallbacks do not")
    func called() throws {
        let lines =
            LoopStreams.side("v1") { row, _ in row.action = nil }
            + LoopStreams.side("v2") { row, number in
                row.action = nil
                row.score += 0.15
                if number % 100 == 0 { row.fallback = "true" }
            }
        let answer = try LoopStreams.ask("workflow", lines)
        #expect(ShadowTests.codes(answer) == ["called-moved"])
        let row = try #require(answer.row("shares", ["share": "called"]))
        #expect(row["count_baseline"]?.integer == 400 && row["share_baseline"]?.double == 0.5)
        #expect(row["count_current"]?.integer == 396)
        #expect(answer.row("shares", ["share": "followed"])?["share_current"]?.isNull == true)
        #expect(answer.rows("actions").isEmpty)
    }

    static func review(
        _ id: String, of decision: String, _ verdict: String, at: String = "2009-06-02T09:00:00Z",
        reason: String = "knows the customer"
    ) -> String {
        #"{"type":"review","id":"\#(id)","at":"\#(at)","decision":"\#(decision)","by":"ann","#
            + #""verdict":"\#(verdict)","reason":"\#(reason)"}"#
    }

    @Test("the last review within a week counts, of decisions that are as old, as far as it is known")
    func reviews() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(LoopStreams.side("v1", count: 40) + LoopStreams.side("v2", count: 40))
        let before = try ledger.json("/v1/workflow", [("model", "m"), ("versions", "v1,v2")])
        let position = try #require(before["parameters"]?["position"]?.text)
        #expect(before.row("shares", ["share": "overridden"])?["share_current"]?.isNull == true)
        #expect(before.rows("reviews").isEmpty)
        try ledger.append([
            Self.review("a", of: "v2-0", "override", reason: "price"),
            Self.review("b", of: "v2-1", "override"),
            Self.review("c", of: "v2-1", "accept", at: "2009-06-03T09:00:00Z"),
            // A second late, and one that comes just in time.
            Self.review("d", of: "v2-2", "override", at: "2009-06-08T09:00:01Z"),
            Self.review("e", of: "v2-3", "override", at: "2009-06-08T09:00:00Z", reason: "price"),
            Self.review("f", of: "v1-5", "route"), Self.review("g", of: "nobody", "override"),
        ])
        func ask(_ more: [(String, String)]) throws -> JSONValue {
            try ledger.json("/v1/workflow", [("model", "m"), ("versions", "v1,v2")] + more)
        }
        let answer = try ask([])
        let row = try #require(answer.row("shares", ["share": "overridden"]))
        #expect(row["count_current"]?.integer == 40 && row["share_current"]?.double == 0.05)
        #expect(row["share_baseline"]?.double == 0)
        #expect(answer.row("shares", ["share": "reviewed"])?["share_current"]?.double == 0.075)
        #expect(answer.row("reviews", ["verdict": "override"])?["current"]?.integer == 2)
        #expect(answer.row("reviews", ["verdict": "accept"])?["current"]?.integer == 1)
        #expect(answer.row("reviews", ["verdict": "route"])?["baseline"]?.integer == 1)
        #expect(answer.rows("override_reasons").count == 1)
        #expect(answer.row("override_reasons", ["reason": "price"])?["current"]?.integer == 2)
        // What was not known then does not show, and who is too young is not looked at.
        #expect(try ask([("as_of", position)]).text == before.text)
        let early = try ask([("labels_by", "2009-06-05")])
        #expect(early.row("shares", ["share": "overridden"])?["share_current"]?.isNull == true)
        let known = try ask([("labels_by", "2009-06-08T09:00:00Z")])
        #expect(known.row("shares", ["share": "overridden"])?["share_current"]?.double == 0.05)
        let half = try ledger.json(
            "/v1/workflow",
            [("model", "m"), ("baseline", "version=v1"), ("current", "version=v2,segment=area=n")])
        let own = try #require(half.row("shares", ["share": "overridden"]))
        #expect(own["count_current"]?.integer == 20 && own["share_current"]?.double == 0.05)
    }

    @Test("who has a decision of another version, came out at another time, or was taken back did not bypass")
    func bypass() throws {
        let ledger = try TemporaryLedger()
        let hour = "2009-06-01T10:30:00Z"
        try ledger.append(
            LoopStreams.side("v1", count: 50)
                + LoopStreams.side("v2", count: 50) { row, number in
                    row.at = number < 25 ? "2009-06-01T10:00:00Z" : "2009-06-01T11:00:00Z"
                }
                + [
                    Lines.outcome("a", ofSubject: "nobody", at: hour),
                    Lines.outcome("b", ofSubject: "s-v1-3", at: hour),
                    Lines.outcome("c", ofSubject: "nobody", at: "2009-06-01T12:00:00Z"),
                    Lines.outcome("d", ofSubject: "gone", at: hour), Lines.withdrawal("w", of: "d"),
                    // A decision that is not on record is one that got lost.
                    Lines.outcome("e", of: "lost", at: hour),
                ])
        let answer = try ledger.json("/v1/workflow", [("model", "m"), ("versions", "v1,v2")])
        let row = try #require(answer.row("shares", ["share": "bypassed"]))
        #expect(row["count_baseline"]?.integer == 50 && row["share_baseline"]?.double == 0)
        #expect(row["count_current"]?.integer == 51 && row["share_current"]?.double == 1.0 / 51)
        // Nobody bypassed both models where one of them decided, or where the other one may have been meant.
        try ledger.append([Lines.decision("n1", subject: "nobody", model: "n")])
        let then = try ledger.json(
            "/v1/workflow",
            [
                ("model", "m"), ("versions", "v1,v2"),
                ("as_of", answer["parameters"]?["position"]?.text ?? ""),
            ])
        #expect(then.text == answer.text)
        let two = try ledger.json("/v1/workflow", [("model", "m"), ("versions", "v1,v2")])
        #expect(two.row("shares", ["share": "bypassed"])?["share_current"]?.isNull == true)
    }

    @Test("both zeros are one threshold")
    func zeros() throws {
        let lines =
            LoopStreams.side("v1") { row, _ in row.threshold = "0" }
            + LoopStreams.side("v2") { row, _ in row.threshold = "-0.0" }
        let answer = try LoopStreams.ask("workflow", lines)
        #expect(answer.rows("thresholds").count == 1)
        #expect(ShadowTests.codes(answer) == ["workflow-steady"])
    }

    @Test(
        "empty sides, one decision, and sides without scores or thresholds have reasons in place of figures")
    func edges() throws {
        let empty = try LoopStreams.ask("workflow", [])
        #expect(empty["notes"]?["no_data"] != nil && ShadowTests.codes(empty) == ["too-few"])
        #expect(empty.rows("shares").allSatisfy { $0["share_current"]?.isNull == true })
        let half = try LoopStreams.ask("workflow", LoopStreams.side("v1"))
        #expect(half["notes"]?["no_data"]?.string?.contains("current side is empty") == true)
        #expect(half.fact("workflow", "usual_over")?.string == "call")
        #expect(half.fact("workflow", "new_threshold")?.isNull == true)
        let one = try LoopStreams.ask(
            "workflow", LoopStreams.side("v1", count: 1) + LoopStreams.side("v2", count: 1))
        #expect(one.row("shares", ["share": "fallback"])?["share_current"]?.double == 0)
        #expect(one.fact("workflow", "usual_over")?.isNull == true)
        let open = try LoopStreams.ask(
            "workflow",
            LoopStreams.side("v1") { row, _ in row.threshold = nil }
                + LoopStreams.side("v2") { row, _ in row.threshold = nil })
        #expect(ShadowTests.codes(open) == ["workflow-steady"])
        #expect(open.fact("workflow", "without_threshold_current")?.integer == 400)
        #expect(open.rows("thresholds").isEmpty)
        let unscored = try LoopStreams.ask(
            "workflow",
            (0..<40).map { Lines.decision("a\($0)", score: nil) }
                + (0..<40).map { Lines.decision("b\($0)", score: nil, version: "v2") })
        #expect(unscored.fact("workflow", "without_score_baseline")?.integer == 40)
        #expect(unscored.row("shares", ["share": "fallback"])?["share_current"]?.double == 1)
        let flat = try LoopStreams.ask(
            "workflow",
            LoopStreams.side("v1") { row, _ in row.score = 0.5 }
                + LoopStreams.side("v2") { row, _ in row.score = 0.5 })
        #expect(flat.row("shares", ["share": "called"])?["share_baseline"]?.double == 1)
        #expect(flat.row("shares", ["share": "followed"])?["share_baseline"]?.isNull == true)
    }

    @Test("sides exchanged mirror each other; the same side twice finds nothing; order of arrival is nothing")
    func properties() throws {
        let lines =
            [Lines.policy("p", at: "2009-05-01T00:00:00Z", "\"threshold\":0.4")]
            + LoopStreams.side("v1")
            + LoopStreams.side("v2") { row, number in
                row.score += 0.03
                if number % 50 == 0 { row.fallback = "true" }
                if number % 7 == 0 { row.threshold = nil }
                if number % 9 == 0 { row.action = nil }
            }
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        func ask(_ versions: String) throws -> JSONValue {
            try ledger.json("/v1/workflow", [("model", "m"), ("versions", versions)])
        }
        let (one, other) = (try ask("v1,v2"), try ask("v2,v1"))
        for (row, mirror) in zip(one.rows("shares"), other.rows("shares")) {
            #expect(row["share_baseline"]?.text == mirror["share_current"]?.text)
            #expect(row["count_current"]?.text == mirror["count_baseline"]?.text)
            #expect(row["p"]?.text == mirror["p"]?.text)
            #expect(row["difference"]?.double == mirror["difference"]?.double.map { -$0 })
        }
        #expect(one.rows("shares").count { $0["difference"]?.double != nil } == 5)
        for (row, mirror) in zip(one.rows("thresholds"), other.rows("thresholds")) {
            #expect(row["threshold"]?.text == mirror["threshold"]?.text)
            #expect(row["baseline"]?.text == mirror["current"]?.text)
        }
        #expect(
            one.fact("workflow", "threshold_variation")?.text
                == other.fact("workflow", "threshold_variation")?.text)
        #expect(ShadowTests.codes(try ask("v1,v1")) == ["workflow-steady"])
        for seed in [1, 2] as [UInt64] {
            let again = try LoopStreams.ask("workflow", LoopStreams.shuffled(lines, seed: seed))
            #expect(again.text == one.text, "seed \(seed)")
        }
    }
}
