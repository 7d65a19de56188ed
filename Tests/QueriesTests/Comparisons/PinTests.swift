import Digest
import Documents
import JSON
import Model
import Testing

@testable import Queries

@Suite("Pins")
struct PinTests {
    private static let question = [("model", "m"), ("version", "v1"), ("by", "segment:tier")]

    private static func decisions(
        _ prefix: String, _ scores: [Double], version: String = "v1", tier: String = "gold"
    ) -> [String] {
        scores.enumerated().map {
            Lines.decision(
                "\(prefix)-\($0)", score: "\($1)", version: version,
                more: ",\"segments\":{\"tier\":\"\(tier)\"}")
        }
    }

    /// A ledger of 40 decisions with a pin `before` of their distribution.
    private static func ledger(
        states definitions: ([String]) -> [String]? = { $0 }
    ) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(decisions("a", (0..<40).map { Double($0) / 40 }))
        try ledger.pin("before", "distribution", "/v1/distribution", question, states: definitions)
        return ledger
    }

    private static func codes(_ answer: JSONValue) -> [String] {
        answer["findings"]?.elements?.compactMap { $0["code"]?.string } ?? []
    }

    @Test("the answer under a pin is reproduced byte for byte, and unchanged while nothing new has come")
    func reproduced() throws {
        let answer = try Self.ledger().json("/v1/pins/before/check")
        #expect(Self.codes(answer) == ["pin-reproduced", "pin-unchanged"])
        #expect(answer.fact("check", "reproduced")?.boolean == true)
        #expect(answer.fact("check", "derived")?.string == answer.fact("check", "digest")?.string)
        #expect(answer.fact("check", "changes")?.integer == 0)
        #expect((answer.fact("check", "compared")?.integer ?? 0) > 20)
        #expect(answer.rows("changes").isEmpty && answer.rows("findings").isEmpty)
    }

    @Test("what came afterwards changes the answer of now, figure by figure, and not the pinned one")
    func later() throws {
        let ledger = try Self.ledger()
        try ledger.append(Self.decisions("b", [0.25, 0.75]) + Self.decisions("c", [0.5], tier: "silver"))
        let answer = try ledger.json("/v1/pins/before/check")
        #expect(Self.codes(answer).first == "pin-reproduced")
        #expect(answer.fact("check", "reproduced")?.boolean == true)
        let changes = answer.rows("changes")
        let count = try #require(
            changes.first { $0["path"]?.string == "tables.summary[m, gold].count" })
        #expect(count["then"]?.integer == 40 && count["now"]?.integer == 42)
        #expect(count["difference"]?.integer == 2)
        // Mean of 0, 1/40 ... 39/40 is 0.4875; with 0.25 and 0.75 it is (19.5 + 1) / 42.
        let mean = try #require(changes.first { $0["path"]?.string == "tables.summary[m, gold].mean" })
        #expect(mean["then"]?.double == 0.4875)
        #expect(abs((mean["difference"]?.double ?? 0) - (20.5 / 42 - 0.4875)) < 1e-12)
        let came = try #require(changes.first { $0["path"]?.string == "tables.summary[m, silver]" })
        #expect(came["then"]?.isNull == true && came["now"]?.string?.hasPrefix("a row of") == true)
        // The row of each of the three tables, and nothing else.
        #expect(answer.fact("check", "came")?.integer == 3 && answer.fact("check", "went")?.integer == 0)
        #expect(changes.count { $0["path"]?.string?.hasSuffix("[m, silver]") == true } == 3)
        // As of a position before they came, nothing has changed; before the pin, there is none.
        let before = try ledger.json("/v1/pins/before/check", [("as_of", "41")])
        #expect(Self.codes(before) == ["pin-reproduced", "pin-unchanged"])
        #expect(ledger.failure("/v1/pins/before/check", [("as_of", "40")])?.code == .notFound)
    }

    @Test("a digest that is not that of the answer is an alert")
    func differs() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.decisions("a", [0.5, 0.6]))
        try ledger.append([Lines.pin("wrong", "distribution", position: 2)])
        let answer = try ledger.json("/v1/pins/wrong/check")
        #expect(Self.codes(answer).first == "pin-differs")
        #expect(answer["findings"]?.elements?.first?["severity"]?.string == "alert")
        #expect(answer.fact("check", "reproduced")?.boolean == false)
        #expect(answer.fact("check", "definitions_gone")?.isNull == true)
    }

    @Test("an answer that states other definitions than the pin says which are gone and which are new")
    func definitions() throws {
        let ledger = try Self.ledger { ["moments.mean.0"] + $0.dropFirst() }
        try ledger.append([
            Lines.pin(
                "old", "distribution", position: 1, more: "\"definitions\":[\"moments.mean.0\"],")
        ])
        // The first pin has the right digest, so what it states does not matter.
        #expect(Self.codes(try ledger.json("/v1/pins/before/check")).first == "pin-reproduced")
        let answer = try ledger.json("/v1/pins/old/check")
        #expect(Self.codes(answer).first == "pin-definitions-changed")
        #expect(
            answer.fact("check", "definitions_gone")?.elements?.map { $0.string } == ["moments.mean.0"])
        #expect(answer.fact("check", "definitions_new")?.elements?.isEmpty == false)
        let text = answer["findings"]?.elements?.first?["text"]?.string ?? ""
        #expect(text.contains("without moments.mean.0 and with "))
    }

    @Test(
        "a pin whose question cannot be asked is an alert, and not a failure",
        arguments: [
            ("no-such-question", "{}", "there is no question no-such-question"),
            ("distribution", "{\"colour\":\"red\"}", "no such parameter"),
            ("distribution", "{\"bins\":[\"20\",\"30\"]}", "takes one value"),
            ("pin-check", "{\"name\":\"odd\"}", "answers of pin-check cannot be pinned"),
            ("status", "{}", "answers of status cannot be pinned"),
            ("replay-export", "{\"name\":\"s\"}", "answers of replay-export cannot be pinned"),
            ("decision", "{\"id\":\"nobody\"}", "nobody"),
        ])
    func unanswerable(_ query: String, _ parameters: String, _ words: String) throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.decisions("a", [0.5]))
        try ledger.append([Lines.pin("odd", query, parameters: parameters, position: 1)])
        let answer = try ledger.json("/v1/pins/odd/check")
        #expect(Self.codes(answer) == ["pin-not-answerable"])
        let text = answer["findings"]?.elements?.first?["text"]?.string ?? ""
        #expect(text.contains(words), "\(text)")
        #expect(answer.fact("check", "reproduced")?.boolean == false)
        #expect(answer.fact("check", "changes")?.isNull == true)
        // Showing it is no failure either.
        #expect(try ledger.json("/v1/pins/odd").fact("pin", "query")?.string == query)
    }

    @Test("a pin cannot be of a position that it came before")
    func position() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(Self.decisions("a", [0.5]))
        try ledger.append([Lines.pin("early", "distribution", position: 2)])
        try ledger.append([Lines.pin("far", "distribution", position: 9_007_199_254_740_992)])
        for name in ["early", "far"] {
            let answer = try ledger.json("/v1/pins/\(name)/check")
            #expect(Self.codes(answer) == ["pin-not-answerable"])
        }
        #expect(ledger.failure("/v1/pins/none/check")?.code == .notFound)
        #expect(ledger.failure("/v1/pins/none")?.code == .notFound)
    }

    @Test("a pin shows how to ask again, and whoever does gets the pinned bytes")
    func shown() throws {
        let ledger = try Self.ledger()
        try ledger.append(Self.decisions("b", [0.1]))
        let answer = try ledger.json("/v1/pins/before")
        #expect(
            answer.fact("pin", "command")?.string
                == "daybook distribution --model m --version v1 --by segment:tier --as-of 40")
        #expect(
            answer.fact("pin", "path")?.string
                == "/v1/distribution?model=m&version=v1&by=segment%3Atier&as_of=40")
        #expect(answer.rows("parameters").map { $0["parameter"]?.string } == ["model", "version", "by"])
        let again = try ledger.document("/v1/distribution", Self.question + [("as_of", "40")])
        #expect(PinnedQuestion.digest(of: again) == answer.fact("pin", "digest")?.string)
    }

    @Test("pins are listed oldest first, by model when asked")
    func listed() throws {
        let ledger = try Self.ledger()
        try ledger.append([
            Lines.pin("all", "models", parameters: "{}", position: 3, more: ""),
            Lines.pin("another", "models", parameters: "{}", position: 3, more: "\"model\":\"n\","),
        ])
        #expect(
            try ledger.json("/v1/pins").rows("pins").map { $0["name"]?.string } == [
                "before", "all", "another",
            ])
        let rows = try ledger.json("/v1/pins", [("model", "m")]).rows("pins")
        #expect(rows.count == 1)
        #expect(rows.first?["position"]?.integer == 40 && rows.first?["pinned"]?.integer == 41)
        #expect(rows.first?["query"]?.string == "distribution" && rows.first?["by"]?.string == "ann")
        #expect(try ledger.json("/v1/pins", [("as_of", "40")]).rows("pins").isEmpty)
    }

    @Test("findings that came are told, and are a warning when they are more than a notice")
    func findings() throws {
        let ledger = try TemporaryLedger()
        let even = (0..<60).map { Double($0) / 60 }
        try ledger.append(Self.decisions("a", even) + Self.decisions("b", even, version: "v2"))
        try ledger.pin("same", "compare", "/v1/compare", [("model", "m"), ("versions", "v1,v2")])
        try ledger.append(Self.decisions("c", even.map { $0 / 60 + 0.98 }, version: "v2"))
        let answer = try ledger.json("/v1/pins/same/check")
        let finding = try #require(
            answer["findings"]?.elements?.first { $0["code"]?.string == "pin-findings-changed" })
        #expect(finding["severity"]?.string == "warning")
        let rows = answer.rows("findings").map {
            "\($0["state"]?.string ?? "") \($0["code"]?.string ?? "")"
        }
        #expect(rows.contains("came scores-moved") && rows.contains("went scores-alike"))
    }
}
