import Documents
import JSON
import Testing

@testable import Queries

@Suite("A pin as a side of a comparison")
struct PinnedSideTests {
    private static func decisions(
        _ prefix: String, _ scores: [Double], version: String = "v1", tier: String = "gold", from day: Int = 1
    ) -> [String] {
        scores.enumerated().map { number, score in
            Lines.decision(
                "\(prefix)-\(number)", at: "2009-06-0\(day + number % 5)T09:00:00Z", score: "\(score)",
                version: version,
                more:
                    ",\"threshold\":0.5,\"segments\":{\"tier\":\"\(tier)\"},\"features\":{\"age\":\(number),\"kind\":\"\(number % 2)\"}"
            )
        }
    }

    private static func outcomes(_ prefix: String, _ count: Int, by: String = "crm") -> [String] {
        (0..<count).map {
            Lines.outcome(
                "o-\(by)-\(prefix)-\($0)", of: "\(prefix)-\($0)", label: $0 % 3 == 0 ? "true" : "false",
                at: "2009-06-0\(6 + $0 % 3)T09:00:00Z", by: by)
        }
    }

    private static let even = (0..<60).map { Double($0) / 60 }
    private static let asked = [("model", "m"), ("version", "v1"), ("segment", "tier=gold")]

    /// 60 gold decisions of v1 with labels, 60 of silver; the gold ones' distribution is pinned; then more of
    /// v1, other labels, a policy, and 60 of v2.
    private static func ledger() throws -> (before: TemporaryLedger, after: TemporaryLedger) {
        let start =
            decisions("a", even) + outcomes("a", 60) + decisions("s", even.map { $0 / 2 }, tier: "silver")
        let v2 = decisions("b", even.map { $0 / 2 + 0.25 }, version: "v2") + outcomes("b", 60)
        let (before, after) = (try TemporaryLedger(), try TemporaryLedger())
        for ledger in [before, after] {
            try ledger.append(start)
            try ledger.pin("gold", "distribution", "/v1/distribution", asked)
            if ledger === after {
                try ledger.append(
                    decisions("late", even.map { $0 / 3 }, from: 2)
                        + (0..<60).map {
                            Lines.outcome(
                                "again-\($0)", of: "a-\($0)", label: "true", at: "2009-06-09T09:00:00Z")
                        }
                        + outcomes("late", 60)
                        + [Lines.policy("p", at: "2009-01-01T00:00:00Z", "\"threshold\":0.9")])
            }
            try ledger.append(v2)
        }
        return (before, after)
    }

    /// What an answer says of the baseline, every row that names it and every figure of it.
    private static func baseline(_ answer: JSONValue) -> [String] {
        var found: [String] = []
        for table in answer["tables"]?.members ?? [] {
            for row in table.value.elements ?? [] {
                if let side = row["side"]?.string {
                    if side == "baseline" { found.append("\(table.name) \(row.text)") }
                    continue
                }
                for cell in row.members ?? [] where cell.name.contains("baseline") {
                    found.append("\(table.name) \(cell.name) \(cell.value.text)")
                }
            }
        }
        return found
    }

