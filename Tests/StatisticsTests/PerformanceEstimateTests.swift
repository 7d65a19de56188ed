import Testing

@testable import Statistics

/// Against what NannyML 0.13.1 said of the oracle's data, and scikit-learn 1.9.1.
@Suite("Performance estimate")
struct PerformanceEstimateTests {
    static let pairs = [
        ("", OracleData.reference, OracleData.current),
        ("_big", OracleData.bigReference, OracleData.bigCurrent),
    ]
    static let names: [(PerformanceMetric, String)] = [
        (.auc, "roc_auc"), (.accuracy, "accuracy"), (.precision, "precision"), (.recall, "recall"),
        (.f1, "f1"),
    ]

    @Test("is NannyML's: calibration decided, value, sampling error and what came of it")
    func oracle() throws {
        let expected = try OracleData.expected("nannyml-0.13.1")
        for (tag, reference, current) in Self.pairs {
            let rows = (reference.rows.map(\.score), reference.rows.map(\.label))
            let known = LabelledScores(scores: rows.0, labels: rows.1)
            #expect(
                CalibrationDecision.nannyml(scores: rows.0, labels: rows.1)
                    == (expected["needs_calibration/ref\(tag)"] as? Bool))
            #expect(CalibrationDecision.daybook(known) == true)
            let calls = LabelledScores(
                scores: current.rows.map(\.score), labels: current.rows.map(\.isCalled))
            let calibration = IsotonicCalibration(known)
            let estimate = try #require(
                PerformanceEstimate(calls, calibration: calibration, family: .nannyml))
            let own = try #require(PerformanceEstimate(calls, calibration: calibration))
            let error = SamplingError(known, Confusion(known, at: 0.5))
            let later = LabelledScores(
                scores: current.rows.map(\.score), labels: current.rows.map(\.label))
            let realised = PerformanceValues(realised: later, Confusion(later, at: 0.5))
            for (metric, name) in Self.names {
                let wanted = try #require(expected["cbpe_\(name)\(tag)"] as? [String: Any])
                let (value, spread, truth) = (
                    wanted["value"] as? Double ?? .nan, wanted["sampling_error"] as? Double ?? .nan,
                    wanted["realized"] as? Double ?? .nan
                )
                #expect(close(estimate.values[metric], value, 1e-9), "\(name)\(tag)")
                #expect(close(own.values[metric], value, metric == .auc ? 1e-6 : 1e-9), "\(name)\(tag)")
                // By the order of tied rows: see the test below.
                let tolerance = metric == .auc && tag == "_big" ? 5e-6 : 1e-9
                #expect(close(error.error(metric, rows: estimate.count), spread, tolerance), "\(name)\(tag)")
                #expect(close(realised[metric], truth, 1e-9), "\(name)\(tag)")
                let band = try #require(error.band(estimate, metric))
                #expect(close(band.high, min(1, value + 3 * spread), tolerance))
                #expect(close(band.low, max(0, value - 3 * spread), tolerance))
            }
        }
    }

    /// NannyML ranks rows of one score as numpy's unstable sort leaves them, so its sampling error of the AUC
    /// hangs on the processor: of the big reference, with numpy 2.4.6, 0.007210815614274362 where it sorts by
    /// vector instructions (the oracle), 0.007210798423902263 where these are switched off, and
    /// 0.007210811511747375 by a stable sort. Ours counts ties half.
    @Test("counts tied rows half, between the values that NannyML gives by the order in which it finds them")
    func ties() throws {
        let (reference, current) = (OracleData.bigReference, OracleData.bigCurrent)
        let known = LabelledScores(
            scores: reference.rows.map(\.score), labels: reference.rows.map(\.label))
        let own = try #require(
            SamplingError(known, Confusion(known, at: 0.5)).error(.auc, rows: current.rows.count))
        // As NannyML goes about it, with either class first among rows of one score.
        func plain(_ isPositiveFirst: Bool) -> Double {
            let rows = reference.rows.sorted {
                ($0.score, $0.label == isPositiveFirst ? 0 : 1) < (
                    $1.score, $1.label == isPositiveFirst ? 0 : 1
                )
            }
            let ranks = rows.indices.filter { rows[$0].label }
            let below = ranks.enumerated().map { Double($0.element - $0.offset) }
            let negatives = Double(rows.count - ranks.count)
            let mean = below.reduce(0, +) / Double(below.count)
            let squares = below.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (squares / Double(below.count)).squareRoot() / negatives
                / (Double(current.rows.count) * Double(ranks.count) / Double(rows.count)).squareRoot()
        }
        let (least, greatest) = (plain(false), plain(true))
        #expect(close(least, 0.007210723883742723, 1e-9) && close(greatest, 0.007210872336208596, 1e-9))
        let expected = try OracleData.expected("nannyml-0.13.1")["cbpe_roc_auc_big"] as? [String: Any]
        let oracle = try #require(expected?["sampling_error"] as? Double)
        for value in [own, oracle, 0.007210798423902263, 0.007210811511747375] {
            #expect(least < value && value < greatest)
        }
    }

    /// numpy 2.4.6: RandomState(42).permutation(10), then, after one of 1000, permutation(300)[:5].
    @Test("draws numpy's permutations")
    func permutations() {
        var random = LegacyRandom(seed: 42)
        #expect(random.permutation(10) == [8, 1, 5, 0, 7, 2, 9, 4, 3, 6])
        random.skipPermutation(1_000)
        let next = random.permutation(300)
        #expect(next.prefix(5) == [143, 130, 146, 176, 189])
    }

    /// scikit-learn 1.9.1: IsotonicRegression(out_of_bounds="clip").fit(x, y).predict(at), the first of
    /// x = 1, 2, 3, 4, 5 and y = 0, 1, 0, 1, 1; the second has two rows at 2.
    @Test("calibrates as scikit-learn's isotonic regression")
    func isotonic() throws {
        let one = try #require(
            IsotonicCalibration(
                LabelledScores(scores: [1, 2, 3, 4, 5], labels: [false, true, false, true, true])))
        #expect(
            [0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 9].map(one.probability) == [0, 0, 0.25, 0.5, 0.5, 0.5, 0.75, 1, 1])
        let two = try #require(
            IsotonicCalibration(
                LabelledScores(scores: [2, 2, 3, 1], labels: [true, false, false, true])))
        #expect([0, 2, 2.5, 9].map(two.probability) == [0.5, 0.5, 0.5, 0.5])
        #expect(IsotonicCalibration(LabelledScores(scores: [], labels: [])) == nil)
        let single = try #require(IsotonicCalibration(LabelledScores(scores: [7], labels: [true])))
        #expect(single.probability(of: -1) == 1 && single.probability(of: 8) == 1)
    }

    @Test(
        "never falls, keeps the sum of labels, and is the least-squares fit's pooled means",
        arguments: seeds(1...20))
    func pooled(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let (rows, labels) = generator.labelled(
            1 + generator.below(200), steps: Double(1 + generator.below(60)))
        let scores = LabelledScores(scores: rows, labels: labels)
        let calibration = try #require(IsotonicCalibration(scores))
        let fitted = scores.tallies.map { calibration.probability(of: $0.score) }
        #expect(zip(fitted, fitted.dropFirst()).allSatisfy { $0 <= $1 }, "seed \(seed)")
        // The greatest over starts of the least over ends of the mean from start to end.
        for (place, value) in fitted.enumerated() {
            let wanted = (0...place).map { start in
                (place..<fitted.count).map { end in
                    let part = scores.tallies[start...end]
                    return Double(part.reduce(0) { $0 + $1.positives })
                        / Double(part.reduce(0) { $0 + $1.count })
                }.min() ?? 0
            }.max()
            #expect(close(value, wanted ?? -1), "seed \(seed)")
        }
    }

    @Test("is the realised performance where scores are 0 and 1 and right", arguments: seeds(1...10))
    func certain(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let truth = (0..<50).map { _ in generator.uniform() < 0.4 }
        let called = truth.map { generator.uniform() < ($0 ? 0.7 : 0.2) }
        let calls = LabelledScores(scores: truth.map { $0 ? 1 : 0 }, labels: called)
        let estimate = try #require(PerformanceEstimate(calls))
        let pairs = zip(truth, called)
        let confusion = try #require(
            Confusion(
                truePositives: pairs.count { $0 && $1 }, falsePositives: pairs.count { !$0 && $1 },
                falseNegatives: pairs.count { $0 && !$1 }, trueNegatives: pairs.count { !$0 && !$1 }))
        let realised = PerformanceValues(realised: nil, confusion)
        for metric in PerformanceMetric.allCases where metric != .auc {
            #expect(estimate.values[metric] == realised[metric], "seed \(seed) \(metric)")
        }
        #expect(estimate.values[.auc] == 1)
    }

    @Test("says nothing where there is nothing to say")
    func degenerate() throws {
        let none = LabelledScores(scores: [], labels: [])
        #expect(PerformanceEstimate(none) == nil)
        #expect(PerformanceEstimate(LabelledScores(scores: [2], labels: [true])) == nil)
        let sure = try #require(PerformanceEstimate(LabelledScores(scores: [0, 0], labels: [false, false])))
        #expect(sure.values[.precision] == nil && sure.values[.recall] == nil && sure.values[.f1] == nil)
        #expect(sure.values[.auc] == nil && sure.values[.specificity] == 1 && sure.values[.accuracy] == 1)
        let rounded = try #require(
            PerformanceEstimate(LabelledScores(scores: [0, 0], labels: [false, false]), family: .nannyml))
        #expect(rounded.values[.auc] == nil)
        let error = SamplingError(none, Confusion(none, at: 0.5))
        #expect(PerformanceMetric.allCases.allSatisfy { error.error($0, rows: 10) == nil })
        #expect(CalibrationDecision.daybook(none) == nil)
        #expect(CalibrationDecision.nannyml(scores: [], labels: []) == nil)
        let oneClass = [Double](repeating: 0.5, count: 30)
        #expect(CalibrationDecision.nannyml(scores: oneClass, labels: oneClass.map { _ in true }) == false)
        #expect(
            CalibrationDecision.nannyml(scores: oneClass, labels: oneClass.indices.map { $0 == 0 }) == nil)
    }

    @Test("leaves scores alone that are the rates, and does not look at the order of rows")
    func decided() throws {
        let tallies = (1...19).map {
            LabelledScores.Tally(score: Double($0) / 20, positives: 5 * $0, negatives: 5 * (20 - $0))
        }
        let fair = try #require(LabelledScores(tallies: tallies))
        #expect(CalibrationDecision.daybook(fair) == false)
        let pushed = try #require(fair.mapped { $0 * $0 })
        #expect(CalibrationDecision.daybook(pushed) == true)
    }
}

