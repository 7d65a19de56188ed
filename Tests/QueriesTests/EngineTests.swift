import Documents
import Foundation
import JSON
import Journal
import Model
import Platform
import Projections
import Testing

@testable import Queries

@Suite("The engine")
struct EngineTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    @Test("routes and parameters that are not there, or are malformed, are named")
    func refusals() throws {
        let ledger = try ledger([Lines.decision("d1")])
        #expect(ledger.failure("/v1/nothing")?.status == 404)
        #expect(ledger.failure("/v1/feedback/")?.status == 404)
        #expect(ledger.failure("/v1/feedback", [("colour", "red")])?.parameter == "colour")
        #expect(ledger.failure("/v1/feedback", [("within", "soon")])?.parameter == "within")
        #expect(
            ledger.failure("/v1/feedback", [("from", "2009-06-02"), ("to", "2009-06-01")])?.parameter
                == "from")
        #expect(ledger.failure("/v1/audit", [("day", "2009-06-02"), ("week", "2009-W20")])?.status == 400)
    }

    @Test("a position over the head is refused; a time stands for the last position recorded by then")
    func asOf() throws {
        let ledger = try ledger([Lines.decision("d1")])
        try ledger.append([Lines.decision("d2")], recorded: "2026-01-06T12:00:00Z")
        #expect(ledger.failure("/v1/feedback", [("as_of", "3")])?.parameter == "as_of")
        func position(_ asOf: String) throws -> Int64? {
            try ledger.json("/v1/feedback", [("as_of", asOf)])["parameters"]?["position"]?.integer
        }
        #expect(try position("2026-01-05T11:59:59Z") == 0)
        #expect(try position("2026-01-05T12:00:00Z") == 1)
        #expect(try position("2026-01-06") == 1)
        #expect(try position("2030-01-01") == 2)
        #expect(try position("0") == 0)
    }

    @Test("spans reach back from the evaluation time, and the answer says from when")
    func spans() throws {
        let answer = try ledger([Lines.decision("d1")]).json(
            "/v1/feedback", [("from", "14d"), ("labels_by", "2009-06-15T09:00:00Z")])
        #expect(answer["parameters"]?["from"]?.string == "2009-06-01T09:00:00Z")
        #expect(answer["parameters"]?["evaluated"]?.string == "2009-06-15T09:00:00Z")
        #expect(answer["parameters"]?["within"]?.string == "14d")
        #expect(answer.rows("totals").first?["decisions"]?.integer == 1)
    }

    @Test(
        "a question asked while projections lag is answered by catching_up with both positions, never by old state"
    )
    func catchingUp() throws {
        let ledger = try ledger([Lines.decision("d1")])
        let draft = Draft(type: .decision, peerUser: 1, body: Array(Lines.decision("d2").utf8))
        _ = try ledger.journal.append([draft], wallClock: Timestamp(microseconds: 1_800_000_000_000_000))
        let failure = try #require(ledger.failure("/v1/feedback"))
        #expect(failure.code == .catchingUp)
        #expect(failure.status == 503)
        #expect(failure.detail.contains("position 2") && failure.detail.contains("at 1"))
        try ledger.projector.catchUp()
        #expect(try ledger.json("/v1/feedback").rows("totals").first?["decisions"]?.integer == 2)
    }

    @Test("an answer that is over its time ends in too_long")
    func tooLong() throws {
        let ledger = try ledger([Lines.decision("d1")])
        // The clock of the engine is past the deadline from the start.
        let late = QueryEngine(
            journal: ledger.journal, projector: ledger.projector, status: { [] },
            clock: { System.monotonicClock() })
        #expect {
            try late.answer(path: "/v1/distribution", query: [], deadline: 0)
        } throws: {
            ($0 as? QueryFailure)?.code == .tooLong
        }
    }

    @Test("every definition that an answer names has a sentence")
    func definitions() throws {
        let ledger = try ledger([
            Lines.decision("d1"), Lines.outcome("o1", of: "d1"),
            "{\"type\":\"replay_set\",\"id\":\"r\",\"at\":\"2009-06-09T00:00:00Z\",\"model\":\"m\",\"members\":[\"d1\"],"
                + "\"criteria\":{},\"digest\":\"\(String(repeating: "0", count: 64))\"}",
        ])
        let questions = [
            "/v1/status", "/v1/events", "/v1/decisions/d1", "/v1/subjects/s-d1", "/v1/models",
            "/v1/distribution",
            "/v1/feedback", "/v1/replay-sets", "/v1/replay-sets/r", "/v1/replay-candidates?m", "/v1/audit",
            "/v1/integrity",
        ]
        for question in questions {
            let parts = question.split(separator: "?")
            let document = try ledger.document(String(parts[0]), parts.count > 1 ? [("model", "m")] : [])
            for id in document.definitions { #expect(AnswerDefinitions.statement(of: id) != nil, "\(id)") }
            #expect(document.parameters.first?.key == "position")
        }
        let ids = AnswerDefinitions.all.map(\.id)
        #expect(ids == ids.sorted())
    }

    @Test("every question has an answer for an empty ledger, or says that nothing is there")
    func empty() throws {
        let ledger = try TemporaryLedger()
        for path in [
            "/v1/status", "/v1/events", "/v1/models", "/v1/distribution", "/v1/feedback", "/v1/replay-sets",
            "/v1/audit", "/v1/integrity",
        ] {
            let text = JSONRenderer().render(try ledger.document(path))
            #expect(!text.contains("nan"), "\(path)")
        }
        #expect(
            try ledger.json("/v1/replay-candidates", [("model", "m")]).fact("candidates", "count")?.integer
                == 0)
        #expect(ledger.failure("/v1/decisions/d")?.status == 404)
        #expect(ledger.failure("/v1/subjects/s")?.status == 404)
        #expect(ledger.failure("/v1/replay-sets/r")?.status == 404)
        #expect(ledger.failure("/v1/replay-sets/r/export")?.status == 404)
    }

    @Test("pages of events lead from one to the next over all of them, filtered or not")
    func pages() throws {
        let lines = (1...25).flatMap { [Lines.decision("d\($0)"), Lines.outcome("o\($0)", of: "d\($0)")] }
        let ledger = try ledger(lines + [Lines.decision("x", model: "other")])
        func walk(_ query: [(String, String)]) throws -> [String] {
            var found: [String] = []
            var after: Int64 = 0
            for _ in 0..<100 {
                let page = try ledger.json("/v1/events", query + [("after", "\(after)"), ("limit", "7")])
                found += page.rows("events").compactMap { $0["event"]?.string }
                guard let next = page.fact("page", "next")?.integer else { return found }
                #expect(next > after)
                after = next
            }
            return found
        }
        #expect(try walk([]).count == 51)
        #expect(try walk([("as_of", "50")]) == lines)
        #expect(try walk([("type", "outcome")]).count == 25)
        #expect(try walk([("model", "m")]) == lines)
        #expect(try walk([("from", "2009-06-02")]).count == 25)
    }

    @Test("a window of events takes its start and leaves its end")
    func eventWindow() throws {
        let ledger = try ledger([
            Lines.decision("before", at: "2009-05-31T23:59:59.999999Z"),
            Lines.decision("start", at: "2009-06-01T00:00:00Z"),
            Lines.decision("end", at: "2009-06-02T00:00:00Z"),
        ])
        let answer = try ledger.json("/v1/events", [("from", "2009-06-01"), ("to", "2009-06-02")])
        #expect(answer.rows("events").map { $0["id"]?.string } == ["start"])
    }

    @Test("a page looks at a bounded number of records and says where to go on, though it found nothing")
    func boundedPage() throws {
        let ledger = try ledger((0...EventsQuery.examinedMax).map { Lines.outcome("o\($0)", of: "d1") })
        let first = try ledger.json("/v1/events", [("type", "policy")])
        #expect(first.rows("events").isEmpty)
        #expect(first.fact("page", "next")?.integer == Int64(EventsQuery.examinedMax))
    }

    @Test("integrity holds for what was appended")
    func integrity() throws {
        let answer = try ledger([Lines.decision("d1"), Lines.outcome("o1", of: "d1")]).json("/v1/integrity")
        #expect(answer.fact("integrity", "ok")?.boolean == true)
        #expect(answer.fact("integrity", "verified")?.integer == 2)
        #expect(answer["findings"]?.elements?.isEmpty == true)
    }
}
