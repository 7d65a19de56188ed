import JSON
import Model
import TestSupport
import Testing

@testable import Queries

/// Policies replayed by the question beside loops over decoded events. `DAYBOOK_SEED=17` runs that stream
/// alone.
@Suite("What a policy would have called is that of a slow plain count")
struct WhatIfOracleTests {
    static let seedsOfStreams = seeds(Array(1...32))

    @Test("for thresholds, segments, percentiles and capacities", arguments: seedsOfStreams)
    func replayed(seed: UInt64) throws {
        var stream = try ScoredStream(seed: seed)
        let policies = stream.book.entries.compactMap { entry -> (at: Timestamp, policy: Policy)? in
            guard case .policy(let policy) = entry.event.body, policy.model == "m1".identifier else {
                return nil
            }
            return (entry.event.at, policy)
        }
        for _ in 0..<6 {
            let (stated, own) = Self.policy(&stream)
            let labelsBy = stream.random.pick([nil, "2026-02-10T00:00:00Z"])
            let costs: (Double, Double)? = stream.random.pick([nil, (2, 3.5)])
            let by = stream.random.pick(["none", "version", "segment:tier", "action"])
            var query = [("model", "m1"), ("maturity", "any"), ("by", by), ("acted", "call")] + own
            if let labelsBy { query.append(("labels_by", labelsBy)) }
            if let costs { query += [("cost_fp", "\(costs.0)"), ("cost_fn", "\(costs.1)")] }
            let answer = try stream.ledger.json("/v1/whatif", query)
            let plain = PlainWhatIf(
                try stream.decisions("m1", labelsBy: labelsBy), stated, policies: policies, costs: costs)
            let what = "DAYBOOK_SEED=\(seed) \(query)"
            let groups: [String?] = by == "none" ? [nil] : [nil] + Self.names(plain.ones, by)
            var checked = 0
            for group in groups {
                let ones = plain.ones.filter { group == nil || Self.name($0, by) == group }
                for choice in ["as_it_was", "policy", "as_acted", "act_on_all", "act_on_none"] {
                    try Self.check(
                        answer, group ?? "all", choice, ones, "\(what) \(group ?? "all") \(choice)")
                    checked += 1
                }
            }
            #expect(checked == answer.rows("volumes").count, "\(what)")
            Self.checkActions(answer, plain.ones, what)
        }
    }

    private static func policy(
        _ stream: inout ScoredStream
    ) -> (PlainWhatIf.Stated, [(String, String)]) {
        var (stated, query) = (PlainWhatIf.Stated(), [(String, String)]())
        switch Int.random(in: 0..<4, using: &stream.random) {
        case 0:
            let threshold = stream.random.pick([0.5, 0.3, 0, -1, 40])
            stated.threshold = threshold
            query.append(("threshold", "\(threshold)"))
        case 1:
            let percentile = stream.random.pick([0.8, 0.3, 0.5, 0, 1])
            stated.percentile = percentile
            query.append(("percentile", "\(percentile)"))
        default: break
        }
        if stream.random.chance(0.4) {
            let rules = [
                ("area", "n", 0.2), ("area", "s", 0.7), ("tier", "gold", 0.9), ("tier", "silver", 0.1),
            ]
            .filter { _ in stream.random.chance(0.6) }
            stated.segments = rules.map { (name: $0.0, value: $0.1, threshold: $0.2) }
            // Given in another order than they are looked for.
            if !rules.isEmpty {
                query.append(
                    ("thresholds", rules.reversed().map { "\($0.0)=\($0.1):\($0.2)" }.joined(separator: ",")))
            }
        }
        if stream.random.chance(0.4) {
            let capacity = stream.random.pick([0, 1, 2, 5])
            stated.capacity = capacity
            query.append(("capacity", "\(capacity)"))
        }
        return (stated, query)
    }

    /// Nil for those without.
    private static func name(_ one: PlainWhatIf.One, _ by: String) -> String {
        let decision = one.scored.decision
        switch by {
        case "version": return decision.version.text
        case "action": return decision.action?.text ?? "without"
        default:
            return decision.segments.first { $0.name == "tier".identifier }?.value.text ?? "without"
        }
    }

    private static func names(_ ones: [PlainWhatIf.One], _ by: String) -> [String?] {
        Set(ones.map { name($0, by) }).sorted()
    }