@Suite("Chunks and bands")
struct ChunksTests {
    @Test("cut rows as NannyML does")
    func chunks() {
        #expect(Chunks.ten(of: 0).isEmpty && Chunks.ten(of: 9).isEmpty)
        #expect(Chunks.ten(of: 20).count == 10)
        #expect(Chunks.ten(of: 25).count == 13)
        #expect(Chunks.ten(of: 1_005).last == 1_000..<1_005)
        #expect(Chunks.sized(7, of: 15) == [0..<7, 7..<14, 14..<15])
        #expect(Chunks.sized(.max, of: 15) == [0..<15])
        #expect(Chunks.sized(0, of: 15).isEmpty)
    }

    @Test("are the mean and three population deviations, cut, without chunks that have no value")
    func bands() throws {
        let band = try #require(ReferenceBand([0.5, nil, 0.7]))
        #expect(close(band.mean, 0.6) && close(band.deviation, 0.1))
        #expect(close(band.low, 0.3) && close(band.high, 0.9))
        #expect(band.isAlert(0.29) && !band.isAlert(0.31) && band.isAlert(0.91))
        #expect(ReferenceBand([0.5, 0.7, nil]) == band)
        #expect(ReferenceBand([]) == nil && ReferenceBand([nil, .nan]) == nil)
        let wide = try #require(ReferenceBand([0, 1]))
        #expect(wide.low == 0 && wide.high == 1)
    }
}
