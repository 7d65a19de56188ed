import Statistics
import Testing

@Suite("Kolmogorov-Smirnov")
struct KolmogorovSmirnovTests {
    /// scipy 1.17.1: scipy.stats.kstwo.sf(x, n).
    @Test(
        "the one-sample law is scipy's, in every region of its methods",
        arguments: [
            (1, 0.7, 0.6000000000000001), (2, 0.3, 0.98), (5, 0.15, 0.9988), (10, 0.05001, 1.0),
            (10, 0.32, 0.20726312001123604), (10, 0.6, 0.0005681672000000003),
            (10, 0.95, 1.9531250000000172e-13), (50, 0.1, 0.6623112704658186),
            (50, 0.25, 0.0030657620198697444), (100, 0.08, 0.5182193645480672),
            (100, 0.17, 0.005376406596376887), (100, 0.25, 5.408871776434847e-06),
            (140, 0.169, 0.0005778682806183945), (141, 0.05, 0.854845693009663),
            (141, 0.12, 0.03160060527758468), (200, 0.004, 1.0), (444, 0.05, 0.2098273855660896),
            (1000, 0.012, 0.9984464668620097), (1000, 0.03, 0.3226902143914636),
            (1000, 0.046, 0.02813926237876274), (1000, 0.05, 0.013012074781090332),
            (5000, 0.004, 0.9999977369528622), (20000, 0.0032, 0.9862078518532673),
            (2400, 0.0746666, 4.406371913302599e-12), (100_000, 0.002, 0.8178408363081542),
            (100_000, 0.0047, 0.024040916622911235), (100_000, 0.01, 4.093278023549254e-09),
            (100_000, 0.05, 1.0446857833684497e-217), (500_000, 0.001, 0.6989801443663661),
            (500_000, 0.0021, 0.024276288597831493), (500_000, 0.005, 2.767991769909747e-11),
            (500_000, 0.0264, 3.636970180875031e-303), (999_999, 0.0015, 0.02219585831182848),
            (333, 0.9, 0.0),
        ] as [(Int, Double, Double)])
    func sample(count: Int, x: Double, wanted: Double) {
        #expect(close(KolmogorovSample.survival(x, count: count), wanted, 1e-9))
    }

    /// scipy 1.17.1: what scipy.stats.ks_2samp(method="exact") computes from both sizes and D.
    @Test(
        "the exact p is scipy's, for equal and unequal sizes",
        arguments: [
            (1, 1, 1, 1.0), (3, 4, 12, 0.05714285714285715), (3, 4, 6, 0.6571428571428571),
            (5, 5, 15, 0.35714285714285715), (7, 7, 49, 0.0005827505827505828),
            (10, 8, 24, 0.7227478403948991), (10, 6, 20, 0.7125374625374625),
            (100, 80, 1600, 0.04985661008315778), (100, 100, 1900, 0.05390207893129876),
            (1000, 800, 130_400, 9.070095885996686e-11), (800, 1000, 33_000, 0.42494058591375367),
            (997, 10_000, 600_000, 0.0026833013553276674),
            (10_000, 10_000, 3_000_000, 0.00024659749681697865),
            (10_000, 9_999, 1_500_000, 0.2074101052530087), (10_000, 1, 7_000, 0.6001399860013997),
            (9_000, 3_000, 1_350_000, 2.5485654667139903e-05),
        ] as [(Int, Int, Int, Double)])
    func exact(first: Int, second: Int, largest: Int, wanted: Double) {
        let gap = EmpiricalGap(first: first, second: second, largest: largest)
        #expect(close(KolmogorovSmirnov.exact(gap), wanted, 1e-9))
        let turned = EmpiricalGap(first: second, second: first, largest: largest)
        #expect(KolmogorovSmirnov.exact(turned) == KolmogorovSmirnov.exact(gap))
    }

    @Test("the exact p is the share of all orders, counted one by one")
    func enumerated() {
        for (first, second) in [(2, 3), (4, 4), (5, 3), (6, 4), (1, 7)] {
            let all = first + second
            var found: [Int: Int] = [:]
            for mask in 0..<(1 << all) where mask.nonzeroBitCount == first {
                let ones = (0..<all).filter { mask >> $0 & 1 == 1 }.map(Double.init)
                let others = (0..<all).filter { mask >> $0 & 1 == 0 }.map(Double.init)
                found[EmpiricalGap(sorted: ones, others)?.largest ?? -1, default: 0] += 1
            }
            let orders = found.values.reduce(0, +)
            for largest in found.keys {
                let beyond = found.filter { $0.key >= largest }.values.reduce(0, +)
                let gap = EmpiricalGap(first: first, second: second, largest: largest)
                #expect(close(KolmogorovSmirnov.exact(gap), Double(beyond) / Double(orders), 1e-13))
            }
        }
    }

