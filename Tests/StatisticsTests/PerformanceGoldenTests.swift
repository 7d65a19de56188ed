import Statistics
import Testing

/// Against golden-small.json, computed with scikit-learn 1.9.1, and against what NannyML 0.13.1 and a few
/// lines of pandas said of the oracle's data.
@Suite("Performance of real and made data")
struct PerformanceGoldenTests {
    @Test("of the bank's stream is scikit-learn's")
    func bank() throws {
        let stream = try GoldenStream.small.get()
        let cases = try GoldenStream.cases("performance")
        #expect(cases.count >= 6)
        for wanted in cases {
            let id = try #require(wanted["id"] as? String)
            let selection = try #require(wanted["selection"] as? [String: Any])
            let expect = try #require(wanted["expect"] as? [String: Any])
            let labels = stream.labels(asOf: wanted["as_of"] as? String)
            let decisions = stream.select(selection)
            let rows = decisions.compactMap { decision in labels[decision.id].map { (decision.score, $0) } }
            let scores = LabelledScores(scores: rows.map(\.0), labels: rows.map(\.1))
            func same(_ found: Double?, _ name: String) {
                #expect(close(found, expect[name] as? Double ?? .nan, 1e-12), "\(id) \(name)")
            }
            #expect(decisions.count == expect["decisions"] as? Int)
            #expect(scores.count == expect["labelled"] as? Int)
            #expect(scores.positives == expect["positives"] as? Int)
            same(scores.baseRate, "base_rate")
            same(RankingQuality.auc(scores), "auc")
            same(RankingQuality.averagePrecision(scores), "ap")
            same(ProbabilityQuality.brier(scores), "brier")
            same(ProbabilityQuality.logLoss(scores)?.mean, "log_loss")
            same(ProbabilityQuality.meanScore(scores), "mean_score")
            same(Reliability(scores, binning: .equalWidth(10))?.expectedError, "ece")

            let sorted = decisions.map(\.score).sorted()
            let percentile = try #require(Quantile.linear(sorted: sorted[...], at: 0.8))
            let cutoffs = [
                ("at_threshold", decisions.first?.threshold ?? 0, "threshold"),
                ("at_same_percentile", percentile, "cutoff"),
            ]
            for (name, cutoff, key) in cutoffs {
                let part = try #require(expect[name] as? [String: Any])
                #expect(close(cutoff, part[key] as? Double ?? .nan))
                let found = Confusion(scores, at: cutoff)
                #expect(found.truePositives == part["tp"] as? Int, "\(id) \(name)")
                #expect(found.falsePositives == part["fp"] as? Int, "\(id) \(name)")
                #expect(found.falseNegatives == part["fn"] as? Int, "\(id) \(name)")
                #expect(found.trueNegatives == part["tn"] as? Int, "\(id) \(name)")
                #expect(close(found.precision.rate, part["precision"] as? Double ?? .nan), "\(id) \(name)")
                #expect(close(found.recall.rate, part["recall"] as? Double ?? .nan), "\(id) \(name)")
            }
        }
    }

    @Test("tells a leaking feature by its own area under the curve, as scikit-learn does")
    func leakage() throws {
        let stream = try GoldenStream.small.get()
        let cases = try GoldenStream.cases("leakage")
        #expect(cases.count >= 3)
        for wanted in cases {
            let selection = try #require(wanted["selection"] as? [String: Any])
            let features = try #require(
                (wanted["expect"] as? [String: Any])?["features"] as? [String: [String: Any]])
            let area = try #require(features["duration"]?["auc_of_the_feature_alone_on_labelled"] as? Double)
            let labels = stream.labels(asOf: nil)
            let rows = stream.select(selection).compactMap { decision in
                labels[decision.id].map { (decision.duration ?? .nan, $0) }
            }
            let scores = LabelledScores(scores: rows.map(\.0), labels: rows.map(\.1))
            #expect(close(RankingQuality.auc(scores), area, 1e-12))
        }
    }

    @Test("has the oracle's Brier score and its calibration errors by three definitions")
    func oracle() throws {
        let evidently = try OracleData.expected("evidently-0.7.21")
        let nannyml = try OracleData.expected("nannyml-0.13.1")
        for (tag, data) in [("ref", OracleData.reference), ("ref_big", OracleData.bigReference)] {
            let scores = LabelledScores(scores: data.rows.map(\.score), labels: data.rows.map(\.label))
            func same(_ found: Double?, _ expected: [String: Any], _ name: String) {
                #expect(close(found, expected["\(name)/\(tag)"] as? Double ?? .nan, 1e-9), "\(name)/\(tag)")
            }
            same(ProbabilityQuality.brier(scores), evidently, "brier")
            same(
                Reliability(scores, binning: .equalWidth(10))?.expectedError, evidently, "ece10_equal_width")
            same(
                Reliability(scores, binning: .equalWidth(15))?.expectedError, evidently, "ece15_equal_width")
            same(Reliability(scores, binning: .equalCount(10))?.expectedError, nannyml, "ece10_equal_count")
        }
    }
}
