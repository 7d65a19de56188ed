import Documents
import JSON
import Testing

@testable import Queries

@Suite("Deployments and policies on series over time")
struct ChangeMarkerTests {
    /// Three weeks of two versions, with enough decisions a week for a chart.
    private func lines() -> [String] {
        (0..<420).map { number in
            let day = number / 20
            return Lines.decision(
                "d\(number)", at: "2009-06-\(day < 9 ? "0" : "")\(day + 1)T09:00:00Z",
                version: day < 14 ? "v1" : "v2", more: ",\"features\":{\"a\":\(number * 37 % 100)}")
        }
    }

    private func markers(_ more: [String], _ items: [(String, String)] = []) throws -> [JSONValue] {
        let ledger = try TemporaryLedger()
        try ledger.append(lines() + more)
        let answer = try ledger.json(
            "/v1/drift",
            [
                ("model", "m"), ("versions", "v1,v2"), ("windows", "day"), ("seasonal", "none"),
                ("feature", "a"),
            ] + items)
        return try #require(answer["plots"]?["windows/a"]?["markers"]?.elements)
    }

    private let deployment =
        #"{"type":"deployment","id":"x","at":"2009-06-15T12:00:00Z","model":"m","version":"v2","by":"ops"}"#

    @Test("each stands at its time inside its day, in the order of time")
    func places() throws {
        let found = try markers([
            deployment, Lines.policy("p-1", at: "2009-06-02T00:00:00Z", "\"threshold\":0.5"),
        ])
        #expect(found.compactMap { $0["label"]?.string } == ["policy p-1", "v2 deployed"])
        #expect(found.compactMap { $0["place"]?.double } == [0.5, 14])
    }

    @Test("what lies outside of the periods, is another model's, or is not known yet has no mark")
    func outside() throws {
        let other =
            #"{"type":"deployment","id":"y","at":"2009-06-03T12:00:00Z","model":"n","version":"v9","by":"ops"}"#
        #expect(
            try markers([Lines.policy("p-2", at: "2010-01-01T00:00:00Z", "\"threshold\":0.5"), other]).isEmpty
        )
        #expect(try markers([deployment], [("as_of", "420")]).isEmpty)
    }
}
