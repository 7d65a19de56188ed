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

    @Test("rows that are stretches of time have them beside, inside the window that was asked for")
    func beside() throws {
        let ledger = try TemporaryLedger()
        let policy = Lines.policy("p-1", at: "2009-06-02T00:00:00Z", "\"threshold\":0.5")
        try ledger.append(lines() + [deployment, policy])
        for (path, unit) in [
            ("/v1/feedback", ("period", "week")), ("/v1/performance", ("window", "week")),
            ("/v1/distribution", ("window", "week")), ("/v1/distribution", ("by", "week")),
        ] {
            let answer = try ledger.json(path, [("model", "m"), unit])
            let rows = answer.rows("changes")
            #expect(rows.compactMap { $0["change"]?.string } == ["policy p-1", "v2 deployed"], "\(path)")
            #expect(
                rows.compactMap { $0["week"]?.string ?? $0["period"]?.string } == ["2009-W23", "2009-W25"])
            let late = try ledger.json(path, [("model", "m"), unit, ("from", "2009-06-10")])
            #expect(late.rows("changes").count == 1)
        }
        let whole = try ledger.json("/v1/distribution", [("model", "m")])
        #expect(whole["tables"]?["changes"] == nil)
    }

    @Test("charts of violations and of agreement by day are marked")
    func charts() throws {
        let ledger = try TemporaryLedger()
        let contract = Lines.contract("c", version: "v1", low: "0", high: "1")
        // Scores are 10 to 99 there, so that each decision breaks it.
        let scored = lines().map { $0.replacing("\"score\":0.5", with: "\"score\":50") }
        let shadows = (0..<420).map { number in
            let day = number / 20
            return Lines.decision(
                "s\(number)", at: "2009-06-\(day < 9 ? "0" : "")\(day + 1)T09:00:01Z", version: "v3",
                role: "shadow", more: ",\"of\":\"d\(number)\"")
        }
        try ledger.append([contract] + scored + shadows + [deployment])
        for (path, key) in [("/v1/contract-violations", "by_day"), ("/v1/shadow", "agreement")] {
            let answer = try ledger.json(path, [("model", "m")])
            let found = try #require(answer["plots"]?[key]?["markers"]?.elements, "\(path)")
            #expect(found.compactMap { $0["label"]?.string } == ["v2 deployed"], "\(path)")
        }
    }
}
