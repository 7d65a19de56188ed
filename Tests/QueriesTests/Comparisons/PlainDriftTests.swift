import JSON
import Model
import TestSupport
import Testing

@testable import Queries

/// Figures of the machine beside those worked out by hand, over seeded streams of everything that events may
/// say. `DAYBOOK_SEED=17` runs one stream.
@Suite("Drift and comparisons are those of the slow plain model")
struct PlainDriftTests {
    private static func isClose(_ found: JSONValue?, _ expected: Double?) -> Bool {
        guard let expected else { return found?.isNull == true }
        guard let found = found?.double else { return false }
        return (found - expected).magnitude <= 1e-9 * max(expected.magnitude, 1e-3)
    }

    private static func mean(_ numbers: [Double]) -> Double? {
        numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
    }

    private static func median(_ numbers: [Double]) -> Double? {
        let sorted = numbers.sorted()
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? sorted[middle] : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2
    }

    @Test("in every figure of every feature and of the scores", arguments: seeds(Array(1...24)))
    func figures(seed: UInt64) throws {
        var stream = RichStream(seed: seed, .mixed)
        let lines = try stream.take(1_200)
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        let events = try lines.map { try Event.decode(Array($0.utf8)) }
        let plain = PlainDrift(events, model: "m1", "v1", "v2")
        let query = [
            ("model", "m1"), ("versions", "v1,v2"), ("seasonal", "none"), ("segments", "false"),
        ]
        let answer = try ledger.json("/v1/drift", query)
        #expect(
            answer.rows("features").map { $0["feature"]?.string } == plain.names.map(\.text), "seed \(seed)")
        for name in plain.names { check(answer, plain, name, "seed \(seed), \(name.text)") }
        checkScores(try ledger.json("/v1/compare", Array(query.prefix(2))), plain, "seed \(seed)")
    }

    /// The row of a feature, by the bytes of its name: streams have names that differ in normal form only.
    private static func row(_ answer: JSONValue, _ table: String, _ name: Identifier) -> JSONValue? {
        answer.rows(table).first { Array(($0["feature"]?.string ?? "").utf8) == name.utf8Bytes }
    }

    private func check(_ answer: JSONValue, _ plain: PlainDrift, _ name: Identifier, _ what: String) {
        let before = PlainDrift.values(plain.baseline, name)
        let after = PlainDrift.values(plain.current, name)
        let missing = Self.row(answer, "missing", name)
        #expect(missing?["rows_baseline"]?.integer == Int64(before.count), "\(what)")
        #expect(
            missing?["missing_baseline"]?.integer == Int64(before.count(where: PlainDrift.isMissing)),
            "\(what)")
        #expect(
            missing?["missing_current"]?.integer == Int64(after.count(where: PlainDrift.isMissing)), "\(what)"
        )
        let row = Self.row(answer, "features", name)
        switch row?["kind"]?.string {
        case "numeric":
            let (first, second) = (PlainDrift.numbers(before), PlainDrift.numbers(after))
            let has = !first.isEmpty && !second.isEmpty
            #expect(
                Self.isClose(row?["effect"], has ? PlainDrift.distance(first, second) : nil), "\(what) effect"
            )
            let numbers = Self.row(answer, "numbers", name)
            for (side, values) in [("baseline", first), ("current", second)] {
                // Extreme numbers lose digits in a plain sum.
                guard values.allSatisfy({ $0.magnitude < 1e6 }) else { continue }
                #expect(Self.isClose(numbers?["mean_\(side)"], Self.mean(values)), "\(what) mean")
                #expect(Self.isClose(numbers?["median_\(side)"], Self.median(values)), "\(what) median")
            }
        case "categorical", "boolean":
            var (first, second) = (PlainDrift.categories(before), PlainDrift.categories(after))
            if row?["kind"]?.string == "boolean" {
                first = first.filter { if case .boolean = $0 { true } else { false } }
                second = second.filter { if case .boolean = $0 { true } else { false } }
            }
            let has = !first.isEmpty && !second.isEmpty
            #expect(
                Self.isClose(row?["effect"], has ? PlainDrift.variation(first, second) : nil),
                "\(what) effect")
            let tests = Self.row(answer, "category_tests", name)
            #expect(
                Self.isClose(tests?["chi_squared"], has ? PlainDrift.chiSquared(first, second) : nil),
                "\(what) chi-squared")
            #expect(
                tests?["new"]?.integer == Int64(Set(second).subtracting(first).count), "\(what) new")
        default: break
        }
    }

    private func checkScores(_ answer: JSONValue, _ plain: PlainDrift, _ what: String) {
        let (first, second) = (plain.baseline.compactMap(\.score), plain.current.compactMap(\.score))
        guard !first.isEmpty, !second.isEmpty else { return }
        let shift = answer.rows("shift").first
        #expect(Self.isClose(shift?["effect"], PlainDrift.distance(first, second)), "\(what) D")
        for (side, scores, decisions) in [
            ("baseline", first, plain.baseline), ("current", second, plain.current),
        ] {
            let row = answer.row("scores", ["side": side])
            #expect(row?["count"]?.integer == Int64(scores.count), "\(what)")
            #expect(row?["without_score"]?.integer == Int64(decisions.count - scores.count), "\(what)")
            #expect(Self.isClose(row?["median"], Self.median(scores)), "\(what) median")
            let own = answer.row("thresholds", ["side": side])
            let other = decisions.count { decision in
                guard let score = decision.score, let over = own?["threshold_other"]?.double else {
                    return false
                }
                return score >= over
            }
            if own?["threshold_other"]?.isNull == false {
                #expect(own?["at_or_over_other"]?.integer == Int64(other), "\(what) over the other's")
            }
        }
    }
}
