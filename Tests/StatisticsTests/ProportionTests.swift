import Statistics
import Testing

@Suite("Proportion")
struct ProportionTests {
    struct Case: Sendable {
        let hits: Int64
        let count: Int64
        let low: Double
        let high: Double
    }

    /// scipy 1.17.1: scipy.stats.binomtest(hits, count).proportion_ci(method="wilson"). The first four are
    /// the examples of Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, whose method 3 gives the
    /// same to four places: 0.2553 to 0.3662, 0.0624 to 0.1605, 0 to 0.1611, 0.0061 to 0.1718.
    static let wilsonCases = [
        Case(hits: 81, count: 263, low: 0.2552885198782742, high: 0.36620957698280004),
        Case(hits: 15, count: 148, low: 0.06238639953073629, high: 0.16048724172330803),
        Case(hits: 0, count: 20, low: 0, high: 0.16112515805281935),
        Case(hits: 1, count: 29, low: 0.006113214292762667, high: 0.17175521879320282),
        Case(hits: 29, count: 29, low: 0.8830302015002592, high: 1),
        Case(hits: 5211, count: 45211, low: 0.11234863484840632, high: 0.1182358618000228),
    ]

    @Test("has the published and scipy's Wilson intervals", arguments: wilsonCases)
    func wilson(wanted: Case) throws {
        let proportion = try #require(Proportion(hits: wanted.hits, of: wanted.count))
        let interval = try #require(proportion.wilson(z: Normal.z95))
        #expect(close(interval.low, wanted.low, 1e-12))
        #expect(close(interval.high, wanted.high, 1e-12))
    }

    @Test("without cases has neither rate nor interval")
    func empty() throws {
        let proportion = try #require(Proportion(hits: 0, of: 0))
        #expect(proportion.rate == nil)
        #expect(proportion.wilson(z: 1.96) == nil)
    }

    @Test("refuses counts that contradict each other, and z that is none")
    func refused() throws {
        #expect(Proportion(hits: 3, of: 2) == nil)
        #expect(Proportion(hits: -1, of: 2) == nil)
        #expect(Proportion(hits: 0, of: -1) == nil)
        let proportion = try #require(Proportion(hits: 1, of: 4))
        #expect(proportion.rate == 0.25)
        #expect(proportion.wilson(z: 0) == nil)
        #expect(proportion.wilson(z: .nan) == nil)
        let wide = try #require(proportion.wilson(z: 1e200))
        #expect(wide.low == 0 && wide.high == 1)
    }

    @Test("keeps its interval inside 0...1 and around the rate", arguments: 1...10 as ClosedRange<UInt64>)
    func bounds(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SplitMix(seed: seed)
        for _ in 0..<200 {
            let count = Int64(generator.next() % UInt64(Int64.max)) >> Int64(generator.next() % 63) + 1
            let hits = Int64(generator.next() % UInt64(count + 1))
            let z = generator.uniform() * 6 + 1e-3
            guard count > 0 else { continue }
            let proportion = try #require(Proportion(hits: hits, of: count))
            let rate = try #require(proportion.rate)
            let interval = try #require(proportion.wilson(z: z))
            #expect(0 <= interval.low && interval.low <= rate, "seed \(seed): \(hits)/\(count) z \(z)")
            #expect(rate <= interval.high && interval.high <= 1, "seed \(seed): \(hits)/\(count) z \(z)")
        }
    }
}
