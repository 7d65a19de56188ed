import Statistics
import Testing

@Suite("Quantile")
struct QuantileTests {
    /// numpy 2.4.6: numpy.quantile(sorted(x), [0, .1, .25, 1/3, .5, .77, .9, 1]).
    @Test("is numpy's linear quantile, bit for bit, on a small list")
    func small() {
        let values = [0.1, 0.2, 0.2, 0.7, 1.5, -3.25, 8.0, 0.3].sorted()
        let found = quantiles(sorted: values, at: [0, 0.1, 0.25, 1.0 / 3, 0.5, 0.77, 0.9, 1])
        #expect(
            found == [
                -3.25, -0.9049999999999999, 0.17500000000000002, 0.2, 0.25, 1.0120000000000005,
                3.449999999999999, 8.0,
            ])
    }

    /// numpy 2.4.6: numpy.quantile(uniform(7, 200000), [0, .01, .1, 1/3, .5, .75, .999, 1]).
    @Test("is numpy's linear quantile, bit for bit, on 200,000 values")
    func large() {
        let values = SplitMix.uniforms(seed: 7, count: 200_000).sorted()
        let found = quantiles(sorted: values, at: [0, 0.01, 0.1, 1.0 / 3, 0.5, 0.75, 0.999, 1])
        #expect(
            found == [
                4.684318270276044e-06, 0.009953150819905318, 0.10013963445611745, 0.33371910964521206,
                0.500421300497425, 0.7513557284320244, 0.9990268738880052, 0.9999951047979356,
            ])
    }

    @Test("has no answer without values or outside 0...1")
    func noAnswer() {
        #expect(quantiles(sorted: [Double](), at: [0, 0.5]) == [nil, nil])
        #expect(quantiles(sorted: [1, 2], at: [-0.1, 1.1, .nan, 0.5]) == [nil, nil, nil, 1.5])
        #expect(quantiles(sorted: [1, 2], at: []).isEmpty)
    }

    @Test("of one value is that value, also at the ends of the range of a double")
    func oneValue() {
        #expect(quantiles(sorted: [4.5], at: [0, 0.3, 1]) == [4.5, 4.5, 4.5])
        #expect(quantiles(sorted: [-.infinity, -.infinity, 0], at: [0.25]) == [-.infinity])
    }

    @Test("takes a slice that does not start at 0")
    func slice() {
        let values = [9.0, 9, 1, 2, 3, 9]
        #expect(Quantile.linear(sorted: values[2..<5], at: 0.5) == 2)
    }

    @Test(
        "is within the plain formula, ascends, and ignores the order",
        arguments: 1...20 as ClosedRange<UInt64>)
    func plain(seed: UInt64) {
        print("seed \(seed)")
        var generator = SplitMix(seed: seed)
        let count = Int(generator.next() % 400) + 1
        let values = (0..<count).map { _ in (generator.uniform() * 40).rounded() / 8 - 2 }
        let sorted = values.sorted()
        #expect(values.shuffled(using: &generator).sorted() == sorted, "seed \(seed)")
        var before = -Double.infinity
        for percent in 0...100 {
            let q = Double(percent) / 100
            let h = Double(count - 1) * q
            let lower = Int(h.rounded(.down))
            let upper = min(lower + 1, count - 1)
            let plain = sorted[lower] + (h - h.rounded(.down)) * (sorted[upper] - sorted[lower])
            let found = Quantile.linear(sorted: sorted[...], at: q) ?? .nan
            #expect((found - plain).magnitude <= 1e-14, "seed \(seed) q \(q)")
            #expect(found >= before, "seed \(seed) q \(q)")
            before = found
        }
    }
}
