import Testing

@testable import Statistics

@Suite("Bounds where outcomes are not known")
struct UnknownOutcomesTests {
    private func confusion(_ tp: Int, _ fp: Int, _ fn: Int, _ tn: Int) throws -> Confusion {
        try #require(
            Confusion(truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn))
    }

    @Test("are the least and greatest over all outcomes that there might be")
    func extremes() throws {
        for (tp, fp, fn, tn) in [(3, 2, 1, 4), (0, 0, 0, 0), (0, 5, 0, 0), (2, 0, 0, 0), (0, 0, 3, 1)] {
            for called in 0...3 {
                for others in 0...3 {
                    let bounds = try #require(
                        UnknownOutcomes(
                            known: try confusion(tp, fp, fn, tn), called: called, notCalled: others))
                    let matrix = try #require(
                        CostMatrix(truePositive: -1, falsePositive: 3, falseNegative: 5, trueNegative: 0.5))
                    var (precisions, recalls, accuracies): ([Double], [Double], [Double]) = ([], [], [])
                    var costs: [Double] = []
                    var isRecallSure = true
                    for hits in 0...called {
                        for lost in 0...others {
                            let one = try confusion(
                                tp + hits, fp + called - hits, fn + lost, tn + others - lost)
                            if let rate = one.precision.rate { precisions.append(rate) }
                            if let rate = one.recall.rate {
                                recalls.append(rate)
                            } else {
                                isRecallSure = false
                            }
                            if let rate = one.accuracy.rate { accuracies.append(rate) }
                            costs.append(matrix.cost(of: one))
                        }
                    }
                    #expect(bounds.precision?.low == precisions.min())
                    #expect(bounds.precision?.high == precisions.max())
                    #expect(bounds.accuracy?.low == accuracies.min())
                    #expect(bounds.accuracy?.high == accuracies.max())
                    if isRecallSure {
                        #expect(bounds.recall?.low == recalls.min())
                        #expect(bounds.recall?.high == recalls.max())
                    }
                    let cost = bounds.cost(matrix)
                    #expect(abs(cost.low - (costs.min() ?? 0)) < 1e-12)
                    #expect(abs(cost.high - (costs.max() ?? 0)) < 1e-12)
                }
            }
        }
    }

    @Test("are one value when every outcome is known, and none for counts that cannot be")
    func known() throws {
        let all = try #require(UnknownOutcomes(known: try confusion(3, 1, 2, 4), called: 0, notCalled: 0))
        #expect(all.precision == Interval(low: 0.75, high: 0.75))
        #expect(all.recall == Interval(low: 0.6, high: 0.6))
        #expect(UnknownOutcomes(known: try confusion(0, 0, 0, 0), called: -1, notCalled: 0) == nil)
        #expect(UnknownOutcomes(known: try confusion(0, 0, 0, 0), called: 0, notCalled: 0)?.recall == nil)
    }

    @Test("the cutoff of the nearest share may be found by the share alone")
    func share() {
        let other = [0.1, 0.2, 0.2, 0.3, 0.4]
        #expect(Cutoff.sameShare(called: 2, of: 5, other: other)?.score == 0.3)
        #expect(Cutoff.sameShare(called: 1, of: 2, other: other)?.score == 0.3)
        #expect(Cutoff.sameShare(called: 0, of: 3, other: other)?.score == nil)
        #expect(Cutoff.sameShare(called: 3, of: 3, other: other)?.score == 0.1)
        #expect(Cutoff.sameShare(called: 4, of: 3, other: other) == nil)
        #expect(Cutoff.sameShare(called: 1, of: 3, other: []) == nil)
    }
}
