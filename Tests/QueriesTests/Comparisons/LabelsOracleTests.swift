import JSON
import Model
import Projections
import TestSupport
import Testing

@testable import Queries

/// Labels by an age, counted one decision after the other.
private struct PlainLabels {
    struct Counts: Equatable {
        var decisions = 0
        var labelled = 0
        var positives = 0
        var negatives = 0
    }

    let decisions: Int
    var all = Counts()
    /// In the order of bands, those without a score last.
    var ranks: [Counts]
    var scores: [Counts]
    var calls = [Counts](repeating: Counts(), count: 3)
    var segments: [String: Counts] = [:]
    var labellers: [String: Counts] = [:]
    /// "" for none.
    var definitions: [String: Counts] = [:]
    var waits: [Double] = []

    init(_ side: [PlainScored], age: Double, evaluated: Timestamp, edges: [Double], ownEdges: [Double]) {
        decisions = side.count
        scores = Array(repeating: Counts(), count: edges.count + 2)
        ranks = Array(repeating: Counts(), count: ownEdges.count + 2)
        for one in side {
            let years = Double(evaluated.microseconds - one.at.microseconds) / 1_000_000
            guard years >= age else { continue }
            let isLabelled = one.delay.map { $0 <= age } ?? false
            if isLabelled, one.label == "excluded" { continue }
            var cell = Counts(decisions: 1)
            if isLabelled {
                cell = Counts(
                    decisions: 1, labelled: 1, positives: one.isPositive ? 1 : 0,
                    negatives: one.isNegative ? 1 : 0)
                waits.append(one.delay ?? 0)
                Self.add(cell, &labellers[one.labeller?.text ?? "?", default: Counts()])
                Self.add(cell, &definitions[one.definition ?? "", default: Counts()])
            }
            Self.add(cell, &all)
            Self.add(cell, &scores[Self.band(one.decision.score, edges)])
            Self.add(cell, &ranks[Self.band(one.decision.score, ownEdges)])
            var call = 2
            if let score = one.decision.score, let cut = one.threshold { call = score >= cut ? 1 : 0 }
            Self.add(cell, &calls[call])
            for segment in one.decision.segments {
                Self.add(cell, &segments["\(segment.name.text)=\(segment.value.text)", default: Counts()])
            }
        }
    }

    private static func add(_ cell: Counts, _ sum: inout Counts) {
        sum.decisions += cell.decisions
        sum.labelled += cell.labelled
        sum.positives += cell.positives
        sum.negatives += cell.negatives
    }

    private static func band(_ score: Double?, _ edges: [Double]) -> Int {
        score.map { score in edges.count { $0 <= score } } ?? edges.count + 1
    }

    /// Inner edges of fifths; equal ones stand once.
    static func edges(_ side: [PlainScored]) -> [Double] {
        var edges: [Double] = []
        for q in [0.2, 0.4, 0.6, 0.8] {
            guard let edge = PlainFigures.quantile(side.compactMap(\.decision.score), q) else { continue }
            if edges.last != edge { edges.append(edge) }
        }
        return edges
    }
}

@Suite("Labels against a slow plain count")
struct LabelsOracleTests {
    private typealias Counts = PlainLabels.Counts

