import Testing

@testable import Statistics

@Suite("Sorting by bytes")
struct RadixSortTests {
    @Test("The order is that of comparing, whatever the values", arguments: [0, 1, 2, 255, 256, 257, 5_000])
    func order(_ count: Int) {
        var random = SplitMix(seed: UInt64(count) + 7)
        let edges: [Double] = [
            0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
            -.greatestFiniteMagnitude, .pi,
        ]
        for spread in 0..<4 {
            let values = (0..<count).map { index -> Double in
                switch spread {
                case 0: Double(Int(random.next() % 50)) - 25
                case 1: Double(Int64(bitPattern: random.next())) / 1e12
                case 2: edges[index % edges.count]
                default: Double(index)
                }
            }
            #expect(RadixSort.sorted(values) == values.sorted())
        }
    }

    @Test("Both zeros become 0")
    func zeros() {
        for count in [3, 300] {
            let sorted = RadixSort.sorted([Double](repeating: -0.0, count: count))
            #expect(sorted.allSatisfy { $0.sign == .plus })
        }
    }

    @Test("A book gives every value one code, up to as many as it may have")
    func book() throws {
        var random = SplitMix(seed: 23)
        for different in [1, 2, 300, 5_000, ValueBook.most] {
            // All of them once, then some again: whole numbers, fractions and both signs.
            let values = (0..<different).map { index in
                let number = Double(index / 2) * (index % 3 == 0 ? 0.01 : 1_000)
                return index % 2 == 0 ? number + 0.25 : -number - 0.25
            }
            let again = (0..<1_000).map { _ in values[Int(random.next() % UInt64(different))] }
            var book = ValueBook()
            let found = book.codes((values + again)[...])
            let codes = try #require(found)
            #expect(book.values.count == different)
            #expect(codes.map { book.values[Int($0)] } == values + again)
            var other = ValueBook()
            #expect(other.codes(values[...], limit: different - 1) == nil)
            let counted = try #require(CountedValues(counting: values + again, limit: different))
            #expect(counted.expanded == (values + again).sorted())
        }
        var zeros = ValueBook()
        #expect(zeros.codes([0, -0.0]) == [0, 0] && zeros.values[0].sign == .plus)
        #expect(CountedValues(counting: [], limit: 0)?.count == 0)
    }

    @Test("Numbers that repeat are in the order of comparing, as those that do not")
    func repeats() {
        var random = SplitMix(seed: 29)
        for different in [1, 7, 100, 312, 313, 4_000] {
            let values = (0..<5_000).map { _ in Double(Int(random.next() % UInt64(different))) / 3 - 40 }
            #expect(RadixSort.sorted(values) == values.sorted())
        }
    }

    @Test("Many numbers are in the order of comparing, however they are spread")
    func many() throws {
        var random = SplitMix(seed: 31)
        func uniform() -> Double { Double(random.next() >> 11) / 9_007_199_254_740_992 }
        let count = RadixSort.manyFrom + 1_000
        let spreads: [(name: String, next: () -> Double)] = [
            ("even", uniform), ("cents", { (uniform() * 5_000_000).rounded() / 100 }),
            ("both signs", { uniform() * 2 - 1 }),
            ("most in one place", { uniform() < 0.4 ? 0.5 : uniform() }),
            ("far out", { 1 / max(uniform(), 1e-300) }),
            ("of every size", { Double(sign: .plus, exponent: Int(uniform() * 600) - 300, significand: 1) }),
            ("near the least", { (uniform() * 4_000).rounded() * .leastNonzeroMagnitude }),
            ("all there is", { (uniform() < 0.5 ? -1 : 1) * .greatestFiniteMagnitude * uniform() }),
            ("zeros of both signs", { uniform() < 0.1 ? -0.0 : uniform() - 0.5 }),
        ]
        for spread in spreads {
            let values = (0..<count).map { _ in spread.next() }
            let sorted = RadixSort.sorted(values)
            #expect(sorted == values.sorted(), "\(spread.name)")
            #expect(sorted.allSatisfy { $0 != 0 || $0.sign == .plus })
            if let other = BucketSort.sorted(values) { #expect(other == sorted, "\(spread.name)") }
        }
        #expect(BucketSort.sorted((0..<count).map { _ in uniform() }) != nil)
        #expect(BucketSort.sorted([3, 3, 3]) == nil)
        #expect(BucketSort.sorted([]) == nil)
    }
}
