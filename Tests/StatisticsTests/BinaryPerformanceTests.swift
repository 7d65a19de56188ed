import Foundation
import Statistics
import Testing

/// Reference values: scikit-learn 1.9.1 on rows of `SplitMix.labelled` (roc_auc_score,
/// average_precision_score, brier_score_loss, log_loss after a cut to 1e-15, confusion_matrix and the scores
/// of it at 0.5); the standard errors from numpy 2.4.6 over all pairs, as DeLong's paper writes them.
@Suite("Binary performance")
struct BinaryPerformanceTests {
    struct Case: Sendable {
        let seed: UInt64
        let steps: Double
        let auc, error, hanleyMcNeil, precision, brier, logLoss: Double
        let counts: [Int]
        let f1, balanced: Double
    }

    static let cases = [
        Case(
            seed: 11, steps: 20, auc: 0.7194852516858751, error: 0.022859920287010217,
            hanleyMcNeil: 0.023665920181372122, precision: 0.6063509710063286, brier: 0.22091000000000002,
            logLoss: 0.8347336292428972, counts: [135, 99, 72, 194], f1: 0.6122448979591837,
            balanced: 0.6571449769995548),
        Case(
            seed: 12, steps: 1_000_000, auc: 0.7374997968767774, error: 0.022160247472450777,
            hanleyMcNeil: 0.022795209382392056, precision: 0.6576361936089187, brier: 0.215145216520258,
            logLoss: 0.6484701261573357, counts: [154, 90, 65, 191], f1: 0.6652267818574514,
            balanced: 0.6914558247615333),
    ]

    @Test("is scikit-learn's and DeLong's", arguments: cases)
    func reference(wanted: Case) throws {
        var generator = SplitMix(seed: wanted.seed)
        let (rows, labels) = generator.labelled(500, steps: wanted.steps)
        let scores = LabelledScores(scores: rows, labels: labels)
        #expect(close(RankingQuality.auc(scores), wanted.auc, 1e-14))
        #expect(close(RankingQuality.deLongError(scores), wanted.error, 1e-12))
        #expect(close(RankingQuality.hanleyMcNeilError(scores), wanted.hanleyMcNeil, 1e-12))
        #expect(close(RankingQuality.averagePrecision(scores), wanted.precision))
        #expect(close(ProbabilityQuality.brier(scores), wanted.brier))
        #expect(close(ProbabilityQuality.logLoss(scores)?.mean, wanted.logLoss))
        let found = Confusion(scores, at: 0.5)
        #expect(
            [found.truePositives, found.falsePositives, found.falseNegatives, found.trueNegatives]
                == wanted.counts)
        #expect(close(found.f1, wanted.f1))
        #expect(close(found.balancedAccuracy, wanted.balanced))
    }

    @Test("equals the plain definition over all pairs, whatever the rows' order", arguments: seeds(1...40))
    func plain(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let (rows, labels) = generator.labelled(
            1 + generator.below(60), steps: Double(1 + generator.below(12)))
        let scores = LabelledScores(scores: rows, labels: labels)
        let pairs = zip(rows, labels)
        let (positives, negatives) = (pairs.filter(\.1).map(\.0), pairs.filter { !$0.1 }.map(\.0))
        let wins = positives.flatMap { hit in negatives.map { hit > $0 ? 1 : hit == $0 ? 0.5 : 0 } }
        let area = wins.isEmpty ? nil : wins.reduce(0, +) / Double(wins.count)
        #expect(
            area == nil ? RankingQuality.auc(scores) == nil : close(RankingQuality.auc(scores), area ?? 0),
            "seed \(seed)")
        let opposite = LabelledScores(scores: rows.map { -$0 }, labels: labels)
        if let area { #expect(close(RankingQuality.auc(opposite), 1 - area), "seed \(seed)") }
        if let error = RankingQuality.deLongError(scores) {
            #expect(close(RankingQuality.deLongError(opposite), error, 1e-12), "seed \(seed)")
        }
        let order = rows.indices.shuffled(using: &generator)
        let mixed = LabelledScores(scores: order.map { rows[$0] }, labels: order.map { labels[$0] })
        #expect(mixed == scores)
        let steps = Set(rows).sorted().reversed().map { Confusion(scores, at: $0) }
        var (precision, recall) = (0.0, 0.0)
        for step in steps where scores.positives > 0 {
            precision += ((step.recall.rate ?? 0) - recall) * (step.precision.rate ?? 0)
            recall = step.recall.rate ?? 0
        }
        #expect(
            scores.positives == 0
                ? RankingQuality.averagePrecision(scores) == nil
                : close(RankingQuality.averagePrecision(scores), precision), "seed \(seed)")
        let brier = pairs.map { ($0 - ($1 ? 1 : 0)) * ($0 - ($1 ? 1 : 0)) }.reduce(0, +) / Double(rows.count)
        #expect((ProbabilityQuality.brier(scores) ?? -1) - brier < 1e-14, "seed \(seed)")
    }

    @Test("says nothing where there is nothing to say")
    func degenerate() throws {
        let none = LabelledScores(scores: [], labels: [])
        #expect(RankingQuality.auc(none) == nil && RankingQuality.averagePrecision(none) == nil)
        #expect(ProbabilityQuality.brier(none) == nil && ProbabilityQuality.logLoss(none) == nil)
        #expect(ProbabilityQuality.meanScore(none) == nil && BrierDecomposition(none) == nil)
        let positive = LabelledScores(scores: [0.2, 0.4], labels: [true, true])
        #expect(RankingQuality.auc(positive) == nil && RankingQuality.deLongError(positive) == nil)
        #expect(RankingQuality.averagePrecision(positive) == 1)
        let constant = LabelledScores(scores: [0.3, 0.3, 0.3, 0.3], labels: [true, false, true, false])
        #expect(RankingQuality.auc(constant) == 0.5)
        #expect(RankingQuality.deLongError(constant) == nil)
        let separated = LabelledScores(scores: [0.1, 0.2, 0.8, 0.9], labels: [false, false, true, true])
        #expect(RankingQuality.auc(separated) == 1)
        #expect(RankingQuality.deLongError(separated) == nil)
        #expect(RankingQuality.interval(auc: 1, error: nil, z: 2) == nil)
        #expect(RankingQuality.interval(auc: 0.9, error: 0.2, z: 2) == Interval(low: 0.5, high: 1))
        let outside = LabelledScores(scores: [1.5], labels: [true])
        #expect(ProbabilityQuality.brier(outside) == nil && ProbabilityQuality.logLoss(outside) == nil)
        #expect(Reliability(outside, binning: .equalWidth(10)) == nil)
    }

    @Test("cuts sure scores for the logarithm, and says how many")
    func clipped() throws {
        let scores = LabelledScores(scores: [0, 1, 1, 0.5], labels: [true, true, false, true])
        let loss = try #require(ProbabilityQuality.logLoss(scores))
        #expect(loss.clipped == 3)
        #expect(close(loss.mean, (-2 * log(1e-15) + 2e-15 + log(2)) / 4, 1e-3))
        #expect(loss.mean.isFinite)
    }

    @Test(
        "falls apart into reliability, resolution, uncertainty and what bins hide", arguments: seeds(1...20))
    func decomposed(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let (rows, labels) = generator.labelled(400, steps: seed % 2 == 0 ? 10 : 1_000)
        let scores = LabelledScores(scores: rows, labels: labels)
        let parts = try #require(BrierDecomposition(scores))
        let sum = parts.reliability - parts.resolution + parts.uncertainty + parts.withinBins
        #expect(close(sum, parts.brier, 1e-15), "seed \(seed)")
        // The within-bin variance less twice the covariance, as Stephenson and others write it.
        var hidden = 0.0
        for bin in 0..<10 {
            let inside = zip(rows, labels).filter { min(9, Int($0.0 * 10 + 1e-12)) == bin }
            guard !inside.isEmpty else { continue }
            let mean = inside.map(\.0).reduce(0, +) / Double(inside.count)
            let rate = Double(inside.count { $0.1 }) / Double(inside.count)
            for (score, label) in inside {
                hidden += (score - mean) * (score - mean) - 2 * (score - mean) * ((label ? 1 : 0) - rate)
            }
        }
        #expect((hidden / 400 - parts.withinBins).magnitude < 1e-14, "seed \(seed)")
        if seed % 2 == 0 { #expect(parts.withinBins.magnitude < 1e-15, "seed \(seed)") }
    }
}

