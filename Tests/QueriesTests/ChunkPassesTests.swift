import JSON
import Model
import Projections
import Statistics
import TestSupport
import Testing
import Wire

@testable import Queries

@Suite("Values that there is no room for")
struct ChunkPassesTests {
    /// What a distribution rests on, gathered with room for so many scores.
    private struct Gathered: Equatable {
        var passes = 0
        var moments: [Moments] = []
        var medians: [Double] = []
        var below: [Int] = []
        var keys: [GroupKey] = []
    }

    private func gather(_ ledger: TemporaryLedger, keepMax: Int) throws -> Gathered {
        try ledger.projector.read { view in
            let parts: [GroupingArgument] = [.version, .segment(Identifier("tier"))]
            var tallies = ScoreTallies(parts: parts, rows: 5_000, keepMax: keepMax)
            let policies = ThresholdPolicies([])
            var needs = ScoreTallies.needs(parts)
            needs.add(policies.needs)
            var found = Gathered()
            var wantsMore = true
            while wantsMore {
                for series in try view.series() {
                    try view.chunks(of: series, asOf: view.position) { chunk in
                        let rows = try ChunkColumns(chunk, needs, view)
                        try tallies.add(
                            rows, .all(count: rows.count), policies: found.passes == 0 ? policies : nil,
                            guess: 0...0.5)
                        return true
                    }
                }
                found.passes += 1
                wantsMore = tallies.close { tally in
                    OrderStatistics.Wanted(
                        minimum: tally.moments.minimum ?? 0, maximum: tally.moments.maximum ?? 0,
                        ranks: [tally.moments.count / 2], cuts: [0.25, 0.75])
                }
            }
            found.keys = tallies.book.keys
            for number in found.keys.indices {
                let moments = tallies.tallies[number].moments.moments
                found.moments.append(moments)
                found.medians.append(tallies.order.value(group: number, rank: moments.count / 2))
                found.below += [0.25, 0.75].map { tallies.order.count(group: number, below: $0) }
            }
            return found
        }
    }

    @Test("are gone through again, and come to the same figures")
    func again() throws {
        let ledger = try TemporaryLedger()
        var random = SeededGenerator(seed: 4)
        try ledger.append(
            (0..<5_000).map { index in
                Lines.decision(
                    "d\(index)", score: "\(Double.random(in: 0..<1, using: &random))",
                    version: random.pick(["v1", "v1", "v1", "v2"]),
                    more: #","segments":{"tier":"\#(random.pick(["a", "a", "a", "b"]))"}"#)
            })
        var roomy = try gather(ledger, keepMax: 1 << 20)
        let tight = try gather(ledger, keepMax: 64)
        #expect(roomy.passes == 1)
        #expect(tight.passes > 1)
        #expect(tight.keys.count == 4)
        roomy.passes = tight.passes
        #expect(roomy == tight)
    }

    @Test("delays are handed over again until their quantiles are known")
    func delays() {
        let delays = (0..<5_000).map { Double($0 * 7 % 5_000) * 60 }
        var tallies = DelayTallies(keepMax: 100)
        var passes = 0
        repeat {
            for start in stride(from: 0, to: 5_000, by: 1_000) {
                tallies.add(Array(delays[start..<(start + 1_000)]), group: 1)
            }
            passes += 1
        } while tallies.close()
        let figures = tallies.figures(group: 1)
        #expect(passes > 1)
        #expect(figures.count == 5_000)
        #expect(figures.quantile(0.5) == Quantile.linear(sorted: delays.sorted()[...], at: 0.5))
        #expect(figures.quantile(0.99) == Quantile.linear(sorted: delays.sorted()[...], at: 0.99))
        #expect(figures.mean == Moments(delays).mean)
        #expect(tallies.figures(group: 0).count == 0)
        #expect(tallies.figures(group: 9).mean == nil)
    }

    @Test("the last overdue instant is told as ages in seconds are")
    func cutoff() {
        let evaluated = Timestamp(microseconds: 1_900_000_000_000_000)
        for age in [0, 1, 86_400, 0.1, 1_234_567.890_123, -3_600, 1e9] {
            let last = OverdueRule.cutoff(age, at: evaluated)
            #expect(evaluated.seconds(since: Timestamp(microseconds: last)) > age)
            #expect(!(evaluated.seconds(since: Timestamp(microseconds: last + 1)) > age))
        }
    }
}