    /// The counts of a row, as far as it shows them.
    private static func check(
        _ row: JSONValue?, _ before: Counts, _ now: Counts, _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (side, counts) in [("baseline", before), ("current", now)] {
            #expect(
                row?["decisions_\(side)"]?.integer == Int64(counts.decisions), "\(what) \(side)",
                sourceLocation: sourceLocation)
            #expect(
                row?["labelled_\(side)"]?.integer == Int64(counts.labelled), "\(what) \(side)",
                sourceLocation: sourceLocation)
            let all = counts.positives + counts.negatives
            PlainFigures.expect(
                row?["base_rate_\(side)"], all > 0 ? Double(counts.positives) / Double(all) : nil,
                "\(what) base rate \(side)", sourceLocation: sourceLocation)
            PlainFigures.expect(
                row?["rate_\(side)"],
                counts.decisions > 0 ? Double(counts.labelled) / Double(counts.decisions) : nil,
                "\(what) rate \(side)", sourceLocation: sourceLocation)
        }
    }

    @Test("counts are those of a slow plain count", arguments: seeds(Array(1...24)))
    func oracle(seed: UInt64) throws {
        var stream = try ScoredStream(seed: seed, events: 500)
        let sides = try LoopSides(&stream)
        let within = stream.random.pick([nil, "0s", "1d", "3d", "14d", "30d"] as [String?])
        // What was sealed says the same as what is held in memory.
        if seed.isMultiple(of: 2) { try stream.ledger.projector.checkpoint() }
        let answer = try stream.ledger.json(
            "/v1/labels", sides.query + (within.map { [("within", $0)] } ?? []))
        let what = "\(sides.what) within \(within ?? "-")"
        let waits = sides.baseline.compactMap(\.delay)
        let ages = sides.current.map {
            Double(sides.evaluated.microseconds - $0.at.microseconds) / 1_000_000
        }
        let usual = PlainFigures.quantile(waits, 0.95)
        let median = PlainFigures.quantile(ages, 0.5)
        let age: Double
        switch within {
        case let within? where within.hasSuffix("d"): age = (Double(within.dropLast()) ?? 0) * 86_400
        case .some: age = 0
        case nil: age = max(0, [usual, median].compactMap(\.self).min() ?? 0)
        }
        PlainFigures.expect(answer.fact("labels", "age"), age, what)
        // Of the microsecond.
        let cut = (age * 1_000_000).rounded(.down) / 1_000_000
        let edges = PlainLabels.edges(
            sides.baseline.contains { $0.decision.score != nil } ? sides.baseline : sides.current)
        let (before, now) = (
            PlainLabels(
                sides.baseline, age: cut, evaluated: sides.evaluated, edges: edges,
                ownEdges: PlainLabels.edges(sides.baseline)),
            PlainLabels(
                sides.current, age: cut, evaluated: sides.evaluated, edges: edges,
                ownEdges: PlainLabels.edges(sides.current))
        )
        for (side, plain) in [("baseline", before), ("current", now)] {
            #expect(
                answer.fact("labels", "decisions_\(side)")?.integer == Int64(plain.decisions), "\(what)")
            #expect(answer.fact("labels", "old_\(side)")?.integer == Int64(plain.all.decisions), "\(what)")
            #expect(
                answer.fact("labels", "labelled_\(side)")?.integer == Int64(plain.all.labelled), "\(what)")
            PlainFigures.expect(
                answer.fact("labels", "wait_median_\(side)"), PlainFigures.quantile(plain.waits, 0.5), what)
        }
        bands(answer.rows("scores"), before.scores, now.scores, "\(what) scores")
        bands(answer.rows("ranks"), before.ranks, now.ranks, "\(what) ranks")
        for (place, row) in answer.rows("calls").enumerated() {
            Self.check(row, before.calls[place], now.calls[place], "\(what) call \(place)")
        }
        for table in ["segments", "labellers", "definitions"] {
            var (one, other) = (before.segments, now.segments)
            if table == "labellers" { (one, other) = (before.labellers, now.labellers) }
            if table == "definitions" { (one, other) = (before.definitions, now.definitions) }
            let rows = answer.rows(table)
            // By bytes: keys of a dictionary of texts are one where they differ in normal form only.
            let names = Set(one.keys).union(other.keys)
            guard !names.contains(where: { !$0.utf8.allSatisfy { $0 < 0x80 } }) else { continue }
            #expect(rows.count == names.count, "\(what) \(table)")
            for name in names {
                let column = String(table.dropLast())
                let row = rows.first { ($0[column]?.string ?? "") == name }
                var (first, second) = (one[name] ?? Counts(), other[name] ?? Counts())
                if table != "segments" {
                    (first.decisions, second.decisions) = (before.all.decisions, now.all.decisions)
                }
                Self.check(row, first, second, "\(what) \(table) \(name)")
            }
        }
    }

    /// Where sides have bands of unequal number, there are none.
    private func bands(_ rows: [JSONValue], _ before: [Counts], _ now: [Counts], _ what: String) {
        guard before.count == now.count else {
            #expect(rows.isEmpty, "\(what)")
            return
        }
        let without = (before.last?.decisions ?? 0) + (now.last?.decisions ?? 0) > 0
        #expect(rows.count == before.count - (without ? 0 : 1), "\(what)")
        for (place, row) in rows.enumerated() where place < before.count {
            Self.check(row, before[place], now[place], "\(what) \(place)")
        }
    }
}
