import JSON
import Model
import Projections
import TestSupport
import Testing

@testable import Queries

/// What was done with scores, counted one decision after the other.
private struct PlainWorkflow {
    struct Action: Hashable {
        let name: String
        let isOver: Bool
    }

    var decisions = 0
    var fallbacks = 0
    var withoutAction = 0
    var withoutScore = 0
    var withoutThreshold = 0
    var twice = 0
    var disagreements = 0
    var called = 0
    var callable = 0
    var actions: [Action: Int] = [:]
    var segments: [String: [Action: Int]] = [:]
    var thresholds: [Double: Int] = [:]

    init(_ side: [PlainScored]) {
        for one in side {
            decisions += 1
            let isFallback = one.decision.fallback?.applies == true
            if isFallback { fallbacks += 1 }
            if one.decision.action == nil { withoutAction += 1 }
            if let own = one.decision.threshold, let policy = one.policyThreshold {
                twice += 1
                if own != policy { disagreements += 1 }
            }
            guard let score = one.decision.score else {
                withoutScore += 1
                continue
            }
            guard let cut = one.threshold else {
                withoutThreshold += 1
                continue
            }
            thresholds[cut, default: 0] += 1
            if isFallback { continue }
            callable += 1
            if score >= cut { called += 1 }
            guard let action = one.decision.action else { continue }
            let cell = Action(name: action.text, isOver: score >= cut)
            actions[cell, default: 0] += 1
            for segment in one.decision.segments {
                segments["\(segment.name.text)=\(segment.value.text)", default: [:]][cell, default: 0] += 1
            }
        }
    }

    /// The most frequent action on a side of the threshold, the first in byte order of equally frequent ones.
    func usual(over: Bool) -> String? {
        actions.filter { $0.key.isOver == over }.min {
            ($1.value, $0.key.name) < ($0.value, $1.key.name)
        }?.key.name
    }

    static func followed(_ cells: [Action: Int], under: String, over: String) -> (Int, Int) {
        let hits = cells.filter { $0.key.name == ($0.key.isOver ? over : under) }
        return (hits.values.reduce(0, +), cells.values.reduce(0, +))
    }
}

@Suite("Workflow against a slow plain count")
struct WorkflowOracleTests {
    /// A row of shares: counts and rates, or none where a side has none.
    private static func check(
        _ row: JSONValue?, _ before: (hits: Int, of: Int), _ now: (hits: Int, of: Int), _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard before.of > 0, now.of > 0 else {
            #expect(row?["count_baseline"]?.isNull == true, "\(what)", sourceLocation: sourceLocation)
            return
        }
        for (side, counts) in [("baseline", before), ("current", now)] {
            #expect(
                row?["count_\(side)"]?.integer == Int64(counts.of), "\(what) \(side)",
                sourceLocation: sourceLocation)
            PlainFigures.expect(
                row?["share_\(side)"], Double(counts.hits) / Double(counts.of), "\(what) \(side)",
                sourceLocation: sourceLocation)
        }
    }

    @Test("counts are those of a slow plain count", arguments: seeds(Array(1...24)))
    func oracle(seed: UInt64) throws {
        var stream = try ScoredStream(seed: seed, events: 700)
        let sides = try LoopSides(&stream)
        if seed.isMultiple(of: 2) { try stream.ledger.projector.checkpoint() }
        let answer = try stream.ledger.json("/v1/workflow", sides.query)
        let what = sides.what
        let (before, now) = (PlainWorkflow(sides.baseline), PlainWorkflow(sides.current))
        for (side, plain) in [("baseline", before), ("current", now)] {
            for (key, count) in [
                ("decisions", plain.decisions), ("without_score", plain.withoutScore),
                ("without_threshold", plain.withoutThreshold),
            ] {
                #expect(
                    answer.fact("workflow", "\(key)_\(side)")?.integer == Int64(count), "\(what) \(key)")
            }
        }
        func row(_ share: String) -> JSONValue? { answer.row("shares", ["share": share]) }
        Self.check(
            row("fallback"), (before.fallbacks, before.decisions), (now.fallbacks, now.decisions),
            "\(what) fallback")
        Self.check(
            row("without_action"), (before.withoutAction, before.decisions),
            (now.withoutAction, now.decisions), "\(what) without action")
        Self.check(
            row("called"), (before.called, before.callable), (now.called, now.callable), "\(what) called")
        Self.check(
            row("policy_ignored"), (before.disagreements, before.twice), (now.disagreements, now.twice),
            "\(what) policy ignored")
        let (under, over) = (before.usual(over: false), before.usual(over: true))
        #expect(answer.fact("workflow", "usual_under")?.string == under, "\(what)")
        #expect(answer.fact("workflow", "usual_over")?.string == over, "\(what)")
        if let under, let over, under != over {
            func followed(_ cells: [PlainWorkflow.Action: Int]) -> (hits: Int, of: Int) {
                PlainWorkflow.followed(cells, under: under, over: over)
            }
            Self.check(row("followed"), followed(before.actions), followed(now.actions), "\(what) followed")
            let names = Set(before.segments.keys).intersection(now.segments.keys)
            if names.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) {
                #expect(answer.rows("segments").count == names.count, "\(what)")
                for name in names {
                    Self.check(
                        answer.row("segments", ["segment": name]), followed(before.segments[name] ?? [:]),
                        followed(now.segments[name] ?? [:]), "\(what) \(name)")
                }
            }
        } else {
            #expect(row("followed")?["count_baseline"]?.isNull == true, "\(what)")
            #expect(answer.rows("segments").isEmpty, "\(what)")
        }
        let cuts = Set(before.thresholds.keys).union(now.thresholds.keys).sorted()
        #expect(answer.rows("thresholds").map { $0["threshold"]?.double } == cuts, "\(what)")
        for (cut, row) in zip(cuts, answer.rows("thresholds")) {
            #expect(row["baseline"]?.integer == Int64(before.thresholds[cut] ?? 0), "\(what) \(cut)")
            #expect(row["current"]?.integer == Int64(now.thresholds[cut] ?? 0), "\(what) \(cut)")
        }
        for name in Set((before.actions.keys.map(\.name)) + now.actions.keys.map(\.name)) {
            let row = answer.row("actions", ["action": name])
            for (column, plain, isOver) in [
                ("under_baseline", before, false), ("under_current", now, false),
                ("over_baseline", before, true), ("over_current", now, true),
            ] {
                let count = plain.actions[PlainWorkflow.Action(name: name, isOver: isOver)] ?? 0
                #expect(row?[column]?.integer == Int64(count), "\(what) \(name) \(column)")
            }
        }
    }
}
