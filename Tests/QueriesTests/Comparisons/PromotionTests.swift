import JSON
import TestSupport
import Testing
import Wire

@testable import Queries

@Suite("Promotion gate")
struct PromotionTests {
    /// A case that both versions score; `threshold` is 0.5 and the label is there unless it is nil.
    struct Case {
        var live: Double
        var shadow: Double
        var label: Bool?
        var shadowThreshold = 0.5
    }

    /// Scores evenly spread and in another order than they come, each a right call.
    static func cases(
        _ count: Int, _ change: (inout Case, Int) -> Void = { _, _ in }
    ) -> [Case] {
        (0..<count).map { number in
            let score = (Double(number * 37 % count) + 0.5) / Double(count)
            var one = Case(live: score, shadow: score, label: score >= 0.5)
            change(&one, number)
            return one
        }
    }

    /// Spread over so many days.
    static func lines(_ cases: [Case], days: Int = 8) -> [String] {
        cases.enumerated().flatMap { number, one -> [String] in
            let minute = number / days
            let clock = "T\(10 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):"
            let at = "2009-06-0\(1 + number % days)\(clock)"
            var lines = [
                Lines.decision(
                    "a\(number)", at: at + "00Z", subject: "s\(number)", score: "\(one.live)",
                    more: ",\"threshold\":0.5"),
                Lines.decision(
                    "b\(number)", at: at + "05Z", subject: "s\(number)", score: "\(one.shadow)",
                    version: "v2",
                    role: "shadow", more: ",\"threshold\":\(one.shadowThreshold)"),
            ]
            if let label = one.label {
                lines.append(
                    Lines.outcome(
                        "o\(number)", of: "a\(number)", label: "\(label)", at: "2009-06-20T00:00:00Z"))
            }
            return lines
        }
    }

    static let question = [("model", "m"), ("version", "v2")]

