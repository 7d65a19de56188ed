import JSON
import Model
import TestSupport
import Testing

@testable import Queries

/// Performance beside loops over decoded events. `DAYBOOK_SEED=17` runs that stream alone.
@Suite("Performance is that of a slow plain count")
struct PerformanceOracleTests {
    static let seedsOfStreams = seeds(Array(1...32))

    @Test("by version, at every maturity and cutoff", arguments: seedsOfStreams)
    func figures(seed: UInt64) throws {
        var stream = try ScoredStream(seed: seed)
        for _ in 0..<6 {
            let role = stream.random.pick([Role.live, .live, .shadow, .reference])
            let maturity = stream.random.pick(["any", "5d", nil, nil])
            let labelsBy = stream.random.pick([nil, "2026-02-10T00:00:00Z", "2026-01-05T00:00:00Z"])
            let threshold = stream.random.pick([0.5, 0.25, 0.61])
            let percentile = stream.random.pick([0, 0.5, 0.8, 1])
            var query = [
                ("model", "m1"), ("role", role.rawValue), ("threshold", "\(threshold)"),
                ("percentile", "\(percentile)"), ("cost_fp", "2.5"), ("cost_fn", "7"),
            ]
            if let maturity { query.append(("maturity", maturity)) }
            if let labelsBy { query.append(("labels_by", labelsBy)) }
            let answer = try stream.ledger.json("/v1/performance", query)
            let decisions = try stream.decisions("m1", role: role, labelsBy: labelsBy)
            let evaluated = try Timestamp(parsing: labelsBy ?? ScoredStream.recorded)
            let age = Self.age(maturity, decisions)
            let versions = Set(decisions.map(\.decision.version)).sorted()
            #expect(answer.rows("summary").count == versions.count)
            for version in versions {
                try Self.check(
                    answer, decisions.filter { $0.decision.version == version }, age, evaluated,
                    (threshold, percentile), "DAYBOOK_SEED=\(seed) \(query) \(version.text)", stream.book)
            }
        }
    }

    /// In seconds; nil where every age will do.
    private static func age(_ maturity: String?, _ decisions: [PlainScored]) -> Double? {
        if maturity == "any" { return nil }
        if maturity != nil { return 5 * 86_400 }
        let delays = decisions.filter { $0.label != nil && $0.label != "excluded" }.compactMap(\.delay)
        return delays.count >= 30 ? PlainFigures.quantile(delays, 0.95) : nil
    }

    private static func check(
        _ answer: JSONValue, _ own: [PlainScored], _ age: Double?, _ evaluated: Timestamp,
        _ cutoffs: (threshold: Double, percentile: Double), _ what: String, _ book: PlainBook
    ) throws {
        let version = try #require(own.first?.decision.version)
        let group = ["group": version.text]
        let scored = own.filter { $0.decision.score != nil }
        let mature = scored.filter { one in
            age.map { Double(evaluated.microseconds - one.at.microseconds) / 1_000_000 > $0 } ?? true
        }
        let positives = mature.filter(\.isPositive)
        let negatives = mature.filter(\.isNegative)
        let summary = try #require(answer.row("summary", group))
        #expect(summary["decisions"]?.integer == Int64(own.count), "\(what)")
        #expect(summary["mature"]?.integer == Int64(mature.count), "\(what)")
        #expect(summary["positives"]?.integer == Int64(positives.count), "\(what)")
        #expect(summary["negatives"]?.integer == Int64(negatives.count), "\(what)")
        #expect(summary["unlabelled"]?.integer == Int64(mature.count { $0.label == nil }), "\(what)")
        let (hits, misses) = (positives.compactMap(\.decision.score), negatives.compactMap(\.decision.score))
        let ranking = try #require(answer.row("ranking", group))
        PlainFigures.expect(ranking["auc"], PlainFigures.auc(hits, misses), "\(what) auc")
        PlainFigures.expect(
            ranking["average_precision"], PlainFigures.averagePrecision(hits, misses), "\(what) ap")
        let range = book.scoreRange("m1".identifier, version, asOf: Position(book.entries.count))
        let isUnit =
            (range == nil || range?.min == 0 && range?.max == 1)
            && scored.allSatisfy { (0...1).contains($0.decision.score ?? -1) }
        let probability = try #require(answer.row("probability", group))
        if isUnit || range == nil {
            PlainFigures.expect(
                probability["brier"], isUnit ? PlainFigures.brier(hits, misses) : nil, "\(what) brier")
            PlainFigures.expect(
                probability["ece"], isUnit ? PlainFigures.calibrationError(hits, misses) : nil, "\(what) ece")
        }
        func isCalled(_ one: PlainScored, _ cutoff: Double?) -> Bool? {
            guard let score = one.decision.score, let cutoff = cutoff ?? one.threshold else { return nil }
            return score >= cutoff
        }
        // The last bit of a quantile decides about a score that is equal to it, so the answer's is taken.
        let quantile = answer.row("cutoffs", group.merging(["at": "percentile"]) { $1 })?["cutoff"]
        let expected = PlainFigures.quantile(scored.compactMap(\.decision.score), cutoffs.percentile)
        if let expected { PlainFigures.expect(quantile, expected, "\(what) quantile") }
        #expect((quantile == nil) == (expected == nil), "\(what)")
        for (at, cutoff) in [
            ("in_force", nil), ("threshold", cutoffs.threshold), ("percentile", quantile?.double),
        ] {
            if at == "percentile", quantile == nil { continue }
            let row = try #require(answer.row("cutoffs", group.merging(["at": at]) { $1 }), "\(what) \(at)")
            let tp = positives.count { isCalled($0, cutoff) == true }
            let fp = negatives.count { isCalled($0, cutoff) == true }
            let fn = positives.count { isCalled($0, cutoff) == false }
            let tn = negatives.count { isCalled($0, cutoff) == false }
            #expect(
                ["called", "tp", "fp", "fn", "tn"].map { row[$0]?.integer }
                    == [scored.count { isCalled($0, cutoff) == true }, tp, fp, fn, tn].map { Int64($0) },
                "\(what) \(at)")
            PlainFigures.expect(row["cost"], 2.5 * Double(fp) + 7 * Double(fn), "\(what) cost")
            let rates = try #require(answer.row("rates", group.merging(["at": at]) { $1 }))
            PlainFigures.expect(
                rates["precision"], tp + fp > 0 ? Double(tp) / Double(tp + fp) : nil, "\(what) precision")
            PlainFigures.expect(
                rates["f1"], 2 * tp + fp + fn > 0 ? Double(2 * tp) / Double(2 * tp + fp + fn) : nil,
                "\(what) f1")
            guard let money = answer.row("money", group.merging(["at": at]) { $1 }) else { continue }
            let amounts = positives.filter { isCalled($0, cutoff) == true }.compactMap(\.amount)
            PlainFigures.expect(
                money["value_tp"], amounts.isEmpty ? nil : amounts.reduce(0, +), "\(what) value_tp")
        }
    }
}

extension String {
    var identifier: Identifier { Identifier(self) }
}
