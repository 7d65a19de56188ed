import Testing

@testable import Statistics

/// Expected values: math.fsum of Python 3.12 over the same numbers, where nothing else is said.
@Suite("Exact sums")
struct ExactSumTests {
    private func sum(_ values: [Double]) -> Double {
        var sum = ExactSum()
        sum.add(contentsOf: values[...])
        return sum.total
    }

    private func oneByOne(_ values: [Double]) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(value) }
        return sum.total
    }

    /// Finite doubles of any bits whose exponent field lies in a range.
    private func any(_ fields: ClosedRange<UInt64>, seed: UInt64, count: Int) -> [Double] {
        var generator = SplitMix(seed: seed)
        var found: [Double] = []
        while found.count < count {
            let bits = generator.next()
            if fields.contains(bits >> 52 & 0x7ff) { found.append(Double(bitPattern: bits)) }
        }
        return found
    }

    @Test("are those of math.fsum")
    func reference() {
        #expect(sum([]) == 0)
        #expect(sum([1e16, 1, -1e16]) == 1)
        #expect(sum([Double](repeating: 0.1, count: 10)) == 1)
        #expect(sum((0..<1_000).flatMap { _ in [1e100, 1, -1e100, 1e-100] }) == 1_000)
        #expect(sum((0..<5_000).map { 0.1 * Double($0) }) == 1_249_750)
        #expect(sum(SplitMix.uniforms(seed: 7, count: 200_000)) == 100_107.59885069358)
        #expect(sum(any(0...2_000, seed: 11, count: 20_000)) == 2.5083427349340727e+294)
        #expect(sum(any(900...1_100, seed: 12, count: 20_000)) == 5.921056041574301e+23)
        var generator = SplitMix(seed: 14)
        let subnormal = (0..<5_000).map { _ in
            Double(bitPattern: generator.next() & 0x800f_ffff_ffff_ffff)
        }
        #expect(sum(subnormal) == 6.14395143631675e-307)
    }

    @Test("keep what is left when everything else cancels, were it the least number there is")
    func cancellation() {
        let least = Double.leastNonzeroMagnitude
        let values = any(0...2_046, seed: 15, count: 10_000)
        #expect(sum(values + values.map { -$0 } + [least]) == least)
        #expect(sum(values + values.reversed().map { -$0 }) == 0)
        #expect(sum(values.flatMap { [$0, -$0] } + [-3 * least]) == -3 * least)
    }

    @Test("round to the nearest, ties to even, whatever lies far below the tie")
    func rounding() {
        #expect(sum([1, 0x1p-53]) == 1)
        #expect(sum([1, 0x1p-53, 0x1p-1074]) == 1.nextUp)
        #expect(sum([1.nextUp, 0x1p-53]) == 1 + 0x1p-51)
        #expect(sum([1.nextUp, 0x1p-53, -0x1p-1074]) == 1.nextUp)
        #expect(sum([-1, -0x1p-53, -0x1p-1074]) == -(1.nextUp))
    }

    @Test("do not depend on order, pieces or threads' shares", arguments: 1...6 as ClosedRange<UInt64>)
    func order(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let kinds: [[Double]] = [
            any(0...2_000, seed: seed, count: 9_000), any(1_000...1_023, seed: seed, count: 9_000),
            SplitMix.uniforms(seed: seed, count: 9_000).map { ($0 * 1e6).rounded() / 1e6 },
            (0..<9_000).map { $0 % 2_500 == 0 ? 1e300 : Double($0) * 1e-300 },
            (0..<9_000).map { $0 < 4_500 ? 0 : -0.0 },
        ]
        for values in kinds {
            let wanted = oneByOne(values)
            #expect(sum(values) == wanted)
            #expect(sum(values.shuffled(using: &generator)) == wanted)
            var shares = (ExactSum(), ExactSum())
            var start = 0
            while start < values.count {
                let end = min(values.count, start + Int(generator.next() % 3_000))
                if generator.next() % 2 == 0 {
                    shares.0.add(contentsOf: values[start..<end])
                } else {
                    shares.1.add(contentsOf: values[start..<end])
                }
                start = end
            }
            shares.0.merge(shares.1)
            #expect(shares.0.total == wanted)
            var squares = ExactSum()
            let farthest = values.map { ($0 - 0.25).magnitude }.max() ?? 0
            squares.add(squaresOf: values[...], around: 0.25, farthest: farthest)
            #expect(squares.total == oneByOne(values.map { ($0 - 0.25) * ($0 - 0.25) }))
            // A distance that is not the greatest costs time only.
            var slow = ExactSum()
            slow.add(squaresOf: values[...], around: 0.25, farthest: 1e-3)
            #expect(slow.total == squares.total)
        }
    }

    @Test("give their values back when more are taken away, and count a value many times")
    func times() {
        var sum = ExactSum()
        sum.add(0.1, times: 1 << 40)
        #expect(sum.total == 0.1 * 0x1p40)
        sum.add(-0.1, times: (1 << 40) - 3)
        // 3 times the double next to 0.1, rounded once: Fraction(0.1) * 3 in Python.
        #expect(sum.total == 0.30000000000000004)
        sum.add(5, times: 0)
        sum.add(5, times: -1)
        #expect(sum.total == 0.30000000000000004)
    }

    @Test("are infinite beyond a double, and come back from there")
    func huge() {
        let largest = Double.greatestFiniteMagnitude
        #expect(sum([largest, largest]) == .infinity)
        #expect(sum([-largest, -largest]) == -.infinity)
        #expect(sum([largest, largest, -largest]) == largest)
        #expect(
            sum([Double](repeating: largest, count: 5_000) + [Double](repeating: -largest, count: 4_999))
                == largest)
    }

    @Test("of values that are not finite are what plain addition gives")
    func notFinite() {
        let many = [Double](repeating: 1, count: 3_000)
        #expect(sum(many + [.infinity]) == .infinity)
        #expect(sum([-.infinity] + many) == -.infinity)
        #expect(sum([.infinity] + many + [-.infinity]).isNaN)
        #expect(sum(many + [.nan] + many).isNaN)
        #expect(sum([Double](repeating: .nan, count: 3_000)).isNaN)
        var sums = (ExactSum(), ExactSum())
        sums.0.add(.infinity)
        sums.1.add(-.infinity)
        sums.0.merge(sums.1)
        #expect(sums.0.total.isNaN)
    }

    @Test("know the extremes of what was added")
    func extremes() {
        var sum = ExactSum()
        for count in [1, 7, 8, 100, 2_048, 5_000] {
            let values = any(1...2_046, seed: UInt64(count), count: count)
            let found = sum.add(contentsOf: values[...])
            #expect(found.least == values.min() && found.greatest == values.max(), "\(count)")
        }
        #expect(sum.add(contentsOf: []).least == .infinity)
    }
}
