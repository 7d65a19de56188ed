import Statistics
import Testing

@Suite("Cutoffs")
struct CutoffTests {
    /// Every cutoff there is, from nobody to everybody.
    private func all(_ scores: [Double]) -> [Double?] { [nil] + Set(scores).sorted(by: >) }

    private func called(_ scores: [Double], _ cutoff: Double?) -> Int {
        cutoff.map { cutoff in scores.count { $0 >= cutoff } } ?? 0
    }

    @Test("at the same share is the nearest of all, the smaller of equals", arguments: seeds(1...60))
    func sameShare(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let first = (0..<(1 + generator.below(30))).map { _ in Double(generator.below(10)) }.sorted()
        let other = (0..<(1 + generator.below(30))).map { _ in Double(generator.below(12)) / 7 }.sorted()
        let cutoff = Double(generator.below(12)) - 0.5 * Double(generator.below(2))
        let found = try #require(Cutoff.sameShare(as: cutoff, on: first, other: other))
        // As whole numbers: |called / other - wanted / first| times both counts.
        let wanted = called(first, cutoff) * other.count
        let best = all(other).min { one, two in
            let (near, far) = (
                (called(other, one) * first.count - wanted).magnitude,
                (called(other, two) * first.count - wanted).magnitude
            )
            return near < far || near == far && called(other, one) < called(other, two)
        }
        #expect(found.score == best ?? nil, "seed \(seed)")
        #expect(found.called == called(other, found.score) && found.count == other.count, "seed \(seed)")
    }

    @Test("at a percentile calls who is at or over numpy's quantile")
    func percentile() throws {
        let found = try #require(Cutoff.percentile(share: 0.2, of: [1, 2, 3, 4, 5, 6]))
        #expect(found.score == 5 && found.called == 2 && found.share.rate == 2.0 / 6)
        #expect(Cutoff.percentile(share: 0.2, of: []) == nil)
        #expect(
            Cutoff.percentile(share: .nan, of: [1]) == nil && Cutoff.percentile(share: 1.1, of: [1]) == nil)
        // Through 1 - 0.7 it would lie above the fourth score.
        let elevenths = (0...10).map { Double($0) }
        #expect(Cutoff.percentile(at: 0.3, of: elevenths)?.called == 8)
        #expect(Cutoff.percentile(at: 1.1, of: elevenths) == nil)
        #expect(Cutoff.percentile(share: 1, of: [1, 2])?.called == 2)
    }

    @Test("for a capacity is the lowest that no day passes", arguments: seeds(1...60))
    func capacity(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let days = (0..<(1 + generator.below(6))).map { _ in
            (0..<generator.below(9)).map { _ in Double(generator.below(8)) }.sorted()
        }
        let perDay = generator.below(7)
        let scores = days.flatMap(\.self).sorted()
        let found = Cutoff.capacity(perDay: perDay, days: days)
        guard !scores.isEmpty else {
            #expect(found == nil)
            return
        }
        let fits = all(scores).filter { cutoff in days.allSatisfy { called($0, cutoff) <= perDay } }
        let best = fits.max { called(scores, $0) < called(scores, $1) }
        #expect(found?.score == best ?? nil, "seed \(seed)")
        #expect(found?.called == called(scores, best ?? nil) && found?.count == scores.count, "seed \(seed)")
        let total = Cutoff.count(atMost: perDay * days.count, of: scores)
        let most = all(scores).filter { called(scores, $0) <= perDay * days.count }
            .max { called(scores, $0) < called(scores, $1) }
        #expect(total?.score == most ?? nil, "seed \(seed)")
        #expect(total?.called == called(scores, most ?? nil), "seed \(seed)")
    }

    @Test("by cost and by F1 are the best of all, the highest of equals", arguments: seeds(1...60))
    func labelled(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let (rows, labels) = generator.labelled(
            1 + generator.below(40), steps: Double(1 + generator.below(9)))
        let scores = LabelledScores(scores: rows, labels: labels)
        let costs = try #require(
            CostMatrix(
                truePositive: -Double(generator.below(3)), falsePositive: Double(generator.below(4)),
                falseNegative: Double(generator.below(6))))
        let choices = all(rows).map { ($0, Confusion(scores, at: $0 ?? .infinity)) }
        // The first of equals is the highest cutoff.
        let cheapest = try #require(choices.min { costs.cost(of: $0.1) < costs.cost(of: $1.1) })
        let found = try #require(costs.cutoff(scores))
        #expect(found.cutoff.score == cheapest.0, "seed \(seed)")
        #expect(found.costPerRow == costs.cost(of: cheapest.1) / Double(rows.count), "seed \(seed)")
        #expect(found.cutoff.called == cheapest.1.called)
        let sharpest = choices.filter { $0.1.f1 ?? 0 > 0 }
            .enumerated().max { ($0.1.1.f1 ?? 0, -$0.0) < ($1.1.1.f1 ?? 0, -$1.0) }
        let best = Cutoff.maximumF1(scores)
        #expect(best?.cutoff.score == sharpest?.element.0, "seed \(seed)")
        #expect(close(best?.f1, sharpest?.element.1.f1 ?? 0) || sharpest == nil, "seed \(seed)")
    }

    @Test("are none where there is nothing to cut")
    func degenerate() {
        let none = LabelledScores(scores: [], labels: [])
        #expect(Cutoff.sameShare(as: 1, on: [], other: [1]) == nil)
        #expect(Cutoff.sameShare(as: 1, on: [1], other: []) == nil)
        #expect(Cutoff.capacity(perDay: 1, days: [[], []]) == nil)
        #expect(Cutoff.capacity(perDay: -1, days: [[1]]) == nil)
        #expect(Cutoff.capacity(perDay: .max, days: [[1, 1]])?.called == 2)
        #expect(Cutoff.count(atMost: .max, of: [1, 1])?.called == 2)
        #expect(Cutoff.count(atMost: -1, of: [1]) == nil)
        #expect(Cutoff.maximumF1(none) == nil)
        #expect(CostMatrix(falsePositive: 1, falseNegative: 1)?.cutoff(none) == nil)
        #expect(CostMatrix(falsePositive: .infinity, falseNegative: 1) == nil)
        #expect(CostMatrix(falsePositive: .nan, falseNegative: 1) == nil)
        // A free miss and a dear call: nobody.
        let some = LabelledScores(scores: [0.1, 0.9], labels: [false, true])
        #expect(
            CostMatrix(truePositive: 1, falsePositive: 1, falseNegative: 0)?.cutoff(some)?.cutoff.score == nil
        )
    }
}
