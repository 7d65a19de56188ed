import Statistics
import Testing

@Suite("A jump of the unit")
struct UnitJumpTests {
    private static let factors = [10, 100, 1_000, 0.1, 0.01, 0.001]

    private func jump(_ baseline: [Double], _ current: [Double]) -> UnitJump? {
        UnitJump.find(sorted: baseline[...], current[...])
    }

    @Test(
        "is found on every feature of the stream, at every factor",
        arguments: BankColumns.months, BankColumns.features)
    func sameMonth(month: String, feature: String) throws {
        let values = try BankColumns.sorted(month, feature)
        #expect(jump(values, values) == nil)
        for factor in Self.factors {
            let found = jump(values, values.map { $0 * factor })
            #expect(close(found?.factor, factor, 1e-12), "\(factor)")
        }
    }

    @Test(
        "is not found between any two months of any feature",
        arguments: BankColumns.months, BankColumns.features)
    func plainDrift(month: String, feature: String) throws {
        let values = try BankColumns.sorted(month, feature)
        for other in BankColumns.months {
            let others = try BankColumns.sorted(other, feature)
            #expect(jump(values, others) == nil, "\(other)")
            #expect(PartialUnitJump.find(sorted: values[...], others[...]) == nil, "\(other)")
        }
    }

    @Test(
        "of a part of the values is found where it leaves what there was, and only that part",
        arguments: ["cons.price.idx", "nr.employed", "age"])
    func part(feature: String) throws {
        for month in BankColumns.months {
            let values = try BankColumns.sorted(month, feature)
            for (every, factor) in [(10, 1_000.0), (3, 100), (2, 0.001), (4, 0.01)] {
                let changed = values.enumerated().map {
                    $0.offset % every == 1 ? $0.element * factor : $0.element
                }
                let current = changed.sorted()
                let found = PartialUnitJump.find(sorted: values[...], current[...])
                #expect(close(found?.jump.factor, factor, 1e-12), "\(month) \(factor)")
                #expect(found?.count == (values.count + every - 2) / every)
                let negative = PartialUnitJump.find(
                    sorted: values.reversed().map { -$0 }[...], current.reversed().map { -$0 }[...])
                #expect(negative?.jump.factor == found?.jump.factor && negative?.count == found?.count)
                #expect(PartialUnitJump.find(sorted: values[...], values.map { $0 * factor }[...]) == nil)
            }
        }
    }

    @Test("of a part is none where there is too little of it, or it is one number that fills in")
    func noPart() {
        let values = SplitMix.uniforms(seed: 3, count: 1_000).map { $0 + 1 }.sorted()
        func part(_ count: Int, _ change: (Double) -> Double) -> PartialUnitJump? {
            let current = (values.prefix(count).map(change) + values.dropFirst(count)).sorted()
            return PartialUnitJump.find(sorted: values[...], current[...])
        }
        #expect(part(49) { $0 * 1_000 } == nil)
        #expect(part(500) { _ in 9_999 } == nil)
        #expect(part(500) { $0 + 5 } == nil)
        #expect(part(0) { $0 } == nil)
        #expect(
            PartialUnitJump.find(sorted: [], [1, 2]) == nil
                && PartialUnitJump.find(sorted: [1, 2], []) == nil)
    }

    @Test(
        "is found through the drift between two months, where the feature drifts less than the factor",
        arguments: ["age", "duration", "cons.price.idx", "nr.employed"])
    func throughDrift(feature: String) throws {
        for month in BankColumns.months {
            let values = try BankColumns.sorted(month, feature)
            for other in BankColumns.months {
                let drifted = try BankColumns.sorted(other, feature)
                for factor in [100, 0.001] {
                    let found = jump(values, drifted.map { $0 * factor })
                    #expect(close(found?.factor, factor, 1e-12), "\(month) \(other) \(factor)")
                }
            }
        }
    }

    @Test("of shares that became per cent, of seconds that became milliseconds, among zeros and both signs")
    func kinds() {
        let shares = SplitMix.uniforms(seed: 1, count: 500).sorted()
        #expect(jump(shares, shares.map { $0 * 100 })?.factor == 100)
        let drawn = SplitMix.uniforms(seed: 2, count: 400).sorted()
        #expect(close(jump(shares.map { $0 * 1_000 }, drawn)?.factor, 0.001, 1e-12))
        let zeros = [Double](repeating: 0, count: 5_000)
        #expect(jump(zeros + shares, zeros + drawn.map { $0 * 1_000 })?.factor == 1_000)
        let signed = shares.map { $0 - 0.4 }
        #expect(jump(signed, drawn.map { ($0 - 0.4) * 10 })?.factor == 10)
        #expect(jump(zeros, zeros) == nil && jump([], shares) == nil)
    }

    @Test("a sign that turns, a shift, a spread and too few values are none")
    func others() {
        let values = SplitMix.uniforms(seed: 3, count: 500).map { $0 + 1 }.sorted()
        #expect(jump(values, values.reversed().map { $0 * -10 }) == nil)
        #expect(jump(values, values.map { $0 + 13.5 }) == nil)
        #expect(jump(values, values.map { $0 + 30 }) == nil)
        let wide = SplitMix.uniforms(seed: 4, count: 500).sorted()
        #expect(jump(wide, wide.map { $0 + 4 }) == nil)
        #expect(jump(wide, wide.map { $0 * $0 * 10 }) == nil)
        #expect(jump([Double](wide.prefix(19)), wide.prefix(19).map { $0 * 10 }) == nil)
        #expect(jump([Double](repeating: -0.1, count: 99), [Double](repeating: -1.1, count: 99)) == nil)
        #expect(jump([Double](repeating: 5_191, count: 99), [Double](repeating: 50_991, count: 99)) != nil)
    }

    @Test("is found from quantiles alone")
    func fromQuantiles() {
        let found = UnitJump.find(
            quantiles: [1, 2, 3, 4, 5, 6, 7], [990, 2_100, 3_000, 4_000, 5_000, 6_000, 7_000])
        #expect(found?.factor == 1_000 && found?.leastRatio == 990 && found?.greatestRatio == 1_050)
        #expect(UnitJump.find(quantiles: [1, 2, 3], [1, 2, 3]) == nil)
        #expect(UnitJump.find(quantiles: [0, 2, 3], [1, 20, 30]) == nil)
        #expect(UnitJump.find(quantiles: [], []) == nil && UnitJump.find(quantiles: [1], [10, 10]) == nil)
    }
}
