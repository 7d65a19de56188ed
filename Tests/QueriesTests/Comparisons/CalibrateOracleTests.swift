import JSON
import Model
import TestSupport
import Testing

@testable import Queries

/// Cutoffs beside loops over decoded events. `DAYBOOK_SEED=17` runs that stream alone.
@Suite("Cutoffs and their effects are those of a slow plain count")
struct CalibrateOracleTests {
    static let seedsOfStreams = seeds(Array(1...32))

    @Test("for two versions", arguments: seedsOfStreams)
    func effects(seed: UInt64) throws {
        var stream = try ScoredStream(seed: seed)
        for _ in 0..<4 {
            let labelsBy = stream.random.pick([nil, "2026-02-10T00:00:00Z"])
            let capacity = stream.random.pick([0, 1, 2, 5])
            var query = [
                ("model", "m1"), ("versions", "v1,v2"), ("maturity", "any"), ("cost_fp", "2"),
                ("cost_fn", "3.5"),
                ("capacity", "\(capacity)"), ("role", stream.random.pick(["live", "live,shadow"])),
            ]
            if let labelsBy { query.append(("labels_by", labelsBy)) }
            let answer = try stream.ledger.json("/v1/calibrate", query)
            var decisions = try stream.decisions("m1", labelsBy: labelsBy)
            if query.contains(where: { $0.1 == "live,shadow" }) {
                decisions += try stream.decisions("m1", role: .shadow, labelsBy: labelsBy)
            }
            let scored = decisions.filter { $0.decision.score != nil }
            let before = scored.filter { $0.decision.version == "v1".identifier }
            let current = scored.filter { $0.decision.version == "v2".identifier }
            guard !current.isEmpty else {
                #expect(answer.rows("volumes").isEmpty)
                continue
            }
            try Self.check(answer, before, current, capacity, "DAYBOOK_SEED=\(seed) \(query)")
        }
    }

    private static func check(
        _ answer: JSONValue, _ before: [PlainScored], _ current: [PlainScored], _ capacity: Int,
        _ what: String
    ) throws {
        func score(_ one: PlainScored) -> Double { one.decision.score ?? .nan }
        func wasCalled(_ one: PlainScored) -> Bool { one.threshold.map { score(one) >= $0 } ?? false }
        let candidates = Set(current.map(score)).sorted() + [.infinity]
        func cost(_ cutoff: Double) -> Double {
            2 * Double(current.count { $0.isNegative && score($0) >= cutoff })
                + 3.5 * Double(current.count { $0.isPositive && score($0) < cutoff })
        }
        func f1(_ cutoff: Double) -> Double {
            let hits = current.count { $0.isPositive && score($0) >= cutoff }
            let called = current.count { ($0.isPositive || $0.isNegative) && score($0) >= cutoff }
            return Double(2 * hits) / Double(called + current.count(where: \.isPositive))
        }
        func mostInDay(_ cutoff: Double) -> Int {
            let days = current.filter { score($0) >= cutoff }.map {
                $0.at.microseconds.flooredDivided(by: 86_400_000_000)
            }
            return Set(days).map { day in days.count { $0 == day } }.max() ?? 0
        }
        for row in answer.rows("volumes") {
            let method = try #require(row["method"]?.string)
            let outcomes = try #require(answer.row("outcomes", ["method": method]))
            guard row["called"]?.isNull == false else { continue }
            let cutoff = row["cutoff"]?.double ?? .infinity
            let isHistory = method == "as_it_was"
            let decided = isHistory ? current.filter { $0.threshold != nil } : current
            func isCalled(_ one: PlainScored) -> Bool { isHistory ? wasCalled(one) : score(one) >= cutoff }
            let called = decided.filter(isCalled)
            #expect(row["called"]?.integer == Int64(called.count), "\(what) \(method)")
            #expect(
                row["newly_called"]?.integer == Int64(called.count { $0.threshold != nil && !wasCalled($0) }),
                "\(what) \(method)")
            #expect(
                ["tp", "fp", "fn", "tn"].map { outcomes[$0]?.integer }
                    == [
                        called.count(where: \.isPositive), called.count(where: \.isNegative),
                        decided.count { $0.isPositive && !isCalled($0) },
                        decided.count { $0.isNegative && !isCalled($0) },
                    ].map { Int64($0) }, "\(what) \(method)")
            #expect(
                outcomes["unknown_called"]?.integer == Int64(called.count { $0.label == nil }),
                "\(what) \(method)")
            switch method {
            case "least_cost":
                #expect(candidates.allSatisfy { cost($0) >= cost(cutoff) - 1e-9 }, "\(what) \(method)")
            case "best_f1":
                #expect(
                    candidates.dropLast().allSatisfy { f1($0) <= f1(cutoff) + 1e-12 }, "\(what) \(method)")
            case "capacity":
                #expect(mostInDay(cutoff) <= capacity, "\(what) \(method)")
                if let lower = candidates.last(where: { $0 < cutoff }) {
                    #expect(mostInDay(lower) > capacity, "\(what) \(method)")
                }
            case "same_share":
                let with = before.filter { $0.threshold != nil }
                let share = Double(with.count(where: wasCalled)) / Double(with.count)
                func distance(_ cutoff: Double) -> Double {
                    (Double(current.count { score($0) >= cutoff }) / Double(current.count) - share).magnitude
                }
                #expect(
                    candidates.allSatisfy { distance($0) >= distance(cutoff) - 1e-12 }, "\(what) \(method)")
            default: break
            }
        }
    }
}
