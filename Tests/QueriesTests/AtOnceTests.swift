import Documents
import Journal
import Model
import Projections
import Testing

@testable import Queries

@Suite("Answers that are given at once")
struct AtOnceTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    /// The JSON of the answer, nil when it takes longer.
    private func atOnce(
        _ ledger: TemporaryLedger, _ path: String, _ query: [(name: String, value: String)] = []
    ) throws -> String? {
        switch try ledger.engine.answerAtOnce(path: path, query: query, deadline: .max) {
        case .document(let document): JSONRenderer().render(document)
        case .bytes(_, let body): String(decoding: body, as: UTF8.self)
        case nil: nil
        }
    }

    @Test("are the same bytes as those of a reader that has time")
    func same() throws {
        let ledger = try ledger([
            Lines.contract("c1"), Lines.policy("p1", at: "2009-05-01T00:00:00Z", "\"threshold\":0.7"),
            Lines.decision("d1", subject: "s", more: ",\"features\":{\"a\":1.5,\"b\":\"x\"}"),
            Lines.decision("d2", subject: "s", role: "shadow", more: ",\"of\":\"d1\""),
            Lines.outcome("o1", of: "d1", label: "\"won\""), Lines.outcome("o2", of: "d1", label: "true"),
            Lines.outcome("o3", ofSubject: "s"), Lines.withdrawal("w1", of: "o2"),
        ])
        for query in [[], [("as_of", "5")], [("labels_by", "2009-06-02T12:00:00Z")]] {
            for id in ["d1", "d2"] {
                let path = "/v1/decisions/\(id)"
                let long = JSONRenderer().render(try ledger.document(path, query))
                #expect(try atOnce(ledger, path, query.map { (name: $0.0, value: $0.1) }) == long)
            }
        }
    }

    @Test("are of short questions alone; what is no question is told at once too")
    func short() throws {
        let ledger = try ledger([Lines.decision("d1")])
        for path in ["/v1/models", "/v1/status", "/v1/subjects/s-d1", "/v1/feedback"] {
            #expect(try atOnce(ledger, path) == nil, "\(path)")
        }
        for (path, query, status) in [
            ("/v1/nothing", [], 404), ("/v1/decisions/d9", [], 404),
            ("/v1/decisions/d1", [(name: "bogus", value: "1")], 400),
            ("/v1/decisions/d1", [(name: "as_of", value: "2")], 400),
        ] {
            let failure = #expect(throws: QueryFailure.self) { try atOnce(ledger, path, query) }
            #expect(failure?.status == status, "\(path)")
        }
    }

    @Test("are not given while projections lag: that answer waits for them")
    func lagging() throws {
        let ledger = try ledger([Lines.decision("d1")])
        let draft = Draft(type: .decision, peerUser: 1, body: Array(Lines.decision("d2").utf8))
        _ = try ledger.journal.append([draft], wallClock: Timestamp(microseconds: 1_800_000_000_000_000))
        #expect(try atOnce(ledger, "/v1/decisions/d1") == nil)
        try ledger.projector.catchUp()
        #expect(try atOnce(ledger, "/v1/decisions/d1") != nil)
        #expect(try atOnce(ledger, "/v1/decisions/d2") != nil)
    }

    @Test("are not given where much would have to be looked at; the others of the ledger are")
    func allowance() throws {
        let many = (1...200).map { Lines.decision("m\($0)", subject: "s") }
        let shadows = (1...200).map { Lines.decision("s\($0)", subject: "t", role: "shadow") }
        let outcomes = (1...200).map { Lines.outcome("o\($0)", of: "d2") }
        let ledger = try ledger(
            many + shadows + [Lines.decision("d1", subject: "t"), Lines.decision("d2")] + outcomes)
        #expect(try atOnce(ledger, "/v1/decisions/d1") == nil)
        // Others that cannot be a pair of it are not looked at.
        #expect(try atOnce(ledger, "/v1/decisions/m1") != nil)
        #expect(try atOnce(ledger, "/v1/decisions/d2") == nil)
        #expect(try ledger.json("/v1/decisions/d2").rows("outcomes").count == 200)
    }

    @Test("are not given to whoever would have to put the index in order first")
    func gathered() throws {
        let ledger = try ledger((1...5_000).map { Lines.decision("d\($0)") })
        #expect(try atOnce(ledger, "/v1/decisions/d1") == nil)
        _ = try ledger.document("/v1/decisions/d1")
        #expect(try atOnce(ledger, "/v1/decisions/d2") != nil)
    }
}