    static func answer(_ lines: [String], _ query: [(String, String)] = question) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/promotion", query)
    }

    private static func list(_ name: String, _ answer: JSONValue) -> [String] {
        answer.fact("promotion", name)?.elements?.compactMap(\.string) ?? []
    }
    static func failed(_ answer: JSONValue) -> [String] { list("failed", answer) }
    static func untold(_ answer: JSONValue) -> [String] { list("untold", answer) }
    static func verdict(_ answer: JSONValue) -> String? { answer.fact("promotion", "verdict")?.string }

    @Test("a version that does as the one in use is promoted, each rule with its figure, bound and command")
    func passes() throws {
        let answer = try Self.answer(Self.lines(Self.cases(120)))
        #expect(Self.verdict(answer) == "promote")
        #expect(ShadowTests.codes(answer) == ["promote"])
        #expect(Self.failed(answer).isEmpty && Self.untold(answer).isEmpty)
        #expect(
            answer.rows("rules").map { $0["rule"]?.string } == [
                "days", "pairs", "flips", "order", "accuracy", "not_worse", "scale", "contract",
            ])
        #expect(answer.rows("rules").allSatisfy { $0["passed"]?.string == "yes" })
        #expect(answer.row("rules", ["rule": "days"])?["figure"]?.integer == 8)
        #expect(answer.row("rules", ["rule": "days"])?["bound"]?.integer == 7)
        #expect(answer.row("rules", ["rule": "pairs"])?["figure"]?.integer == 120)
        #expect(answer.row("rules", ["rule": "pairs"])?["bound"]?.integer == 100)
        #expect(answer.row("rules", ["rule": "flips"])?["bound"]?.double == 0.05)
        #expect(answer.row("rules", ["rule": "order"])?["figure"]?.double == 1)
        #expect(answer.row("rules", ["rule": "accuracy"])?["bound"]?.double == 0.1)
        #expect(answer.row("rules", ["rule": "flips"])?["source"]?.string == "the default")
        #expect(
            answer.row("rules", ["rule": "flips"])?["command"]?.string?.hasPrefix("daybook shadow ") == true)
        #expect(answer.fact("promotion", "beside")?.string == "v1")
    }

    /// What is planted, and the rules that it breaks: all of them, or at least these.
    struct Planted: Sendable, CustomTestStringConvertible {
        let name: String
        let lines: [String]
        let failed: [String]
        var only = true
        var verdict = "do not promote"
        var testDescription: String { name }
    }

    static let planted = [
        Planted(
            name: "three days", lines: lines(cases(120), days: 3), failed: ["days"],
            verdict: "not enough to say"),
        Planted(name: "80 pairs", lines: lines(cases(80)), failed: ["pairs"], verdict: "not enough to say"),
        // Labels that have nothing to do with scores, so that nobody decides better.
        Planted(
            name: "a tenth higher",
            lines: lines(
                cases(120) {
                    $0.shadow += 0.1
                    $0.label = ($1 / 8).isMultiple(of: 2)
                }), failed: ["flips"]),
        // The scores under the threshold, and those over it, each in reverse.
        Planted(
            name: "order turned on either side",
            lines: lines(cases(120) { one, _ in one.shadow = (one.live < 0.5 ? 0.5 : 1.5) - one.live }),
            failed: ["order"]),
        // The threshold of each shadow decision hides that its score says nothing.
        Planted(
            name: "other ranks under fitting thresholds",
            lines: lines(
                cases(120) {
                    $0.shadow = (Double($1 * 41 % 120) + 0.5) / 120
                    $0.shadowThreshold = $0.live >= 0.5 ? 0 : 1
                }), failed: ["order", "accuracy", "not_worse"]),
        // Of 400, sixteen are called that ought not to be.
        Planted(
            name: "sixteen wrong calls more",
            lines: lines(cases(400) { one, _ in if one.live > 0.46, one.live < 0.5 { one.shadow = 0.5 } }),
            failed: ["not_worse"]),
        Planted(
            name: "a hundred times the scale",
            lines: lines(
                cases(120) { one, _ in
                    one.shadow *= 100
                    one.shadowThreshold = 50
                }), failed: ["scale"], only: false),
        Planted(
            name: "no feature that its contract wants",
            lines: [
                "{\"type\":\"contract\",\"id\":\"c\",\"at\":\"2009-05-01T00:00:00Z\",\"model\":\"m\","
                    + "\"version\":\"v2\",\"score\":{\"min\":0,\"max\":1,\"kind\":\"probability\"},"
                    + "\"features\":{\"age\":{\"type\":\"number\",\"required\":true}},"
                    + "\"labels\":{\"positive\":[true],\"negative\":[false],\"excluded\":[]}}"
            ] + lines(cases(120)), failed: ["contract"]),
    ]

    @Test("each rule that is broken is named", arguments: planted)
    func broken(_ planted: Planted) throws {
        let answer = try Self.answer(planted.lines)
        let failed = Self.failed(answer)
        if planted.only {
            #expect(failed == planted.failed, "\(answer["findings"]?.text ?? "")")
        } else {
            #expect(Set(planted.failed).isSubset(of: failed), "\(answer["findings"]?.text ?? "")")
        }
        #expect(Self.verdict(answer) == planted.verdict)
        let first = try #require(answer["findings"]?[0])
        #expect(
            first["code"]?.string
                == (planted.verdict == "do not promote" ? "do-not-promote" : "not-enough-to-say"))
        for rule in planted.failed { #expect(first["text"]?.string?.contains("\(rule) (") == true) }
    }

    @Test("a loss that only a replay set shows counts")
    func replayed() throws {
        let members = (0..<40).map { "\"a\($0)\"" }.joined(separator: ",")
        let cases = Self.cases(120)
        let set =
            "{\"type\":\"replay_set\",\"id\":\"june\",\"at\":\"2009-06-10T00:00:00Z\",\"model\":\"m\","
            + "\"members\":[\(members)],\"criteria\":{},\"digest\":\"\(String(repeating: "0", count: 64))\"}"
        let scored = (0..<40).map { number in
            Lines.decision(
                "r\(number)", at: "2009-07-01T00:00:00Z", subject: "s\(number)",
                score: "\(1 - cases[number].live)", version: "v2", role: "replay",
                more: ",\"threshold\":0.5,\"replay_set\":\"june\",\"of\":\"a\(number)\"")
        }
        let answer = try Self.answer(Self.lines(cases) + [set] + scored)
        let row = try #require(answer.row("rules", ["rule": "accuracy"]))
        #expect(row["passed"]?.string == "no" && row["figure"]?.double ?? 0 > 0.5)
        #expect(row["command"]?.string?.hasPrefix("daybook replay diff june ") == true)
        #expect(answer.fact("promotion", "replay")?.string?.contains("june") == true)
    }

    @Test("without labels enough it cannot be told who is right, and the version stays where it is")
    func unlabelled() throws {
        let answer = try Self.answer(Self.lines(Self.cases(120) { if $1 >= 29 { $0.label = nil } }))
        #expect(Self.verdict(answer) == "not enough to say")
        #expect(Self.untold(answer) == ["accuracy", "not_worse"] && Self.failed(answer).isEmpty)
        let row = try #require(answer.row("rules", ["rule": "accuracy"]))
        #expect(row["passed"]?.string == "cannot tell" && row["figure"]?.isNull == true)
        #expect(row["why"]?.string?.contains("29 pairs of shadow") == true)
        // Labels that came later count for those who know them.
        let known = try Self.answer(
            Self.lines(Self.cases(120)), Self.question + [("labels_by", "2009-06-19")])
        #expect(Self.untold(known) == ["accuracy", "not_worse"])
    }

    @Test("without a shadow, or without another live version, there is nothing to say")
    func nothing() throws {
        let live = (0..<40).map { Lines.decision("a\($0)", subject: "s\($0)") }
        let answer = try Self.answer(live)
        #expect(Self.verdict(answer) == "not enough to say")
        #expect(answer.row("rules", ["rule": "days"])?["figure"]?.integer == 0)
        #expect(answer.row("rules", ["rule": "flips"])?["passed"]?.string == "cannot tell")
        #expect(answer.row("rules", ["rule": "contract"])?["passed"]?.string == "cannot tell")
        let alone = try Self.answer(live, [("model", "m"), ("version", "v1")])
        #expect(alone.fact("promotion", "beside")?.isNull == true)
        #expect(Self.verdict(alone) == "not enough to say")
        #expect(alone.row("rules", ["rule": "days"])?["passed"]?.string == "cannot tell")
        let ledger = try TemporaryLedger()
        #expect(ledger.failure("/v1/promotion", Self.question)?.code == .notFound)
        #expect(
            ledger.failure("/v1/promotion", Self.question + [("beside", "v2")])?.parameter == "beside")
    }

    private static func policy(
        _ rules: String, id: String = "p", at: String = "2009-05-01T00:00:00Z"
    ) -> String {
        Lines.policy(id, at: at, "\"review_rules\":\(rules)")
    }

    @Test("bounds are those of the policy in force, each says where it is from")
    func bounds() throws {
        let weak = Self.policy(
            #"[{"reason":"x"},{"promotion":{"days_min":3,"pairs_min":50,"flips_max":0.2}}]"#)
        let lines = Self.lines(Self.cases(80) { one, _ in one.shadow += 0.1 }, days: 3)
        #expect(Self.failed(try Self.answer(lines)).prefix(3) == ["days", "pairs", "flips"])
        let answer = try Self.answer([weak] + lines)
        #expect(Set(Self.failed(answer)).isDisjoint(with: ["days", "pairs", "flips"]))
        #expect(answer.row("rules", ["rule": "flips"])?["bound"]?.double == 0.2)
        #expect(answer.row("rules", ["rule": "flips"])?["source"]?.string == "policy p")
        #expect(answer.row("rules", ["rule": "order"])?["source"]?.string == "the default")
        // The latest by its own time, whatever came last; other aspects of policies leave the rules alone.
        let strict = Self.policy(
            #"[{"promotion":{"days_min":9,"order_min":1,"accuracy_drop_max":0}}]"#, id: "q",
            at: "2009-05-02T00:00:00Z")
        let other = Lines.policy("z", at: "2009-05-03T00:00:00Z", "\"threshold\":0.5")
        let again = try Self.answer([strict, weak, other] + lines)
        #expect(again.row("rules", ["rule": "days"])?["source"]?.string == "policy q")
        #expect(again.row("rules", ["rule": "flips"])?["source"]?.string == "the default")
        #expect(again.row("rules", ["rule": "accuracy"])?["bound"]?.double == 0)
        #expect(again.row("rules", ["rule": "accuracy"])?["passed"]?.string == "yes")
        #expect(again.row("rules", ["rule": "order"])?["passed"]?.string == "yes")
        // One that takes effect later is none yet.
        let later = Self.policy(#"[{"promotion":{"days_min":1}}]"#, id: "l", at: "2027-01-01T00:00:00Z")
        #expect(try Self.answer([later] + lines).fact("promotion", "policy")?.isNull == true)
    }

    @Test(
        "what a policy states and nobody can go by is said, and leaves its rule untold",
        arguments: [
            (#"[{"promotion":"strict"}]"#, ["days", "pairs", "flips", "order", "accuracy"], "no object"),
            (#"[{"promotion":{"flips_max":"5%"}}]"#, ["flips"], "flips_max"),
            (#"[{"promotion":{"flips_max":null}}]"#, ["flips"], "flips_max"),
            (#"[{"promotion":{"days_min":2.5}}]"#, ["days"], "whole number"),
            (#"[{"promotion":{"order_min":2}}]"#, ["order"], "-1 to 1"),
            (#"[{"promotion":{"accuracy_drop_max":10}}]"#, ["accuracy"], "0 to 1"),
            (#"[{"promotion":{"pairs_min":-1}}]"#, ["pairs"], "pairs_min"),
            (#"[{"promotion":{"flip_max":0.2}}]"#, [], "no rule of the name flip_max"),
            (#"[{"promotion":{"days_min":3}},{"promotion":{"days_min":30}}]"#, [], "a second time"),
        ])
    func malformed(_ rules: String, _ untold: [String], _ words: String) throws {
        let answer = try Self.answer([Self.policy(rules)] + Self.lines(Self.cases(120)))
        #expect(Self.untold(answer) == untold)
        #expect(Self.verdict(answer) == (untold.isEmpty ? "promote" : "not enough to say"))
        let findings = answer["findings"]?.elements ?? []
        #expect(findings.count == 2)
        #expect(findings.last?["code"]?.string == "promotion-rule-unreadable")
        #expect(findings.last?["text"]?.string?.contains(words) == true)
        #expect(findings.last?["text"]?.string?.contains("Policy p at /review_rules/") == true)
    }

    @Test("it is held beside the version that was deployed last, or that is asked for")
    func beside() throws {
        let lines = Self.lines(Self.cases(120))
        let old = (0..<5).map {
            Lines.decision("z\($0)", at: "2009-06-2\($0)T00:00:00Z", subject: "z\($0)", version: "v0")
        }
        #expect(try Self.answer(lines + old).fact("promotion", "beside")?.string == "v0")
        let deployed =
            #"{"type":"deployment","id":"dep","at":"2009-05-01T00:00:00Z","model":"m","version":"v1","by":"ops"}"#
        let answer = try Self.answer(lines + old + [deployed])
        #expect(answer.fact("promotion", "beside")?.string == "v1")
        #expect(answer.fact("promotion", "beside_source")?.string == "deployment dep")
        #expect(Self.verdict(answer) == "promote")
        let asked = try Self.answer(lines + old, Self.question + [("beside", "v1")])
        #expect(Self.verdict(asked) == "promote")
    }

    @Test("reviews of the version are listed, and an earlier position has its own verdict")
    func reviews() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.lines(Self.cases(120)))
        let before = try ledger.json("/v1/promotion", Self.question)
        let position = try #require(before["parameters"]?["position"]?.integer)
        let review =
            #"{"type":"review","id":"r","at":"2009-06-21T00:00:00Z","model":"m","version":"v2","by":"ann","#
            + #""verdict":"accept","reason":"all rules are kept"}"#
        try ledger.append([
            review, review.replacing("\"r\"", with: "\"r3\"").replacing("v2", with: "v3"),
            Self.policy(#"[{"promotion":{"days_min":30}}]"#),
        ])
        let now = try ledger.json("/v1/promotion", Self.question)
        #expect(now.rows("reviews").map { $0["id"]?.string } == ["r"])
        #expect(now.rows("reviews").first?["by"]?.string == "ann")
        #expect(Self.failed(now) == ["days"])
        let then = try ledger.json("/v1/promotion", Self.question + [("as_of", "\(position)")])
        #expect(then.text == before.text)
    }

    @Test("every figure is there again when its question is asked")
    func evidence() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.lines(Self.cases(120) { one, _ in one.shadow = one.live * 0.9 }))
        let answer = try ledger.json("/v1/promotion", Self.question)
        try ledger.append([Lines.decision("later", version: "v2", role: "shadow")])
        var count = 0
        for row in answer.rows("rules") {
            guard let target = row["target"]?.string, let pointer = row["pointer"]?.string else { continue }
            let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
            let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
                let halves = item.split(separator: "=", maxSplits: 1).map(String.init)
                return (halves[0], PercentEncoding.decode(halves.last?[...] ?? "", plusIsSpace: true) ?? "")
            }
            let again = try ledger.json(parts[0], query)
            let value = pointer.split(separator: "/").reduce(again as JSONValue?) { value, piece in
                if let elements = value?.elements {
                    return Int(piece).flatMap { $0 < elements.count ? elements[$0] : nil }
                }
                return value?[String(piece)]
            }
            let found = value?.elements.map { "\($0.count)" } ?? value?.text
            #expect(found == row["figure"]?.text, "\(target) at \(pointer)")
            count += 1
        }
        #expect(count >= 7)
    }
}
