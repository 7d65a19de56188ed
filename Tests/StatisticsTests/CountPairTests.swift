import Statistics
import Testing

/// The reference values: scipy 1.17.1 and numpy 2.4.6 on the counts of the feature "job" in November 2008 and
/// May 2009, chi2_contingency(correction=False), contingency.association(method="cramer"), chisquare,
/// jensenshannon and entropy; Bergsma's correction and the sums written out in numpy.
@Suite("Counts of two samples")
struct CountPairTests {
    static let jobs = CountPair(
        baseline: [916, 563, 260, 69, 520, 71, 183, 308, 20, 562, 141],
        current: [1355, 1893, 193, 65, 341, 81, 163, 725, 135, 745, 81])
    static let education = CountPair(
        baseline: [236, 152, 499, 788, 3, 461, 1389], current: [512, 442, 1188, 1607, 1, 615, 1295])

    @Test("chi-squared and Cramér's V are scipy's")
    func tests() throws {
        let jobs = try #require(Self.jobs)
        let test = try #require(ChiSquaredTest.contingency(jobs))
        #expect(close(test.statistic, 687.4501295034695, 1e-12) && test.degrees == 10)
        #expect(close(test.p, 3.103153824249759e-141, 1e-6))
        #expect(close(test.leastExpected, 51.55931842385517, 1e-12) && test.isSound)
        #expect(close(CramerV.plain(jobs), 0.27057508460951296, 1e-12))
        #expect(close(CramerV.corrected(jobs), 0.26861400773998945, 1e-12))
        #expect(close(ChiSquaredTest.goodnessOfFit(jobs)?.statistic, 2157.5700131984495, 1e-12))
        #expect(ChiSquaredTest.pooled(jobs) == test)
        let table = try #require(CountPair(baseline: [30, 10], current: [20, 25]))
        let yates = try #require(ChiSquaredTest.contingency(table, yates: true))
        #expect(close(yates.statistic, 6.949930555555551, 1e-12) && close(yates.p, 0.00838224869725173, 1e-9))
    }

    @Test("a cell with less than five expected is pooled with the next smallest, until there are five")
    func pooled() throws {
        let education = try #require(Self.education)
        let plain = try #require(ChiSquaredTest.contingency(education))
        #expect(close(plain.statistic, 355.6585667673287, 1e-12) && plain.countsUnderFive == 2)
        #expect(close(plain.p, 9.409886009491007e-74, 1e-6) && close(plain.leastExpected, 1.5359164127122333))
        let pooled = try #require(ChiSquaredTest.pooled(education))
        #expect(close(pooled.statistic, 351.5576067140439, 1e-12) && pooled.degrees == 5)
        #expect(close(pooled.p, 8.086301927389759e-74, 1e-6) && pooled.countsUnderFive == 0)
        let tiny = try #require(CountPair(baseline: [1, 2, 0], current: [2, 0, 1]))
        #expect(ChiSquaredTest.pooled(tiny)?.degrees == 0 && ChiSquaredTest.pooled(tiny)?.p == 1)
        #expect(ChiSquaredTest.contingency(tiny)?.isSound == false)
    }

    @Test("distances of shares are scipy's and numpy's")
    func distances() throws {
        let (p, q) = try #require(Self.jobs?.shares)
        #expect(close(Divergence.jensenShannonDistance(p, q, base: .two), 0.2387479416018745, 1e-12))
        #expect(close(Divergence.jensenShannonDistance(p, q, base: .natural), 0.19877069968504937, 1e-12))
        #expect(close(Divergence.jensenShannon(p, q, base: .two), 0.05700057961913208, 1e-12))
        #expect(close(Divergence.kullbackLeibler(p, q), 0.16194142204623774, 1e-12))
        #expect(close(Divergence.hellinger(p, q), 0.20020750542633528, 1e-12))
        #expect(close(Divergence.lInfinity(p, q), 0.17185254275510878, 1e-12))
        #expect(close(Divergence.totalVariation(p, q), 0.2299354536905155, 1e-12))
        #expect(close(Self.jobs.flatMap(StabilityIndex.index), 0.32547332462925244, 1e-12))
    }

