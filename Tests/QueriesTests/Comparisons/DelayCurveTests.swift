import JSON
import Testing

@testable import Queries

@Suite("How long decisions wait for labels")
struct DelayCurveTests {
    private func selection(_ lines: [String], _ items: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/selection", [("model", "m"), ("maturity", "any")] + items)
    }

    /// Worked out by hand: four decisions, labels after 1, 2 and 3 days, and one that waits for 2.5 days. At
    /// 1 day 1 of 4 has it; at 2 days half; at 3 days everybody who was left.
    private let lines = [
        Lines.decision("d1", at: "2009-06-01T00:00:00Z"), Lines.decision("d2", at: "2009-06-01T00:00:00Z"),
        Lines.decision("d3", at: "2009-06-01T00:00:00Z"), Lines.decision("d4", at: "2009-06-01T12:00:00Z"),
        Lines.outcome("o1", of: "d1", at: "2009-06-02T00:00:00Z"),
        Lines.outcome("o2", of: "d2", label: "false", at: "2009-06-03T00:00:00Z"),
        Lines.outcome("o3", of: "d3", at: "2009-06-04T00:00:00Z"),
    ]

    @Test("those that wait still count as long as they have waited")
    func curve() throws {
        let answer = try selection(lines, [("labels_by", "2009-06-04T00:00:00Z")])
        let chart = try #require(answer["plots"]?["delay"])
        #expect(chart["axis"]?.elements?.compactMap(\.double) == [1, 2, 3])
        #expect(chart["series"]?["labelled"]?["values"]?.elements?.compactMap(\.double) == [0.25, 0.5, 1])
        #expect(answer.fact("delay_quantiles", "half")?.double == 172_800.0)
        #expect(answer.fact("delay_quantiles", "decisions")?.integer == 4)
    }

    @Test("without labels there is no curve, and the reason stands where figures would")
    func none() throws {
        let answer = try selection([Lines.decision("d1")])
        #expect(answer["plots"]?["delay"] == nil)
        #expect(answer.fact("delay_quantiles", "half")?.isNull == true)
        #expect(answer.fact("delay_quantiles", "labelled")?.integer == 0)
    }
}
