import Statistics
import Testing

@Suite("Rates compared stratum by stratum")
struct MantelHaenszelTests {
    private static func stratum(
        _ before: (Int, Int), _ now: (Int, Int)
    ) -> OddsHomogeneity.Stratum {
        OddsHomogeneity.Stratum(
            baseline: .init(positives: before.0, negatives: before.1),
            current: .init(positives: now.0, negatives: now.1))
    }

    private static let strata = [
        stratum((12, 88), (30, 120)), stratum((40, 60), (55, 45)), stratum((5, 15), (3, 7)),
        stratum((90, 10), (60, 20)),
    ]

    // Statistic and p: statsmodels 0.15.0, StratifiedTable.test_null_odds(correction=False). Difference and
    // error: numpy 2 by the formulas of the definition.
    @Test("statistic, p, difference and error are those of statsmodels and numpy")
    func reference() throws {
        let test = try #require(MantelHaenszel(Self.strata))
        #expect(close(test.statistic, 1.2488273860581953, 1e-12))
        #expect(close(test.p, 0.2637765584101801, 1e-10))
        #expect(close(test.difference, 0.03703448275862069, 1e-12))
        #expect(close(test.error, 0.03260039537850301, 1e-12))
        #expect(test.strata == 4)
    }

    @Test("sides exchanged turn the difference round and leave p; the order of strata changes nothing")
    func mirrored() throws {
        let test = try #require(MantelHaenszel(Self.strata))
        let turned = try #require(
            MantelHaenszel(
                Self.strata.map { OddsHomogeneity.Stratum(baseline: $0.current, current: $0.baseline) }))
        #expect(close(turned.difference, -test.difference, 1e-12))
        #expect(close(turned.statistic, test.statistic, 1e-12))
        #expect(MantelHaenszel(Self.strata.reversed()) == test)
    }

    @Test("what differs only in the mix of strata is no difference")
    func mix() throws {
        let test = try #require(
            MantelHaenszel([Self.stratum((10, 90), (100, 900)), Self.stratum((800, 200), (80, 20))]))
        #expect(close(test.difference, 0, 1e-12))
        #expect(test.p > 0.99)
    }

    @Test("without a stratum of both sides there is none; where nothing varies p is 1")
    func empty() throws {
        #expect(MantelHaenszel([]) == nil)
        #expect(MantelHaenszel([Self.stratum((3, 4), (0, 0)), Self.stratum((0, 0), (1, 2))]) == nil)
        #expect(MantelHaenszel([Self.stratum((-1, 4), (2, 2))]) == nil)
        let constant = try #require(MantelHaenszel([Self.stratum((5, 0), (9, 0))]))
        #expect(constant.p == 1 && constant.difference == 0 && constant.error == 0)
    }
}

@Suite("A value that fills in")
struct PointMassTests {
    private static let spread = (0..<1_000).map { Double($0) / 10 }

    @Test("a default in place of three values in ten is found, with all others as they were")
    func fill() throws {
        // Every third value becomes 50, which one value was before.
        let filled = Self.spread.enumerated().map { $0.offset % 10 < 3 ? 50 : $0.element }.sorted()
        let mass = try #require(PointMass(sorted: Self.spread, filled))
        #expect(mass.value == 50)
        #expect(mass.rates.baseline.hits == 1)
        #expect(mass.rates.current.hits == 300)
        #expect(try #require(mass.rest) < 0.01)
        #expect(mass.others == 100)
    }

    @Test("a count that grew leaves other values elsewhere")
    func shift() throws {
        let before = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2].map(Double.init)
        let now = [0, 0, 1, 1, 1, 1, 1, 2, 2, 3].map(Double.init)
        let mass = try #require(PointMass(sorted: before, now))
        #expect(mass.value == 1)
        #expect(mass.rates.difference.map { ($0 * 10).rounded() } == 2)
        // Of the others before six of seven are 0, now two of five.
        #expect(close(mass.rest, 6.0 / 7 - 2.0 / 5, 1e-12))
        #expect(mass.others == 2)
    }

    @Test("nothing that rose, or no values, have none")
    func none() {
        #expect(PointMass(sorted: [], [1, 1]) == nil)
        #expect(PointMass(sorted: [1], []) == nil)
        #expect(PointMass(sorted: [1, 1, 2], [1, 2, 3]) == nil)
        #expect(PointMass(sorted: Self.spread, Self.spread) == nil)
        let constant = PointMass(sorted: [1, 2], [7, 7])
        #expect(constant?.value == 7)
        #expect(constant?.rest == nil)
    }
}
