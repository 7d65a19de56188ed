import Testing

@testable import Statistics

@Suite("Whether means, odds and areas changed")
struct ChangeTests {
    private func isClose(_ found: Double?, _ expected: Double, _ slack: Double = 1e-12) -> Bool {
        found.map { abs($0 - expected) <= slack * abs(expected) } ?? false
    }

    private func moments(_ values: [Double]) throws -> (mean: Double, sampleVariance: Double, count: Int) {
        let moments = Moments(values)
        return (try #require(moments.mean), try #require(moments.sampleVariance), values.count)
    }

    /// scipy 1.17.1: ttest_ind(b, a, equal_var=False).
    @Test("Welch's test is scipy's")
    func welch() throws {
        let test = try #require(
            WelchTest(
                baseline: moments([3.1, 2.4, 5.6, 4.4, 2.2]),
                current: moments([7.5, 6.1, 9.9, 3.3, 8.8, 7, 6.5])))
        #expect(isClose(test.statistic, 3.39364401709689))
        #expect(isClose(test.p, 0.006844944929577561, 1e-10))
        #expect(isClose(test.degrees, 9.99879532793576))
    }

    @Test("Welch's test of no spread is sure, and of too few there is none")
    func welchEdges() {
        let one = (mean: 1.0, sampleVariance: 0.0, count: 2)
        #expect(WelchTest(baseline: one, current: one)?.p == 1)
        #expect(WelchTest(baseline: one, current: (2, 0, 2))?.p == 0)
        #expect(WelchTest(baseline: one, current: (2, 1, 1)) == nil)
        #expect(WelchTest(baseline: one, current: (.infinity, 1, 5)) == nil)
    }

    private static func stratum(_ c: Int, _ d: Int, _ a: Int, _ b: Int) -> OddsHomogeneity.Stratum {
        .init(
            baseline: .init(positives: c, negatives: d), current: .init(positives: a, negatives: b))
    }

    private static let strata = [
        stratum(30, 70, 20, 80), stratum(10, 40, 30, 20), stratum(5, 95, 8, 92), stratum(3, 4, 2, 9),
    ]

    /// numpy by the formula, p by scipy.stats.chi2.sf. The last stratum is alone in the pool.
    @Test("Woolf's test is that of the formula, whatever the order, and turned round the same")
    func woolf() throws {
        let test = try #require(OddsHomogeneity(Self.strata))
        #expect(isClose(test.statistic, 18.64180186296886))
        #expect(isClose(test.p, 0.00032421060540292155, 1e-10))
        #expect(isClose(test.effect, 0.1392895957692492))
        #expect(OddsHomogeneity(Self.strata.reversed()) == test)
        let turned = Self.strata.map { OddsHomogeneity.Stratum(baseline: $0.current, current: $0.baseline) }
        #expect(isClose(OddsHomogeneity(turned)?.p, test.p))
        #expect(isClose(OddsHomogeneity(turned)?.effect, test.effect))
    }

    @Test("one stratum cannot differ from others, the same odds do not, and nothing on a side is no test")
    func woolfEdges() {
        #expect(OddsHomogeneity([Self.strata[0]])?.p == 1)
        let same = [Self.stratum(10, 20, 10, 20), Self.stratum(30, 5, 30, 5)]
        #expect(OddsHomogeneity(same)?.statistic == 0)
        #expect(OddsHomogeneity(same)?.effect == 0)
        #expect(OddsHomogeneity([Self.stratum(0, 0, 3, 4)]) == nil)
        #expect(OddsHomogeneity([]) == nil)
        #expect(OddsHomogeneity([Self.stratum(-1, 20, 10, 20)]) == nil)
    }

    /// numpy by placement values, p by scipy.stats.norm.sf.
    @Test("the difference of two areas is that of their placements")
    func areas() throws {
        let before = LabelledScores(positives: [3, 5, 6, 6, 8], negatives: [1, 2, 3, 5, 7, 4])
        let after = LabelledScores(positives: [1, 5, 2, 4], negatives: [3, 2, 6, 1, 5])
        let test = try #require(AreaDifference(baseline: before, current: after))
        #expect(isClose(test.difference, -0.3416666666666667))
        #expect(isClose(test.statistic, -1.297767305784025))
        #expect(isClose(test.p, 0.19436730747493414))
        let turned = try #require(AreaDifference(baseline: after, current: before))
        #expect(turned.difference == -test.difference && turned.p == test.p)
        #expect(
            AreaDifference(baseline: before, current: LabelledScores(positives: [1], negatives: [])) == nil)
    }
}
