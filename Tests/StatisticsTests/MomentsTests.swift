import Statistics
import Testing

@Suite("Moments")
struct MomentsTests {
    /// numpy 2.4.6: numpy.mean, var and std of this list, ddof=1 and ddof=0. The mean with math.fsum.
    @Test("agree with numpy on a small list")
    func small() {
        let moments = Moments([0.1, 0.2, 0.2, 0.7, 1.5, -3.25, 8.0, 0.3])
        #expect(moments.count == 8)
        #expect(moments.mean == 0.96875)
        #expect(close(moments.sampleVariance, 9.996383928571428))
        #expect(close(moments.sampleDeviation, 3.1617058573769046))
        #expect(close(moments.populationVariance, 8.746835937499998))
        #expect(close(moments.populationDeviation, 2.957505019015183))
        #expect(moments.minimum == -3.25)
        #expect(moments.maximum == 8)
    }

    /// Python 3.12: u = uniform(7, 200000); c = math.fsum(u) / 200000; the variance with
    /// math.fsum((x - c) * (x - c) for x in u) / 199999. numpy 2.4.6 agrees to 13 digits.
    @Test("are those of exact sums, bit for bit")
    func large() {
        let moments = Moments(SplitMix.uniforms(seed: 7, count: 200_000))
        #expect(moments.mean == 0.5005379942534679)
        #expect(moments.sampleVariance == 0.08353819785890719)
        #expect(moments.sampleDeviation == 0.28902975254964186)
    }

    @Test("have an answer for no value, one value and equal values")
    func degenerate() {
        let none = Moments([Double]())
        #expect(none.count == 0)
        #expect(none.mean == nil && none.sampleDeviation == nil && none.populationDeviation == nil)
        #expect(none.minimum == nil && none.maximum == nil)

        let one = Moments([0.1])
        #expect(one.mean == 0.1 && one.sampleVariance == nil && one.populationDeviation == 0)

        // 0.1 added up 100,000 times is not 10,000: without care the mean and the spread are off by a little.
        let equal = Moments([Double](repeating: 0.1, count: 100_000))
        #expect(equal.mean == 0.1)
        #expect(equal.sampleDeviation == 0 && equal.populationDeviation == 0)
    }

    @Test("keep a small spread on a large offset")
    func offset() {
        let moments = Moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
        #expect(moments.mean == 1e9 + 10)
        #expect(moments.sampleVariance == 30)
    }

    @Test("have a mean where the sum leaves the range of a double")
    func huge() {
        let largest = Double.greatestFiniteMagnitude
        #expect(Moments([largest, largest / 2]).mean == largest * 0.75)
        #expect(Moments([largest, -largest, largest]).mean == largest / 3)
        #expect(Moments([Double](repeating: largest, count: 3_000)).mean == largest)
        #expect(Moments([Double](repeating: -largest, count: 3_000)).sampleVariance == 0)
    }

    @Test("do not trap on values that are not finite")
    func notFinite() {
        #expect(Moments([.nan, 1]).count == 2)
        #expect(Moments([.infinity, -.infinity]).sampleVariance?.isNaN == true)
    }

    @Test("do not depend on order, nor on where the values were cut", arguments: 1...8 as ClosedRange<UInt64>)
    func pieces(seed: UInt64) {
        print("seed \(seed)")
        var generator = SplitMix(seed: seed)
        let values = (0..<150_000).map { _ in generator.uniform() * 1e3 - 250 }
        var cuts = (0..<5).map { _ in Int(generator.next() % 150_000) }.sorted()
        cuts = [0] + cuts + [150_000]
        let pieces = zip(cuts, cuts.dropFirst()).map { values[$0..<$1] }
        #expect(Moments(pieces: pieces) == Moments(values), "seed \(seed)")
        #expect(Moments(pieces: pieces.reversed()) == Moments(values), "seed \(seed)")
        #expect(Moments(values.shuffled(using: &generator)) == Moments(values), "seed \(seed)")
        #expect(Moments(values.sorted()) == Moments(values), "seed \(seed)")
    }

    @Test("have no zero below zero among their extremes, whichever came first")
    func zeros() {
        for values in [[0.0, -0.0], [-0.0, 0.0], [-0.0]] {
            #expect(Moments(values).minimum?.sign == .plus && Moments(values).maximum?.sign == .plus)
        }
    }

    @Test("of shares that were taken apart are those of the whole")
    func shares() {
        let values = SplitMix.uniforms(seed: 21, count: 20_000)
        var passes = MomentPasses()
        repeat {
            var other = passes
            passes.add(contentsOf: values[..<7_000])
            other.add(contentsOf: values[7_000...])
            passes.merge(other)
        } while passes.close()
        #expect(passes.moments == Moments(values))
    }

    @Test("are sums of 65,536 values added up in order")
    func chunks() {
        let values = SplitMix.uniforms(seed: 3, count: 2 * 65_536 + 17)
        var wanted = 0.0
        for start in stride(from: 0, to: values.count, by: 65_536) {
            var chunk = 0.0
            for value in values[start..<min(start + 65_536, values.count)] { chunk += value }
            wanted += chunk
        }
        var sum = ChunkedSum()
        for value in values { sum.add(value) }
        #expect(sum.total == wanted)
        #expect(ChunkedSum().total == 0)
    }
}