    @Test(
        "all are 0 on equal shares, the same bits the other way around and in any order",
        arguments: seeds(1...5))
    func properties(seed: UInt64) throws {
        var source = SplitMix(seed: seed)
        for _ in 0..<50 {
            let cells = Int.random(in: 1...12, using: &source)
            func counts() -> [Int] {
                (0..<cells).map { _ in
                    source.uniform() < 0.2 ? 0 : Int.random(in: 0...400, using: &source)
                } + [1]
            }
            let pair = try #require(CountPair(baseline: counts(), current: counts()))
            let (p, q) = try #require(pair.shares)
            let order = p.indices.shuffled(using: &source)
            let (mixedP, mixedQ) = (order.map { p[$0] }, order.map { q[$0] })
            let distances: [([Double], [Double]) -> Double?] = [
                { Divergence.jensenShannon($0, $1, base: .two) }, Divergence.hellinger,
                Divergence.lInfinity, Divergence.totalVariation,
            ]
            for distance in distances {
                let found = try #require(distance(p, q))
                #expect(found >= 0 && found <= 1, "seed \(seed)")
                #expect(distance(q, p) == found && distance(mixedP, mixedQ) == found, "seed \(seed)")
                #expect(distance(p, p) == 0)
            }
            let index = try #require(StabilityIndex.index(pair))
            #expect(StabilityIndex.index(pair.turned) == index && index >= 0)
            let test = try #require(ChiSquaredTest.contingency(pair))
            #expect(ChiSquaredTest.contingency(pair.turned)?.statistic == test.statistic)
            #expect(test.p >= 0 && test.p <= 1)
            let double = try #require(
                CountPair(baseline: pair.baseline, current: pair.baseline.map { 3 * $0 }))
            #expect((ChiSquaredTest.contingency(double)?.statistic ?? 1) < 1e-20)
            #expect(StabilityIndex.index(double) == 0)
        }
    }

    @Test("without data there is no answer; of one cell there is no difference; counts have limits")
    func edges() throws {
        #expect(
            CountPair(baseline: [1], current: []) == nil && CountPair(baseline: [-1], current: [0]) == nil)
        #expect(CountPair(baseline: [.max, .max], current: [0, 0]) == nil)
        let empty = try #require(CountPair(baseline: [0, 0], current: [3, 4]))
        #expect(ChiSquaredTest.contingency(empty) == nil && ChiSquaredTest.goodnessOfFit(empty) == nil)
        #expect(CramerV.plain(empty) == nil && StabilityIndex.index(empty) == nil && empty.shares == nil)
        let one = try #require(CountPair(baseline: [0, 5], current: [0, 7]))
        #expect(ChiSquaredTest.contingency(one)?.p == 1 && ChiSquaredTest.contingency(one)?.statistic == 0)
        #expect(CramerV.plain(one) == 0 && CramerV.corrected(one) == 0)
        #expect(ChiSquaredTest.goodnessOfFit(one)?.p == 1)
        let new = try #require(CountPair(baseline: [5, 0], current: [5, 5]))
        #expect(ChiSquaredTest.goodnessOfFit(new)?.statistic == nil)
        #expect(ChiSquaredTest.goodnessOfFit(new)?.p == 0)
        #expect(Divergence.kullbackLeibler([0.5, 0.5], [1, 0]) == nil)
        #expect(Divergence.jensenShannon([1, 0], [0, 1], base: .two) == 1)
        #expect(
            Divergence.hellinger([1, 0], [0, 1]) == 1 && Divergence.totalVariation([1, 0], [0, 1]) == 1)
        #expect(Divergence.lInfinity([], []) == nil && Divergence.hellinger([1], []) == nil)
        let single = try #require(CountPair(baseline: [1, 0], current: [0, 1]))
        #expect(CramerV.plain(single) == 1 && CramerV.corrected(single) == 0)
    }
}
