import Testing

@testable import Statistics

@Suite("Samples in groups and strata")
struct StratifiedTests {
    private func sample(_ values: [Double], _ groups: [UInt16], _ count: Int) throws -> GroupedSample {
        let order = RadixSort.order(values).map(Int.init)
        return try #require(
            GroupedSample(
                sorted: order.map { values[$0] }, groups: order.map { groups[$0] }, groupCount: count))
    }

    private func random(_ count: Int, _ bound: Int, _ seed: UInt64) -> [Double] {
        var random = SplitMix(seed: seed)
        return (0..<count).map { _ in Double(Int.random(in: -bound...bound, using: &random)) / 4 }
    }

    @Test("the order of values is that of a stable sort, for all numbers and sizes")
    func order() {
        for count in [0, 1, 2, 300, 5_000] {
            let values =
                random(count, 40, 3) + [
                    0, -0.0, .greatestFiniteMagnitude, -Double.leastNonzeroMagnitude, 1e-300,
                ]
            let expected = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
            #expect(RadixSort.order(values).map(Int.init) == expected)
        }
    }

    @Test("groups against the others and against another sample have the gaps of two plain samples")
    func gaps() throws {
        for seed in seeds(1...5) {
            let values = random(400, 30, seed)
            var random = SplitMix(seed: seed &+ 99)
            let groups = values.map { _ in UInt16.random(in: 0..<6, using: &random) }
            let sample = try sample(values, groups, 7)
            let reference = self.random(150, 30, seed &+ 7).sorted()
            for group in 0..<7 {
                let own = zip(values, groups).filter { $0.1 == group }.map(\.0).sorted()
                let rest = zip(values, groups).filter { $0.1 != group }.map(\.0).sorted()
                #expect(sample.parted()[group] == own)
                let toRest = EmpiricalGap(sorted: own, rest)
                #expect(sample.gapsToRest()[group]?.largest == toRest?.largest, "seed \(seed)")
                let toOther = EmpiricalGap(sorted: own, reference)
                #expect(sample.gaps(to: reference[...])[group]?.largest == toOther?.largest, "seed \(seed)")
            }
        }
    }

    @Test("values that repeat say the same to the last bit, counted or sorted, in groups and strata")
    func counted() throws {
        for seed in seeds(1...8) {
            var random = SplitMix(seed: seed &+ 17)
            func side(_ count: Int, _ bound: Int) throws -> (GroupedSample, GroupedCounts) {
                let values = self.random(count, bound, random.next())
                // A row more than there are values, so that rows are told from places.
                let rows = values.indices.map { UInt32($0 + 1) }
                let groups = (0...count).map { _ in UInt16.random(in: 0..<6, using: &random) }
                var book = ValueBook()
                let found = book.codes(values[...])
                let codes = try #require(found)
                let counted = try #require(
                    GroupedCounts(book, codes: codes, rows: rows, groups: groups, groupCount: 7))
                return (try sample(values, Array(groups.dropFirst()), 7), counted)
            }
            let (before, beforeCounted) = try side(700, 30)
            let (after, afterCounted) = try side(300, 20)
            #expect(beforeCounted.counts == before.counts)
            #expect(beforeCounted.whole == CountedValues(sorted: before.values[...]))
            #expect(beforeCounted.parted() == before.parted())
            #expect(beforeCounted.gapsToRest() == before.gapsToRest(), "seed \(seed)")
            #expect(
                afterCounted.gaps(to: beforeCounted.whole) == after.gaps(to: before.values[...]),
                "seed \(seed)")
            #expect(
                StratifiedTest.numeric(beforeCounted, afterCounted) == StratifiedTest.numeric(before, after),
                "seed \(seed)")
            let gap = try #require(EmpiricalGap(sorted: before.values, after.values))
            let gapCounted = try #require(EmpiricalGap(counted: beforeCounted.whole, afterCounted.whole))
            #expect(gapCounted.largest == gap.largest)
            let (area, areaCounted) = (try #require(gap.area), try #require(gapCounted.area))
            #expect(abs(area - areaCounted) <= 1e-12 * area)
        }
    }

    @Test("of nothing, counted groups have no gaps, and a row without a group is refused")
    func countedNothing() throws {
        let none = try #require(
            GroupedCounts(ValueBook(), codes: [], rows: nil, groups: [], groupCount: 2))
        #expect(none.gapsToRest() == [nil, nil] && none.gaps(to: none.whole) == [nil, nil])
        #expect(none.parted() == [[], []])
        #expect(EmpiricalGap(counted: none.whole, none.whole) == nil)
        #expect(StratifiedTest.numeric(none, none) == nil)
        var book = ValueBook()
        let found = book.codes([1, 1])
        let codes = try #require(found)
        #expect(GroupedCounts(book, codes: codes, rows: nil, groups: [0, 2], groupCount: 2) == nil)
        #expect(GroupedCounts(book, codes: codes, rows: nil, groups: [0], groupCount: 2) == nil)
        #expect(GroupedCounts(book, codes: codes, rows: [0, 9], groups: [0, 0], groupCount: 1) == nil)
        #expect(GroupedCounts(book, codes: codes, rows: [0], groups: [0, 0], groupCount: 1) == nil)
        let wide = GroupedCounts(
            book, codes: codes, rows: nil, groups: [0, 1], groupCount: GroupedCounts.cellsMaximum + 1)
        #expect(wide == nil)
    }

    @Test("codes that do not fit are refused")
    func misfit() {
        #expect(GroupedSample(sorted: [1], groups: [], groupCount: 1) == nil)
        #expect(GroupedSample(sorted: [1], groups: [2], groupCount: 2) == nil)
    }

    /// scipy 1.17.1: combine_pvalues([ks_2samp(a1, b1).pvalue, ks_2samp(a2, b2).pvalue], method="fisher") of
    /// the samples below; the distance by numpy from the weighted distribution function.
    @Test("numbers of two strata are combined as scipy's Fisher does")
    func numbers() throws {
        let (a1, b1) = ([1.0, 2, 3, 4, 5, 6], [4.0, 5, 6, 7, 8])
        let (a2, b2) = ([10.0, 20, 30, 40], [15.0, 25, 35, 45, 55, 65, 75])
        let first = try sample(a1 + a2, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1], 3)
        let second = try sample(b1 + b2, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], 3)
        let test = try #require(StratifiedTest.numeric(first, second))
        #expect(abs(test.p - Self.fisherP) <= 1e-12)
        #expect(abs(test.effect - Self.distance) <= 1e-12)
        #expect((test.strata, test.baselineCount, test.currentCount) == (2, 10, 12))
    }

    private static let fisherP = 0.35365952851997406
    private static let distance = 0.33333333333333337

    @Test("a stratum that only one side has is left out, and none in common is no test")
    func uncovered() throws {
        let first = try sample([1, 2, 3, 9], [0, 0, 0, 1], 3)
        let second = try sample([1, 2, 3, 50], [0, 0, 0, 2], 3)
        let test = try #require(StratifiedTest.numeric(first, second))
        #expect(test.effect == 0)
        #expect(test.p == 1)
        #expect((test.strata, test.baselineCount, test.currentCount) == (1, 3, 3))
        #expect(StratifiedTest.numeric(first, try sample([1], [2], 3)) == nil)
    }

    @Test("another mix of strata alone is no difference, of numbers or categories")
    func mix() throws {
        let (low, high) = ((0..<50).map(Double.init), (0..<50).map { Double($0) + 100 })
        let first = try sample(low + high, low.map { _ in 0 } + high.map { _ in 1 }, 2)
        let second = try sample(
            low + low + low + high, (0..<150).map { _ in 0 } + high.map { _ in 1 }, 2)
        let test = try #require(StratifiedTest.numeric(first, second))
        #expect(test.effect == 0)
        #expect(test.p == 1)
        let strata = [([30, 0], [90, 0]), ([10, 20], [5, 10])].compactMap {
            CountPair(baseline: $0.0, current: $0.1)
        }
        let categories = try #require(StratifiedTest.categorical(strata))
        #expect(categories.effect == 0)
        #expect(categories.p == 1)
    }

    /// scipy 1.17.1: chi2_contingency([[30, 20], [25, 25]], correction=False) has 1.0101010101010102 and
    /// [[40, 60], [70, 30]] has 18.18181818181818; chi2.sf of the sum at 2 degrees.
    @Test("categories of two strata are the sum of their chi-squared statistics")
    func categories() throws {
        let strata = [([30, 20], [25, 25]), ([40, 60], [70, 30])].compactMap {
            CountPair(baseline: $0.0, current: $0.1)
        }
        let test = try #require(StratifiedTest.categorical(strata))
        #expect(abs(test.p - 6.8002941527963e-05) <= 1e-12 * 6.8002941527963e-05)
        // The baseline with the current shares: (0.6 * 50 + 0.4 * 100) / 150, against 95 of 150.
        #expect(abs(test.effect - (95.0 / 150 - 70.0 / 150)) < 1e-12)
        #expect(StratifiedTest.categorical([]) == nil)
    }
}
