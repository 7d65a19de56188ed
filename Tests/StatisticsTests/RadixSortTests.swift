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
}