    @Test(
        "stays the same to the last bit whatever is appended after the pin",
        arguments: ["compare", "drift", "slices", "concept", "calibrate", "labels", "workflow"])
    func unmoved(_ question: String) throws {
        let (before, after) = try Self.ledger()
        var query = [("model", "m"), ("baseline", "pin=gold"), ("current", "version=v2")]
        if question == "slices" { query.append(("least", "5")) }
        let (one, other) = (
            try before.json("/v1/\(question)", query), try after.json("/v1/\(question)", query)
        )
        #expect(!Self.baseline(one).isEmpty)
        #expect(Self.baseline(one) == Self.baseline(other))
        // The current side did not change either, so nothing but the position may have.
        for table in one["tables"]?.members ?? [] where !table.name.hasPrefix("false_") {
            #expect(table.value.text == other["tables"]?[table.name]?.text, "\(table.name)")
        }
        #expect(one["findings"]?.text == other["findings"]?.text)
        #expect(other["parameters"]?["baseline_used"]?.string == "pin=gold")
        #expect(
            other["parameters"]?["baseline_pinned"]?.string
                == "model=m,version=v1,role=live,segment=tier=gold as of position 180")
    }

    @Test("is the side that the same words gave when it was pinned")
    func same() throws {
        let (before, _) = try Self.ledger()
        let pinned = try before.json(
            "/v1/compare", [("model", "m"), ("baseline", "pin=gold"), ("current", "version=v2")])
        let spelled = try before.json(
            "/v1/compare",
            [("model", "m"), ("baseline", "version=v1,segment=tier=gold"), ("current", "version=v2")])
        #expect(pinned["tables"]?.text == spelled["tables"]?.text)
        #expect(pinned.rows("scores").first?["count"]?.integer == 60)
    }

    @Test("knows the labels of then: without a pin, the later labels would count")
    func labels() throws {
        let (_, after) = try Self.ledger()
        func rates(_ baseline: String) throws -> [Double] {
            try after.json(
                "/v1/slices",
                [("model", "m"), ("baseline", baseline), ("current", "version=v2"), ("least", "5")]
            ).rows("slices").compactMap { $0["baseline"]?.double }
        }
        let (pinned, now) = (try rates("pin=gold"), try rates("version=v1,segment=tier=gold"))
        #expect(!pinned.isEmpty && pinned != now)
    }

    @Test("segments and conditions narrow it, another value of a pinned segment to nothing")
    func narrowed() throws {
        let (_, after) = try Self.ledger()
        func count(_ baseline: String, _ more: [(String, String)] = []) throws -> Int64? {
            try after.json(
                "/v1/compare", [("model", "m"), ("baseline", baseline), ("current", "version=v2")] + more
            ).rows("scores").first { $0["side"]?.string == "baseline" }?["count"]?.integer
        }
        // Scores of 30/60 and more are 30 of the 60.
        #expect(try count("pin=gold,where=score >= 0.5") == 30)
        #expect(try count("pin=gold", [("where", "score >= 0.5")]) == 30)
        #expect(try count("pin=gold,segment=tier=gold") == 60)
        #expect(try count("pin=gold,segment=tier=silver,where=score < 2") == 0)
        // The question's own version and window are not the pin's.
        #expect(try count("pin=gold", [("version", "v2"), ("from", "2009-06-03")]) == 60)
    }

    @Test(
        "is refused where it is no selection, has two, or is not there",
        arguments: [
            ("none", "no pin none is known"), ("models", "no selection of decisions"),
            ("compared", "two sides"), ("odd", "cannot be asked"), ("broken", "cannot be asked"),
        ])
    func refused(_ name: String, _ words: String) throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.decisions("a", Self.even))
        try ledger.append([
            Lines.pin("models", "models", parameters: "{}", position: 1),
            Lines.pin("compared", "compare", position: 1), Lines.pin("odd", "no-such-question", position: 1),
            Lines.pin("broken", "distribution", parameters: "{\"colour\":\"red\"}", position: 1),
        ])
        let failure = ledger.failure("/v1/compare", [("model", "m"), ("baseline", "pin=\(name)")])
        #expect(failure?.detail.contains(words) == true, "\(failure?.detail ?? "")")
        #expect(failure?.parameter == "baseline")
    }

    @Test("is refused by questions that pair decisions, and before its own position")
    func pairs() throws {
        let (_, after) = try Self.ledger()
        let query = [("model", "m"), ("baseline", "pin=gold")]
        #expect(after.failure("/v1/shadow", query)?.detail.contains("paired") == true)
        #expect(
            after.failure("/v1/compare", query + [("current", "version=v2"), ("as_of", "100")])?.code
                == .notFound)
    }
}
