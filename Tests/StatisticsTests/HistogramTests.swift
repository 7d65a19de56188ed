import Statistics
import Testing

@Suite("Histogram")
struct HistogramTests {
    struct Case: Sendable {
        let low: Double
        let high: Double
        let bins: Int
        let counts: [Int64]
        let below: Int64
        let above: Int64
    }

    /// numpy 2.4.6, for each (lo, hi, b):
    ///
    ///     e = numpy.histogram([], bins=b, range=(lo, hi))[1]
    ///     v = numpy.concatenate([e, numpy.nextafter(e, -inf), numpy.nextafter(e, inf),
    ///                            numpy.arange(b + 1) / b * (hi - lo) + lo, numpy.arange(101) / 100])
    ///     numpy.histogram(v, bins=b, range=(lo, hi))[0], (v < lo).sum(), (v > hi).sum()
    static let edgeCases = [
        Case(
            low: 0, high: 1, bins: 20,
            counts: [9, 9, 11, 7, 9, 11, 9, 7, 9, 9, 9, 11, 7, 11, 7, 9, 11, 7, 11, 10], below: 1, above: 1),
        Case(
            low: 0, high: 1, bins: 10, counts: [14, 14, 16, 12, 14, 16, 14, 12, 14, 17], below: 1, above: 1),
        Case(
            low: -3.3, high: 7.7, bins: 13, counts: [4, 4, 4, 13, 89, 11, 5, 3, 4, 4, 4, 4, 6], below: 1,
            above: 1),
        Case(low: 0.1, high: 0.7, bins: 6, counts: [14, 14, 14, 14, 14, 17], below: 11, above: 31),
        // Denormal bounds, 1e-320 and 3e-320 in the command above: the edges lose their even spacing.
        Case(
            low: 2024 * Double.leastNonzeroMagnitude, high: 6072 * Double.leastNonzeroMagnitude, bins: 5,
            counts: [4, 5, 4, 4, 5], below: 2, above: 101),
    ]

    @Test("counts values on and beside the edges as numpy does", arguments: edgeCases)
    func edges(wanted: Case) throws {
        var histogram = try #require(Histogram(low: wanted.low, high: wanted.high, bins: wanted.bins))
        let edges = histogram.edges
        histogram.add(contentsOf: edges)
        histogram.add(contentsOf: edges.map(\.nextDown))
        histogram.add(contentsOf: edges.map(\.nextUp))
        for offset in 0...wanted.bins {
            histogram.add(Double(offset) / Double(wanted.bins) * (wanted.high - wanted.low) + wanted.low)
        }
        for hundredth in 0...100 { histogram.add(Double(hundredth) / 100) }
        #expect(histogram.counts == wanted.counts)
        #expect(histogram.below == wanted.below)
        #expect(histogram.above == wanted.above)
    }

    /// numpy 2.4.6: numpy.linspace(-3.3, 7.7, 14).
    @Test("has numpy's edges")
    func linspace() throws {
        let histogram = try #require(Histogram(low: -3.3, high: 7.7, bins: 13))
        #expect(
            histogram.edges == [
                -3.3, -2.4538461538461536, -1.6076923076923075, -0.7615384615384615, 0.08461538461538476,
                0.930769230769231, 1.7769230769230768, 2.6230769230769235, 3.4692307692307693,
                4.315384615384615, 5.161538461538462, 6.0076923076923086, 6.8538461538461535, 7.7,
            ])
    }

    /// numpy 2.4.6: numpy.histogram(uniform(7, 200000), bins=37, range=(0.05, 0.95)).
    @Test("counts 200,000 values as numpy does")
    func large() throws {
        var histogram = try #require(Histogram(low: 0.05, high: 0.95, bins: 37))
        histogram.add(contentsOf: SplitMix.uniforms(seed: 7, count: 200_000))
        #expect(
            histogram.counts == [
                4778, 4874, 4989, 4912, 4773, 4795, 4716, 4859, 4928, 4879, 4951, 4826, 4936, 4914, 4834,
                4805,
                4833, 4812, 4849, 4945, 4921, 4879, 4720, 4788, 4681, 4825, 4990, 4930, 4836, 4806, 4862,
                4931,
                4888, 5049, 4766, 4871, 4882,
            ])
        #expect(histogram.below == 10_031)
        #expect(histogram.above == 10_136)
        #expect(histogram.total == 200_000)
    }

    /// numpy 2.4.6: numpy.histogram([3, 3, 2.5, 3.5, 3.51], bins=4, range=(3, 3)).
    @Test("widens equal bounds by one half on either side")
    func equalBounds() throws {
        var histogram = try #require(Histogram(low: 3, high: 3, bins: 4))
        histogram.add(contentsOf: [3, 3, 2.5, 3.5, 3.51])
        #expect(histogram.edges == [2.5, 2.75, 3, 3.25, 3.5])
        #expect(histogram.counts == [1, 0, 2, 1])
        #expect(histogram.above == 1)
    }

    @Test("is refused where it would have no meaning")
    func refused() {
        #expect(Histogram(low: 1, high: 0, bins: 3) == nil)
        #expect(Histogram(low: 0, high: 1, bins: 0) == nil)
        #expect(Histogram(low: 0, high: 1, bins: Histogram.binsMaximum + 1) == nil)
        #expect(Histogram(low: .nan, high: 1, bins: 3) == nil)
        #expect(Histogram(low: 0, high: .infinity, bins: 3) == nil)
        #expect(Histogram(low: -1e308, high: 1e308, bins: 3) == nil)
        #expect(Histogram(low: 1, high: 1.0.nextUp, bins: 3) == nil)
        #expect(Histogram(low: 1e17, high: 1e17, bins: 1) == nil)
    }

    @Test("keeps count of what has no place")
    func outside() throws {
        var histogram = try #require(Histogram(low: 0, high: 1, bins: 2))
        histogram.add(contentsOf: [-.infinity, .infinity, .nan, -0.0, 1])
        #expect(histogram.counts == [1, 1])
        #expect(histogram.below == 1 && histogram.above == 1 && histogram.unordered == 1)
        #expect(histogram.total == 5)
    }

    @Test("equals a search through the edges, in any order", arguments: 1...20 as ClosedRange<UInt64>)
    func plain(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SplitMix(seed: seed)
        let low = generator.uniform() * 10 - 5
        let high = low + generator.uniform() * (seed % 2 == 0 ? 1e-9 : 1e3)
        let bins = Int(generator.next() % 60) + 1
        var histogram = try #require(Histogram(low: low, high: high, bins: bins))
        var other = histogram
        let values = (0..<2_000).map { _ in low + (high - low) * (generator.uniform() * 1.2 - 0.1) }
        histogram.add(contentsOf: values)
        other.add(contentsOf: values.shuffled(using: &generator))
        #expect(histogram == other, "seed \(seed)")

        var plain = [Int64](repeating: 0, count: bins)
        for value in values where value >= low && value <= high {
            let bin = (0..<bins).first { $0 == bins - 1 || value < histogram.edges[$0 + 1] }
            plain[bin ?? 0] += 1
        }
        #expect(histogram.counts == plain, "seed \(seed)")
        #expect(histogram.total == 2_000, "seed \(seed)")
    }
}
