import Statistics
import Testing

@Suite("Paired scores")
struct PairedDifferenceTests {
    @Test("differ as the golden file says, and decide as it says")
    func golden() throws {
        let stream = try GoldenStream.small.get()
        for wanted in try GoldenStream.cases("paired") {
            let selection = try #require(wanted["selection"] as? [String: Any])
            let expect = try #require(wanted["expect"] as? [String: Any])
            let actions = try #require(expect["actions"] as? [String: Int])
            let baseline = stream.select(try #require(selection["baseline"] as? [String: Any]))
            let current = stream.select(try #require(selection["current"] as? [String: Any]))
            let later = Dictionary(current.map { ($0.subject, $0) }, uniquingKeysWith: { $1 })
            let pairs = baseline.compactMap { one in later[one.subject].map { (one, $0) } }
            let (first, second) = (pairs.map(\.0.score), pairs.map(\.1.score))
            let found = try #require(PairedDifference(first, second))
            #expect(found.count == expect["pairs"] as? Int)
            #expect(close(found.mean, expect["mean_diff"] as? Double ?? .nan))
            #expect(close(found.meanMagnitude, expect["mean_abs_diff"] as? Double ?? .nan))
            #expect(close(found.maximumMagnitude, expect["max_abs_diff"] as? Double ?? .nan))
            let cutoffs = try #require(pairs.first)
            let flips = PairedDecisions(
                first, cutoff: cutoffs.0.threshold, second, cutoff: cutoffs.1.threshold)
            #expect(flips.both == actions["call->call"] && flips.neither == actions["skip->skip"])
            #expect(flips.firstOnly == actions["call->skip"] && flips.secondOnly == actions["skip->call"])
        }
    }

    @Test("have medians, and shares over a tolerance; none without rows or with too large differences")
    func plain() throws {
        let found = try #require(PairedDifference([1, 2, 3, 4], [1, 1, 5, 8]))
        #expect(found.mean == 1.25 && found.median == 1)
        #expect(found.meanMagnitude == 1.75 && found.medianMagnitude == 1.5 && found.maximumMagnitude == 4)
        #expect(found.share(over: 1).rate == 0.5 && found.share(over: 4).hits == 0)
        #expect(found == PairedDifference([4, 3, 2, 1], [8, 5, 1, 1]))
        #expect(PairedDifference([], []) == nil && PairedDifference([1], []) == nil)
        #expect(PairedDifference([-1.7e308], [1.7e308]) == nil)
    }

    /// statsmodels 0.15.0: mcnemar(table, exact=True).
    @Test("flip with McNemar's exact p, whichever way round")
    func mcnemar() throws {
        let wanted: [(Int, Int, Double)] = [
            (23, 36, 0.11747735024505848), (6, 8, 0.79052734375), (0, 9, 0.00390625),
            (1_000, 1_100, 0.03072070786424249), (4, 4, 1), (0, 0, 1),
        ]
        for (one, other, pValue) in wanted {
            let flips = try #require(PairedDecisions(both: 5, firstOnly: one, secondOnly: other, neither: 7))
            let turned = try #require(PairedDecisions(both: 5, firstOnly: other, secondOnly: one, neither: 7))
            #expect(close(flips.pValue, pValue, 1e-9))
            #expect(turned.pValue == flips.pValue)
        }
        #expect(PairedDecisions([], cutoff: 0, [], cutoff: 0).pValue == nil)
        #expect(PairedDecisions(both: -1, firstOnly: 0, secondOnly: 0, neither: 0) == nil)
    }

    /// numpy 2.4.6 over all pairs, as DeLong's paper writes them; rows of uniform(61, 900).
    @Test("have areas whose difference has DeLong's error")
    func areas() throws {
        let draws = SplitMix.uniforms(seed: 61, count: 900)
        var (first, second): ([Double], [Double]) = ([], [])
        var labels: [Bool] = []
        for row in 0..<300 {
            let (one, other) = (draws[3 * row], draws[3 * row + 1])
            let mixed: Double = 0.6 * one + 0.4 * other
            first.append((one * 15).rounded(.down) / 15)
            second.append((mixed * 15).rounded(.down) / 15)
            labels.append(draws[3 * row + 2] < 0.15 + 0.6 * first[row])
        }
        let found = try #require(PairedArea(first, second, labels: labels))
        #expect(close(found.first, 0.7677616330896773) && close(found.second, 0.726510964521305))
        #expect(close(found.error, 0.017321027849168228, 1e-12))
        #expect(close(found.pValue, 0.01724055906406334, 1e-9))
        #expect(found.first == RankingQuality.auc(LabelledScores(scores: first, labels: labels)))
        let turned = try #require(
            PairedArea(second.reversed(), first.reversed(), labels: labels.reversed()))
        #expect(turned.error == found.error && turned.pValue == found.pValue)
        let same = try #require(PairedArea(first, first, labels: labels))
        #expect(same.difference == 0 && same.error == nil && same.pValue == 1)
        #expect(PairedArea([1], [1], labels: [true]) == nil && PairedArea([1], [], labels: [true]) == nil)
        let few = try #require(PairedArea([1, 2], [2, 1], labels: [true, false]))
        #expect(few.difference == 1 && few.error == nil && few.pValue == nil)
    }

    /// statsmodels 0.15.0: cohens_kappa(table, wt).std_kappa.
    @Test("of raters have a kappa with statsmodels' error")
    func kappaError() {
        let table = [[36, 9, 13, 10], [14, 52, 11, 14], [11, 6, 46, 6], [14, 7, 8, 43]]
        #expect(close(CohenKappa.error(table), 0.037669091642225115, 1e-12))
        #expect(close(CohenKappa.error(table, weights: .linear), 0.04499214275462464, 1e-12))
        #expect(close(CohenKappa.error(table, weights: .quadratic), 0.05910603725824442, 1e-12))
        #expect(CohenKappa.error([[3, 0], [0, 4]]) == nil)
        #expect(CohenKappa.error([[3]]) == nil)
    }
}
