import Testing

@testable import Statistics

@Suite("What flipped decisions cost more")
struct FlippedOutcomesTests {
    @Test("is the difference of what both choices cost; bounds are the least and greatest over all outcomes")
    func extremes() throws {
        let matrix = try #require(
            CostMatrix(truePositive: -1, falsePositive: 3, falseNegative: 5, trueNegative: 0.5))
        for (positives, negatives, lost, spared) in [(3, 2, 1, 4), (0, 0, 0, 0), (0, 5, 2, 0)] {
            for newly in 0...3 {
                for noLonger in 0...3 {
                    let flips = FlippedOutcomes(
                        newly: try #require(
                            .init(positives: positives, negatives: negatives, unknown: newly)),
                        noLonger: try #require(.init(positives: lost, negatives: spared, unknown: noLonger)))
                    // Every outcome of those without one, by the confusions before and after.
                    var changes: [Double] = []
                    for hits in 0...newly {
                        for misses in 0...noLonger {
                            let (new, old) = (positives + hits, lost + misses)
                            let (bad, good) = (negatives + newly - hits, spared + noLonger - misses)
                            let before = try #require(
                                Confusion(
                                    truePositives: old, falsePositives: good, falseNegatives: new,
                                    trueNegatives: bad))
                            let after = try #require(
                                Confusion(
                                    truePositives: new, falsePositives: bad, falseNegatives: old,
                                    trueNegatives: good))
                            changes.append(matrix.cost(of: after) - matrix.cost(of: before))
                        }
                    }
                    let bounds = flips.cost(matrix)
                    #expect(abs(bounds.low - (changes.min() ?? 0)) < 1e-12)
                    #expect(abs(bounds.high - (changes.max() ?? 0)) < 1e-12)
                    if newly + noLonger == 0 { #expect(flips.knownCost(matrix) == changes[0]) }
                }
            }
        }
    }

    @Test("has no counts below 0")
    func refused() {
        #expect(FlippedOutcomes.Counts(positives: -1, negatives: 0, unknown: 0) == nil)
    }
}
