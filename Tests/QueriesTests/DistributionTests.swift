import JSON
import Testing

@testable import Queries

@Suite("Distribution")
struct DistributionTests {
    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/distribution", query)
    }

    @Test("an empty ledger has no rows and says why")
    func empty() throws {
        let answer = try answer([])
        #expect(answer.rows("summary").isEmpty)
        #expect(answer["notes"]?["no_data"] != nil)
    }

    @Test("one score has a mean and no sample deviation")
    func one() throws {
        let row = try #require(try answer([Lines.decision("d1", score: "0.25")]).rows("summary").first)
        #expect(row["mean"]?.double == 0.25)
        #expect(row["sd"]?.isNull == true)
        #expect(row["sd_population"]?.double == 0)
        #expect(row["bins_by"]?.string == "unit")
    }

    @Test("equal scores outside the unit interval have no spread, and one full bin")
    func constant() throws {
        let answer = try answer((1...5).map { Lines.decision("d\($0)", score: "7") })
        let row = try #require(answer.rows("summary").first)
        #expect(row["sd"]?.double == 0)
        #expect(row["low"]?.double == 6.5)
        #expect(row["high"]?.double == 7.5)
        #expect(row["bins_by"]?.string == "observed")
        let counts = answer["plots"]?["m/v1"]?["counts"]?.elements?.compactMap(\.integer)
        #expect(counts?.count == 20)
        #expect(counts?.filter { $0 > 0 } == [5])
    }

    @Test("decisions without a score are counted apart, and have neither figures nor bins")
    func withoutScore() throws {
        let answer = try answer([Lines.decision("d1", score: nil)])
        let row = try #require(answer.rows("summary").first)
        #expect(row["count"]?.integer == 0)
        #expect(row["without_score"]?.integer == 1)
        #expect(row["mean"]?.isNull == true)
        #expect(row["low"]?.isNull == true)
        #expect(answer["plots"]?.members?.isEmpty == true)
    }

    @Test("bins come from the bounds given, else from the version's contract")
    func scale() throws {
        let lines = [
            Lines.contract("c1"), Lines.decision("d1", score: "30"),
            Lines.decision("d2", score: "0.5", version: "v2"),
        ]
        let rows = try answer(lines).rows("summary")
        #expect(rows.map { $0["bins_by"]?.string } == ["contract", "unit"])
        #expect(rows.first?["high"]?.double == 100)
        let together = try answer(lines, [("by", "none")]).rows("summary")
        #expect(together.first?["bins_by"]?.string == "observed")
        let given = try answer(lines, [("low", "1"), ("high", "2"), ("by", "none"), ("bins", "4")])
        #expect(given["plots"]?["m/all"]?["below"]?.integer == 1)
        #expect(given["plots"]?["m/all"]?["above"]?.integer == 1)
        #expect(given["plots"]?["m/all"]?["edges"]?.elements?.count == 5)
    }

    @Test("bounds want both ends in order")
    func bounds() throws {
        let ledger = try TemporaryLedger()
        for query in [
            [("low", "1")], [("high", "1")], [("low", "2"), ("high", "1")], [("low", "1"), ("high", "1")],
        ] {
            #expect(ledger.failure("/v1/distribution", query)?.code == .badParameter)
        }
    }

    @Test("without any threshold there is no share at or over one")
    func noThreshold() throws {
        let row = try #require(try answer([Lines.decision("d1")]).rows("thresholds").first)
        #expect(row["with_threshold"]?.integer == 0)
        #expect(row["without_threshold"]?.integer == 1)
        #expect(row["share_at_or_over"]?.isNull == true)
    }

    @Test("the own threshold comes before the policy's, and a difference is counted")
    func thresholds() throws {
        let lines = [
            Lines.policy("p1", at: "2009-06-01T00:00:00Z", "\"threshold\":0.5"),
            Lines.decision("before", at: "2009-05-31T23:59:59Z", score: "0.9"),
            Lines.decision("policy", score: "0.5"),
            Lines.decision("own", score: "0.5", more: ",\"threshold\":0.6"),
            Lines.decision("same", score: "0.6", more: ",\"threshold\":0.5"),
        ]
        let row = try #require(try answer(lines).rows("thresholds").first)
        #expect(row["with_threshold"]?.integer == 3)
        #expect(row["without_threshold"]?.integer == 1)
        #expect(row["at_or_over"]?.integer == 2)
        #expect(row["disagreements"]?.integer == 1)
    }

    @Test("a policy's segments are asked in byte order, not in that of the document")
    func segmentThresholds() throws {
        let lines = [
            Lines.policy(
                "p1", at: "2009-01-01T00:00:00Z", "\"thresholds\":{\"b\":{\"y\":0.9},\"a\":{\"x\":0.1}}"),
            Lines.decision("d1", more: ",\"segments\":{\"b\":\"y\",\"a\":\"x\"}"),
        ]
        let row = try #require(try answer(lines).rows("thresholds").first)
        #expect(row["at_or_over"]?.integer == 1)
    }

    @Test("one distribution for each stretch of the calendar, in order")
    func windows() throws {
        let lines = [
            Lines.decision("d2", at: "2009-07-01T00:00:00Z"),
            Lines.decision("d1", at: "2009-06-30T23:59:59Z"),
        ]
        let answer = try answer(lines, [("window", "month")])
        #expect(answer.rows("summary").map { $0["period"]?.string } == ["2009-06", "2009-07"])
        #expect(answer["plots"]?.members?.map(\.name) == ["m/v1/2009-06", "m/v1/2009-07"])
    }
}
