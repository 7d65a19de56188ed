import Statistics
import Testing

@Suite("Two samples by every family")
struct TwoSampleTests {
    @Test(
        "whatever the values, no figure is NaN or infinite, and every p a probability",
        arguments: seeds(1...8))
    func anyValues(seed: UInt64) {
        var source = SplitMix(seed: seed)
        let scales = [.leastNonzeroMagnitude, 0x1p-1060, 1e-100, 1, 1e6, 1e100, 1e160, 1e300, 1.7e308]
        func sample() -> NumericSample {
            let count = [0, 1, 2, 3, 21, 60][Int.random(in: 0..<6, using: &source)]
            let kind = Int.random(in: 0..<4, using: &source)
            let scale = scales[Int.random(in: 0..<scales.count, using: &source)]
            let values = (0..<count).map { _ in
                let draw = source.uniform() * 2 - 1
                return switch kind {
                case 0: scale
                case 1: draw * scale
                case 2: draw < 0 ? 0 : scale
                default: draw * scales[Int.random(in: 0..<scales.count, using: &source)]
                }
            }
            return NumericSample(sorted: values.sorted(), missing: Int.random(in: 0...2, using: &source))
        }
        for _ in 0..<300 {
            let (baseline, current) = (sample(), sample())
            let chunks = (0..<3).map { _ in sample() }
            for family in DefinitionFamily.allCases {
                let found = TwoSample.numeric(family, baseline, current, chunks: chunks)
                #expect(found.lead != nil)
                for figure in found.figures { check(figure, seed) }
            }
            if let jump = UnitJump.find(sorted: baseline.sorted, current.sorted) {
                #expect(jump.leastRatio.isFinite && jump.greatestRatio.isFinite, "seed \(seed)")
            }
        }
    }

    @Test(
        "whatever the counts, no figure is NaN or infinite, and every p a probability",
        arguments: seeds(1...8))
    func anyCounts(seed: UInt64) throws {
        var source = SplitMix(seed: seed)
        for _ in 0..<300 {
            let cells = Int.random(in: 0...6, using: &source)
            let most = [0, 1, 10, 100_000, 1 << 48][Int.random(in: 0..<5, using: &source)]
            func counts() -> [Int] { (0..<cells).map { _ in Int.random(in: 0...most, using: &source) } }
            let pair = try #require(CountPair(baseline: counts(), current: counts()))
            for family in DefinitionFamily.allCases {
                let found = TwoSample.categorical(
                    family, pair, missing: (1, 0), chunks: [counts(), counts()])
                #expect(found.lead != nil)
                for figure in found.figures { check(figure, seed) }
            }
        }
    }

    private func check(_ figure: Figure, _ seed: UInt64) {
        #expect(figure.value?.isFinite != false && figure.limit?.isFinite != false, "seed \(seed) \(figure)")
        if let p = figure.p { #expect(p >= 0 && p <= 1, "seed \(seed) \(figure)") }
        #expect((figure.p == nil) || figure.pDefinition != nil)
        #expect(Definitions.statement(of: figure.definition.id) == figure.definition.statement)
    }

    struct Category: Sendable {
        let baseline: [Int]
        let current: [Int]
        let distance: Double
        let statistic: Double
        let p: Double
    }

    /// scipy 1.17.1: jensenshannon(base=2) and chi2_contingency(correction=False) of live version 1 in
    /// November 2008 against May 2009: marital, education, contact, poutcome.
    @Test(
        "our distance and test of categories are scipy's",
        arguments: [
            Category(
                baseline: [490, 2250, 869], current: [589, 3195, 1992], distance: 0.09981030295704134,
                statistic: 119.92440426374831, p: 9.093822882999958e-27),
            Category(
                baseline: [236, 152, 499, 788, 3, 461, 1389], current: [512, 442, 1188, 1607, 1, 615, 1295],
                distance: 0.17112756876512542, statistic: 355.6585667673287, p: 9.409886009491007e-74),
            Category(
                baseline: [3249, 367], current: [5347, 447], distance: 0.036299569953282665,
                statistic: 16.698620352648557, p: 4.38128492352042e-05),
            Category(
                baseline: [696, 2885, 35], current: [1719, 3921, 154], distance: 0.12088938763861289,
                statistic: 171.02071626243554, p: 7.300007697135907e-38),
        ])
    func categories(wanted: Category) throws {
        let pair = try #require(CountPair(baseline: wanted.baseline, current: wanted.current))
        let found = TwoSample.categorical(.daybook, pair)
        #expect(close(found.figure("js.distance.base-2")?.value, wanted.distance, 1e-9))
        #expect(close(found.figure("chi-squared.contingency")?.value, wanted.statistic, 1e-9))
        #expect(close(found.figure("chi-squared.contingency")?.p, wanted.p, 1e-6))
    }
}
