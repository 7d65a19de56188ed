import Statistics
import Testing

@Suite("TwoProportions")
struct TwoProportionsTests {
    struct Case: Sendable {
        let baseline: (Int64, Int64)
        let current: (Int64, Int64)
        let first: Double
        let second: Double
    }

    static func pair(_ wanted: Case) throws -> TwoProportions {
        TwoProportions(
            baseline: try #require(Proportion(hits: wanted.baseline.0, of: wanted.baseline.1)),
            current: try #require(Proportion(hits: wanted.current.0, of: wanted.current.1)))
    }

    /// scipy 1.17.1: r = scipy.stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False);
    /// r.pvalue, r.statistic ** 0.5. The z test is the square root of that test.
    static let testCases = [
        Case(baseline: (48, 80), current: (56, 70), first: 0.008045081368196582, second: 2.650171951258532),
        Case(baseline: (3, 10), current: (9, 10), first: 0.0061698993205441645, second: 2.7386127875258306),
        Case(
            baseline: (120, 1000), current: (150, 1000), first: 0.049640386865368834,
            second: 1.9630498076223553),
        Case(
            baseline: (5211, 45211), current: (13, 140), first: 0.4071044704921215,
            second: -0.8289998881966916),
        Case(
            baseline: (500_000, 1_000_000), current: (503_000, 1_000_000), first: 2.20886171458303e-05,
            second: 4.242659779131249),
    ]

    @Test("has scipy's p value and statistic", arguments: testCases)
    func pooled(wanted: Case) throws {
        let pair = try Self.pair(wanted)
        #expect(close(pair.pValue, wanted.first, 1e-11))
        #expect(close(pair.statistic, wanted.second, 1e-11))
    }

    /// Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10: four decimals of the 95 %
    /// interval of p1 - p2, where p1 is our current rate.
    static let newcombeCases = [
        Case(baseline: (48, 80), current: (56, 70), first: 0.0524, second: 0.3339),
        Case(baseline: (3, 10), current: (9, 10), first: 0.1705, second: 0.8090),
        Case(baseline: (2, 7), current: (6, 7), first: 0.0582, second: 0.8062),
        Case(baseline: (0, 29), current: (5, 56), first: -0.0381, second: 0.1926),
        Case(baseline: (0, 20), current: (0, 10), first: -0.1611, second: 0.2775),
        Case(baseline: (0, 10), current: (0, 10), first: -0.2775, second: 0.2775),
        Case(baseline: (0, 20), current: (10, 10), first: 0.6791, second: 1),
        Case(baseline: (0, 10), current: (10, 10), first: 0.6075, second: 1),
    ]

    @Test("has Newcombe's published intervals", arguments: newcombeCases)
    func newcombe(wanted: Case) throws {
        let interval = try #require(try Self.pair(wanted).newcombe(z: Normal.z95))
        #expect((interval.low - wanted.first).magnitude <= 0.00005)
        #expect((interval.high - wanted.second).magnitude <= 0.00005)
    }

    @Test("has no answer when a side has no cases, and p 1 when there is no variance")
    func degenerate() throws {
        let none = try #require(Proportion(hits: 0, of: 0))
        let zero = try #require(Proportion(hits: 0, of: 5))
        let full = try #require(Proportion(hits: 7, of: 7))
        for pair in [
            TwoProportions(baseline: none, current: zero), TwoProportions(baseline: zero, current: none),
        ] {
            #expect(pair.difference == nil && pair.statistic == nil && pair.pValue == nil)
            #expect(pair.newcombe(z: 1.96) == nil)
        }
        #expect(TwoProportions(baseline: zero, current: zero).pValue == 1)
        #expect(TwoProportions(baseline: full, current: full).pValue == 1)
        #expect(TwoProportions(baseline: zero, current: full).difference == 1)
    }

    @Test(
        "exchanges sign, not evidence, when the sides are exchanged", arguments: 1...10 as ClosedRange<UInt64>
    )
    func exchange(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SplitMix(seed: seed)
        let first = Int64(generator.next() % 10_000) + 1
        let second = Int64(generator.next() % 100) + 1
        let left = try #require(Proportion(hits: Int64(generator.next() % UInt64(first)), of: first))
        let right = try #require(Proportion(hits: Int64(generator.next() % UInt64(second)), of: second))
        let forth = TwoProportions(baseline: left, current: right)
        let back = TwoProportions(baseline: right, current: left)
        #expect(close(forth.pValue, try #require(back.pValue), 1e-12), "seed \(seed)")
        let there = try #require(forth.newcombe(z: 1.96))
        let home = try #require(back.newcombe(z: 1.96))
        #expect(
            (there.low + home.high).magnitude < 1e-12 && (there.high + home.low).magnitude < 1e-12,
            "seed \(seed)")
    }
}
