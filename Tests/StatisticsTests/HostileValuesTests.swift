import Statistics
import Testing

/// Finite values at the ends of what a double holds, and arrays of every small shape: an answer is a finite
/// number or none.
@Suite("Hostile values")
struct HostileValuesTests {
    static let values: [Double] = [
        0, -0.0, 1, 0.5, 1 - 0x1p-53, 0x1p-1074, -0x1p-1074, 0x1p-1022, 0x1p-1070, 1e-300, 0.1, 0.3, 1e15,
        -1e15,
        1.7e308, -1.7e308, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e200, 1e154,
    ]

    @Test("give finite answers or none", arguments: seeds(1...40))
    func finite(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        for _ in 0..<40 {
            let count = generator.below(12)
            let kinds = [Self.values.count, 12, 3][generator.below(3)]
            let first = (0..<count).map { _ in Self.values[generator.below(kinds)] }
            let second = (0..<count).map { _ in Self.values[generator.below(kinds)] }
            let labels = (0..<count).map { _ in generator.below(3) == 0 }
            let scores = LabelledScores(scores: first, labels: labels)
            var answers: [Double?] = [
                RankingQuality.auc(scores), RankingQuality.deLongError(scores),
                RankingQuality.hanleyMcNeilError(scores), RankingQuality.averagePrecision(scores),
                ProbabilityQuality.brier(scores), ProbabilityQuality.logLoss(scores)?.mean,
                BrierDecomposition(scores)?.withinBins, BrierDecomposition(scores)?.resolution,
                Cutoff.maximumF1(scores)?.f1, FeaturePower.numeric(scores)?.auc,
            ]
            for correlation in [Correlation.pearson, Correlation.spearman, Correlation.kendall] {
                let found = correlation(first, second)
                answers += [found?.coefficient, found?.pValue]
                #expect((found?.coefficient ?? 0).magnitude <= 1 && 0...1 ~= found?.pValue ?? 0)
            }
            for binning in [Reliability.Binning.equalWidth(10), .equalCount(10), .equalCount(1)] {
                let curve = Reliability(scores, binning: binning)
                answers += [curve?.expectedError, curve?.maximumError]
                #expect(curve?.bins.reduce(0) { $0 + $1.count } ?? count == count)
            }
            let calibration = IsotonicCalibration(scores)
            for probe in second {
                guard let chance = calibration?.probability(of: probe) else { continue }
                #expect(0...1 ~= chance, "seed \(seed): \(first) \(labels) at \(probe): \(chance)")
            }
            for family in [PerformanceEstimate.Family.daybook, .nannyml] {
                let estimate = PerformanceEstimate(scores, calibration: calibration, family: family)
                answers += PerformanceMetric.allCases.map { estimate?.values[$0] }
            }
            let area = PairedArea(first, second, labels: labels)
            let difference = PairedDifference(first, second)
            answers += [area?.error, area?.pValue, difference?.mean, difference?.median]
            answers += [difference?.meanMagnitude, difference?.medianMagnitude]
            let (one, other) = (Moments(first), Moments(second))
            answers += [EffectSize.cohenD(one, other), EffectSize.hedgesG(one, other)]
            answers += [EffectSize.cliffDelta(sortedFirst: first.sorted(), sortedSecond: second.sorted())]
            let alpha = KrippendorffAlpha(ratings: [first, second])
            answers += [alpha?.alpha(.nominal), alpha?.alpha(.ordinal), alpha?.alpha(.interval)]
            answers += [ReferenceBand(first)?.low, ReferenceBand(first)?.high]
            #expect(answers.allSatisfy { $0?.isFinite ?? true }, "seed \(seed): \(first) \(second) \(labels)")
            let shared = Cutoff.sameShare(as: first.first ?? 0, on: first.sorted(), other: second.sorted())
            #expect((shared == nil) == (count == 0))
        }
    }
}
