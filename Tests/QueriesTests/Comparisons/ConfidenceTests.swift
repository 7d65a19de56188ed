import JSON
import Model
import TestSupport
import Testing

@testable import Queries

@Suite("Confidence")
struct ConfidenceTests {
    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/confidence", [("maturity", "any")] + query)
    }

    @Test("without decisions there is the reason, without confidence there are reasons in place of figures")
    func nothing() throws {
        #expect(try answer([])["notes"]?["no_data"] != nil)
        let answer = try answer([Lines.decision("d1")])
        #expect(answer.rows("summary").first?["mean"]?.isNull == true)
        #expect(answer.rows("quantiles").first?["q0.5"]?.isNull == true)
        #expect(answer.rows("bins").isEmpty)
        #expect(answer.rows("intervals").first?["mean"]?.isNull == true)
        #expect(answer.row("boundary", ["place": "near"])?["share"]?.isNull == true)
        #expect(answer["findings"]?.elements?.first?["code"]?.string == "no-confidence")
    }

    @Test("the low bucket, the bins and the boundary count what lies in them, edges included")
    func buckets() throws {
        let rows: [(score: String, confidence: String, label: String)] = [
            ("0.5", "0.7", "true"), ("0.55", "0.69", "false"), ("0.45", "0.1", "true"), ("0.9", "1", "true"),
            ("0.1", "0", "false"),
        ]
        let lines = rows.enumerated().flatMap { number, row in
            [
                Lines.decision(
                    "d\(number)", score: row.score,
                    more: ",\"threshold\":0.5,\"confidence\":\(row.confidence),\"interval\":[0.1,0.45]"),
                Lines.outcome("o\(number)", of: "d\(number)", label: row.label),
            ]
        }
        let answer = try answer(lines, [("delta", "0.0625")])
        let low = try #require(answer.row("low", ["bucket": "low"]))
        #expect(low["decisions"]?.integer == 3)
        #expect(low["positives"]?.integer == 1)
        #expect(low["accuracy"]?.double == 1.0 / 3.0)
        let rest = try #require(answer.row("low", ["bucket": "rest"]))
        #expect(rest["conversion"]?.double == 1)
        #expect(answer.row("boundary", ["place": "near"])?["decisions"]?.integer == 3)
        #expect(answer.rows("bins").map { $0["from"]?.double } == [0, 0.1, 0.6, 0.7, 0.9])
        let intervals = try #require(answer.rows("intervals").first)
        #expect(intervals["wide"]?.integer == 5)
        #expect(intervals["wide_over"]?.double == 0.3)
        #expect(answer["findings"]?.elements?.contains { $0["code"]?.string == "wide-intervals" } == true)
        #expect(answer["findings"]?.elements?.contains { $0["code"]?.string == "near-boundary" } == true)
    }

    @Test("confidence that does not tell right from wrong is said")
    func useless() throws {
        let lines = (0..<80).flatMap { number in
            [
                Lines.decision(
                    "d\(number)", score: "0.9",
                    more: ",\"threshold\":0.5,\"confidence\":\(number < 40 ? 0.6 : 0.95)"),
                Lines.outcome("o\(number)", of: "d\(number)", label: number % 2 == 0 ? "true" : "false"),
            ]
        }
        let codes = try answer(lines)["findings"]?.elements?.compactMap { $0["code"]?.string } ?? []
        #expect(codes.first == "confidence-says-nothing")
    }

    @Test("every tenth begins at its edge", arguments: 0...10)
    func edges(_ tenth: Int) {
        let edge = Double(tenth) / 10
        #expect(ConfidenceFigures.bin(edge) == min(tenth, 9))
        if tenth > 0 { #expect(ConfidenceFigures.bin(edge.nextDown) == tenth - 1) }
    }

    static let seedsOfStreams = seeds(Array(1...24))

    @Test("is that of a slow plain count", arguments: seedsOfStreams)
    func oracle(seed: UInt64) throws {
        var stream = try ScoredStream(seed: seed)
        let low = stream.random.pick([0.5, 0.7, 1])
        let delta = stream.random.pick([0, 0.1, 0.3])
        let answer = try stream.ledger.json(
            "/v1/confidence",
            [("model", "m1"), ("by", "none"), ("maturity", "any"), ("low", "\(low)"), ("delta", "\(delta)")])
        let decisions = try stream.decisions("m1")
        let scored = decisions.filter { $0.decision.score != nil }
        guard !decisions.isEmpty else { return }
        let what = "DAYBOOK_SEED=\(seed)"
        let with = scored.filter { $0.decision.confidence != nil }
        let confidences = with.compactMap(\.decision.confidence)
        let summary = try #require(answer.rows("summary").first)
        #expect(summary["with_confidence"]?.integer == Int64(with.count), "\(what)")
        PlainFigures.expect(
            summary["mean"], with.isEmpty ? nil : confidences.reduce(0, +) / Double(with.count),
            "\(what) mean")
        PlainFigures.expect(
            answer.rows("quantiles").first?["q0.9"], PlainFigures.quantile(confidences, 0.9),
            "\(what) quantile")
        let bucket = with.filter { ($0.decision.confidence ?? 0) < low }
        let row = try #require(answer.row("low", ["bucket": "low"]))
        #expect(row["decisions"]?.integer == Int64(bucket.count), "\(what)")
        let labelled = bucket.filter { $0.isPositive || $0.isNegative }
        #expect(row["labelled"]?.integer == Int64(labelled.count), "\(what)")
        PlainFigures.expect(
            row["conversion"],
            labelled.isEmpty ? nil : Double(labelled.count(where: \.isPositive)) / Double(labelled.count),
            "\(what) conversion")
        let amounts = labelled.compactMap(\.amount)
        PlainFigures.expect(row["value"], amounts.isEmpty ? nil : amounts.reduce(0, +), "\(what) money")
        let near = scored.count { one in
            one.threshold.map { abs((one.decision.score ?? 0) - $0) <= delta } ?? false
        }
        #expect(answer.row("boundary", ["place": "near"])?["decisions"]?.integer == Int64(near), "\(what)")
        let widths = scored.compactMap { $0.decision.interval.map { $0.high - $0.low } }
        PlainFigures.expect(answer.rows("intervals").first?["max"], widths.max(), "\(what) widths")
    }
}
