import JSON
import Model
import Testing

@testable import Queries

@Suite("Replay sets")
struct ReplayTests {
    private let labelled = [
        Lines.decision("d1"), Lines.decision("d2"), Lines.decision("d3"),
        Lines.outcome("o1", of: "d1", label: "true"), Lines.outcome("o2", of: "d2", label: "false"),
    ]

    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    /// Freezes the candidates as whoever appends the event does: with a name and a time in front.
    private func freeze(_ ledger: TemporaryLedger, _ name: String, _ query: [(String, String)] = []) throws {
        let answer = try ledger.json("/v1/replay-candidates", [("model", "m")] + query)
        let event = try #require(answer.fact("candidates", "event")?.members)
        let fields = [("id", JSONValue.string(name)), ("at", .string("2009-06-10T00:00:00Z"))]
        try ledger.append([JSONValue.object(event.map { ($0.name, $0.value) } + fields).text])
    }

    /// Python: sha256 over struct.pack('>I', len(id)) + id + sha256(bytes) + struct.pack('>I', len(label)) +
    /// label.
    private let digest = "9ee78ec3379f4d570a56e7a6d4bd3331cdea60bb5dbc4c7686c4207a99f30b92"

    @Test("the digest is over ids, exact bytes and labels")
    func definition() throws {
        let answer = try ledger(labelled).json("/v1/replay-candidates", [("model", "m")])
        #expect(answer.fact("candidates", "digest")?.string == digest)
        #expect(answer.fact("candidates", "unlabelled")?.integer == 1)
        #expect(answer.rows("members").map { $0["id"]?.string } == ["d1", "d2"])
    }

    @Test("late labels and decisions change what is known now, and never the set")
    func lateLabels() throws {
        let ledger = try ledger(labelled)
        try freeze(ledger, "june")
        try ledger.append([
            Lines.outcome("o3", of: "d1", label: "false", at: "2009-06-01T10:00:00Z"),
            Lines.outcome("o4", of: "d3"), Lines.withdrawal("w1", of: "o2", at: "2009-06-01T10:00:00Z"),
        ])
        let answer = try ledger.json("/v1/replay-sets/june")
        #expect(answer.fact("set", "digest_ok")?.boolean == true)
        #expect(answer.fact("set", "digest")?.string == digest)
        #expect(answer["findings"]?.elements?.isEmpty == true)
        #expect(answer.rows("members").map { $0["label"]?.boolean } == [true, false])
        #expect(answer.rows("members").map { $0["label_now"]?.boolean } == [false, nil])
        #expect(answer.rows("members").map { $0["changed"]?.boolean } == [true, true])
        #expect(try ledger.json("/v1/replay-sets").rows("sets").map { $0["digest_ok"]?.boolean } == [true])
    }

    @Test("labels by a time are frozen with the set")
    func labelsBy() throws {
        let ledger = try ledger(
            labelled + [Lines.outcome("o5", of: "d1", label: "false", at: "2009-07-01T00:00:00Z")])
        try freeze(ledger, "june", [("labels_by", "2009-06-02T09:00:00Z")])
        let answer = try ledger.json("/v1/replay-sets/june")
        #expect(answer.fact("set", "digest_ok")?.boolean == true)
        #expect(answer.fact("set", "digest")?.string == digest)
        #expect(answer.rows("members").map { $0["label_now"]?.boolean } == [false, false])
    }

    @Test("another digest and members that are not there are findings, and such a set is not exported")
    func findings() throws {
        func set(_ name: String, _ members: String) -> String {
            "{\"type\":\"replay_set\",\"id\":\"\(name)\",\"at\":\"2009-06-10T00:00:00Z\",\"model\":\"m\","
                + "\"members\":\(members),\"criteria\":{},\"digest\":\"\(String(repeating: "0", count: 64))\"}"
        }
        let ledger = try ledger(labelled + [set("wrong", "[\"d1\"]"), set("gone", "[\"d1\",\"nobody\"]")])
        let wrong = try ledger.json("/v1/replay-sets/wrong")
        #expect(wrong.fact("set", "digest_ok")?.boolean == false)
        #expect(wrong["findings"]?[0]?["code"]?.string == "replay-set-digest")
        let gone = try ledger.json("/v1/replay-sets/gone")
        #expect(gone["findings"]?[0]?["code"]?.string == "replay-set-unknown-members")
        #expect(gone.rows("members").count == 2)
        #expect(ledger.failure("/v1/replay-sets/wrong/export")?.code == .damaged)
        #expect(ledger.failure("/v1/replay-sets/gone/export")?.code == .damaged)
        #expect(ledger.failure("/v1/replay-sets/none/export")?.code == .notFound)
    }

    @Test(
        "an export has the inputs in their own order and spelling, and a line can be appended once it is scored"
    )
    func export() throws {
        let inputs =
            ",\"context\":{\"library\":\"x\"},\"features\":{\"b\":1.50,\"a\":-0},\"segments\":{\"k\":\"v\"},\"new\":{\"z\":[1]}"
        let ledger = try ledger([
            Lines.decision("d/1", subject: "s", more: inputs), Lines.outcome("o1", of: "d/1"),
        ])
        try freeze(ledger, "june")
        guard case .bytes(let type, let body) = try ledger.answer("/v1/replay-sets/june/export") else {
            Issue.record("not lines")
            return
        }
        let line =
            "{\"type\":\"decision\",\"id\":\"june/d/1\",\"model\":\"m\",\"role\":\"replay\",\"replay_set\":\"june\","
            + "\"of\":\"d/1\",\"subject\":\"s\",\"context\":{\"library\":\"x\"},"
            + "\"features\":{\"b\":1.50,\"a\":-0},\"segments\":{\"k\":\"v\"}}"
        #expect(type == "application/x-ndjson")
        #expect(String(decoding: body, as: UTF8.self) == line + "\n")
        let scored =
            String(line.dropLast()) + ",\"at\":\"2009-06-11T00:00:00Z\",\"version\":\"v2\",\"score\":0.75}"
        try ledger.append([scored])
        let pairs = try ledger.json("/v1/decisions/d%2F1").rows("pairs")
        #expect(pairs.map { $0["id"]?.string } == ["june/d/1"])
        #expect(pairs.map { $0["difference"]?.double } == [0.25])
    }

    @Test("names of exported lines fit an id, for all members alike")
    func names() {
        func names(_ set: String, _ members: [String]) -> [String] {
            ReplayExportQuery.names(set: Identifier(set), members: members.map { Identifier($0) })
        }
        #expect(names("s", ["a", "b"]) == ["s/a", "s/b"])
        #expect(names("s", ["a", String(repeating: "b", count: 199)]) == ["s/1", "s/2"])
        let long = names(String(repeating: "\u{e9}", count: 100), ["a"])
        #expect(long == [String(repeating: "\u{e9}", count: 99) + "/1"])
    }
}