@Suite("Reliability")
struct ReliabilityTests {
    @Test("puts a score on an edge into the bin above, and 1 into the last")
    func edges() throws {
        let scores = LabelledScores(scores: [0, 0.1, 0.3, 0.7, 1], labels: [true, true, true, true, true])
        let curve = try #require(Reliability(scores, binning: .equalWidth(10)))
        #expect(curve.bins.map(\.count) == [1, 1, 0, 1, 0, 0, 0, 1, 0, 1])
        #expect(curve.bins[2].meanScore == nil && curve.bins[2].gap == nil)
        #expect(curve.bins[2].wilson(z: Normal.z95) == nil)
        #expect(curve.maximumError == 1)
        #expect(Reliability(scores, binning: .equalWidth(0)) == nil)
        #expect(Reliability(scores, binning: .equalWidth(.max)) == nil)
    }

    @Test("has bins of equal counts, the last with the rest")
    func equalCounts() throws {
        func counts(_ rows: Int) -> [Int]? {
            let scores = LabelledScores(
                scores: (0..<rows).map { Double($0) / 100 }, labels: (0..<rows).map { $0 % 2 == 0 })
            return Reliability(scores, binning: .equalCount(10))?.bins.map(\.count)
        }
        #expect(counts(3) == nil)
        #expect(counts(4) == [2, 2])
        #expect(counts(5) == [2, 3])
        #expect(counts(20) == [Int](repeating: 2, count: 10))
        // As the source does: 29 rows have bins of 2, which are 14.
        #expect(counts(29) == [Int](repeating: 2, count: 13) + [3])
        #expect(counts(95) == [Int](repeating: 9, count: 9) + [14])
    }

    @Test("shares out the rows of one score between bins")
    func shared() throws {
        let scores = LabelledScores(
            scores: [Double](repeating: 0.5, count: 8),
            labels: [true, true, true, false, false, false, false, false])
        let curve = try #require(Reliability(scores, binning: .equalCount(2)))
        #expect(curve.bins.map(\.count) == [4, 4])
        #expect(curve.bins.map(\.positives) == [1.5, 1.5])
        #expect(close(curve.expectedError, 0.125))
        let interval = try #require(curve.bins[0].wilson(z: Normal.z95))
        #expect(interval.low < 0.375 && interval.high > 0.375)
    }

    @Test("finds no error where scores are the rates")
    func calibrated() throws {
        let tallies = (1...9).map {
            LabelledScores.Tally(score: Double($0) / 10, positives: $0, negatives: 10 - $0)
        }
        let scores = try #require(LabelledScores(tallies: tallies))
        for binning in [Reliability.Binning.equalWidth(10), .equalWidth(15), .equalCount(9)] {
            let error = try #require(Reliability(scores, binning: binning)?.maximumError)
            #expect(error < 1e-15)
        }
    }
}