    @Test(
        "distance and area are those of a slow walk over all values, with ties and constants",
        arguments: seeds(1...3))
    func plain(seed: UInt64) throws {
        var source = SplitMix(seed: seed)
        for round in 0..<200 {
            let kind = round % 5
            func draw() -> Double {
                let value = source.uniform()
                return switch kind {
                case 0: value - 0.5
                case 1: (value * 4).rounded(.down)
                case 2: 7
                case 3: value < 0.5 ? 0 : value * 1e6
                default: (value - 0.5) * 1e-300
                }
            }
            let first = (0..<Int.random(in: 1...40, using: &source)).map { _ in draw() }.sorted()
            let second = (0..<Int.random(in: 1...40, using: &source)).map { _ in draw() }.sorted()
            let gap = try #require(EmpiricalGap(sorted: first, second))
            let all = (first + second).sorted()
            func share(_ values: [Double], _ x: Double) -> Double {
                Double(values.count { $0 <= x }) / Double(values.count)
            }
            let distances = all.map { (share(first, $0) - share(second, $0)).magnitude }
            let area = zip(distances, zip(all, all.dropFirst())).map { $0 * ($1.1 - $1.0) }.reduce(0, +)
            #expect((gap.distance - (distances.max() ?? 0)).magnitude < 1e-14, "seed \(seed)")
            let tolerance = 1e-12 * area + .leastNormalMagnitude
            #expect(((gap.area ?? -1) - area).magnitude <= tolerance, "seed \(seed)")
            let turned = EmpiricalGap(sorted: second, first)
            #expect(turned?.distance == gap.distance && turned?.area == gap.area, "seed \(seed)")
            let itself = EmpiricalGap(sorted: first, first)
            #expect(itself?.largest == 0 && itself?.area == 0)
        }
    }

    @Test("equal samples have p 1, empty ones no answer, samples apart D 1, ranges beyond a double no area")
    func edges() throws {
        #expect(EmpiricalGap(sorted: [], [1]) == nil && EmpiricalGap(sorted: [1], []) == nil)
        let constant = try #require(EmpiricalGap(sorted: [7, 7, 7], [7, 7]))
        #expect(constant.distance == 0 && constant.area == 0)
        #expect(KolmogorovSmirnov.probability(constant).value == 1)
        #expect(KolmogorovSmirnov.asymptotic(constant) == 1 && KolmogorovSmirnov.limit(constant) == 1)
        let apart = try #require(EmpiricalGap(sorted: [1, 2], [3]))
        #expect(apart.distance == 1 && close(apart.area, 1.5))
        #expect(close(KolmogorovSmirnov.exact(apart), 2.0 / 3))
        let wide = try #require(EmpiricalGap(sorted: [-1.7e308], [1.7e308]))
        #expect(wide.distance == 1 && wide.area == nil)
        #expect(EmpiricalGap(sorted: [-0.0], [0.0])?.largest == 0)
    }

    @Test("p is exact up to 10,000 values on either side, else asymptotic")
    func choice() {
        let small = EmpiricalGap(first: 10_000, second: 10, largest: 50_000)
        #expect(KolmogorovSmirnov.probability(small).definition == Definitions.ksExact)
        let large = EmpiricalGap(first: 10, second: 10_001, largest: 50_000)
        #expect(KolmogorovSmirnov.probability(large).definition == Definitions.ksAsymptotic)
        #expect(KolmogorovSmirnov.probability(large).value == KolmogorovSmirnov.asymptotic(large))
    }

    @Test("p falls as one sample moves away")
    func monotone() throws {
        let values = SplitMix.uniforms(seed: 3, count: 300).sorted()
        var last = 2.0
        for step in 0...5 {
            let moved = values.map { $0 + Double(step) * 0.07 }
            let gap = try #require(EmpiricalGap(sorted: values, moved))
            let p = KolmogorovSmirnov.probability(gap).value
            #expect(p < last)
            last = p
        }
    }
}