    private static func check(
        _ answer: JSONValue, _ group: String, _ choice: String, _ ones: [PlainWhatIf.One], _ what: String
    ) throws {
        func row(_ table: String) throws -> JSONValue {
            try #require(
                answer.rows(table).first {
                    ($0["group"]?.string ?? "without") == group && $0["policy"]?.string == choice
                }, "\(table) \(what)")
        }
        func call(_ one: PlainWhatIf.One) -> Bool? {
            switch choice {
            case "as_it_was": one.then
            case "policy": one.now
            case "as_acted": one.scored.decision.action.map { $0 == "call".identifier }
            default: choice == "act_on_all"
            }
        }
        let decided = ones.filter { call($0) != nil }
        let called = decided.filter { call($0) == true }
        let others = decided.filter { call($0) == false }
        let newly = called.filter { $0.then == false }
        let noLonger = others.filter { $0.then == true }
        let volume = try row("volumes")
        let days = Set(ones.map(\.day))
        Self.expect(
            volume, ["decisions", "called", "newly_called", "no_longer_called", "days", "most_in_day"],
            [
                decided.count, called.count, newly.count, noLonger.count, days.count,
                days.map { day in called.count { $0.day == day } }.max() ?? 0,
            ], "\(what)")
        let outcomes = try row("outcomes")
        let never = called.count { $0.isUnknown && $0.then != true }
        Self.expect(
            outcomes, ["tp", "fp", "fn", "tn", "unknown_called", "never_acted_on", "unknown_not_called"],
            [
                called.count(where: \.isPositive), called.count(where: \.isNegative),
                others.count(where: \.isPositive), others.count(where: \.isNegative),
                called.count(where: \.isUnknown), never, others.count(where: \.isUnknown),
            ], "\(what)")
        try checkMoney(try row("money"), decided, call, what)
        guard choice == "policy" else { return }
        for (direction, flips) in [("newly_called", newly), ("no_longer_called", noLonger)] {
            let row = try #require(
                answer.rows("flips").first {
                    ($0["group"]?.string ?? "without") == group && $0["direction"]?.string == direction
                })
            Self.expect(
                row, ["decisions", "positive", "negative", "not_known"],
                [
                    flips.count, flips.count(where: \.isPositive), flips.count(where: \.isNegative),
                    flips.count(where: \.isUnknown),
                ], "\(what) \(direction)")
        }
    }

    /// Counts of a row under their names.
    private static func expect(_ row: JSONValue, _ names: [String], _ counts: [Int], _ what: String) {
        for (name, count) in zip(names, counts) {
            #expect(row[name]?.integer == Int64(count), "\(what) \(name)")
        }
    }

    private static func checkMoney(
        _ row: JSONValue, _ decided: [PlainWhatIf.One], _ call: (PlainWhatIf.One) -> Bool?, _ what: String
    ) throws {
        for (key, isCalled) in [("value_called", true), ("value_not_called", false)] {
            let amounts = decided.filter { call($0) == isCalled && ($0.isPositive || $0.isNegative) }
                .compactMap(\.scored.amount)
            PlainFigures.expect(row[key], amounts.isEmpty ? nil : amounts.reduce(0, +), "\(what) \(key)")
        }
        guard row["cost"]?.isNull == false else {
            #expect(decided.allSatisfy { $0.costs == nil }, "\(what)")
            return
        }
        func cost(_ calls: (PlainWhatIf.One) -> Bool?, _ unknown: (PlainWhatIf.One) -> Bool?) -> Double {
            PlainWhatIf.cost(decided, calls, unknown: unknown)
        }
        PlainFigures.expect(row["cost"], cost(call) { _ in nil }, "\(what) cost")
        // At worst every outcome is against the call; at best each is for it.
        PlainFigures.expect(row["cost_lowest"], cost(call) { call($0) }, "\(what) cost_lowest")
        PlainFigures.expect(row["cost_highest"], cost(call) { one in call(one).map { !$0 } }, "\(what)")
        let both = decided.filter { $0.then != nil }
        func change(_ unknown: (PlainWhatIf.One) -> Bool?) -> Double {
            PlainWhatIf.cost(both, call, unknown: unknown)
                - PlainWhatIf.cost(both, { $0.then }, unknown: unknown)
        }
        PlainFigures.expect(row["change"], change { _ in nil }, "\(what) change")
        PlainFigures.expect(row["change_lowest"], change { call($0) }, "\(what) change_lowest")
        PlainFigures.expect(row["change_highest"], change { $0.then }, "\(what) change_highest")
    }

    private static func checkActions(_ answer: JSONValue, _ ones: [PlainWhatIf.One], _ what: String) {
        let rows = answer.rows("actions")
        #expect(rows.count == Set(ones.map { $0.scored.decision.action }).count, "\(what)")
        for row in rows {
            let own = ones.filter { $0.scored.decision.action?.text == row["action"]?.string }
            Self.expect(
                row, ["decisions", "called_then", "called_policy"],
                [own.count, own.count { $0.then == true }, own.count { $0.now == true }], "\(what)")
        }
    }
}
