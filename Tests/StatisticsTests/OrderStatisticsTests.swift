import Statistics
import Testing

@Suite("Order statistics in bounded memory")
struct OrderStatisticsTests {
    /// A linear congruential generator (Knuth's MMIX): any spread of values will do.
    private struct Source {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 11
        }
    }

    private static func values(_ kind: String, _ count: Int, seed: UInt64) -> [Double] {
        var source = Source(state: seed)
        return (0..<count).map { index in
            let draw = Double(source.next()) / Double(1 << 53)
            return switch kind {
            case "uniform": draw
            case "few": Double(Int(draw * 3)) / 10
            case "constant": 7
            case "wide": (draw - 0.5) * [1e-300, 1e-10, 1, 1e10, 1e300][index % 5]
            case "heap": draw < 0.9 ? 0.25 + draw * 1e-9 : draw
            default: index % 2 == 0 ? -0.0 : 0.0
            }
        }
    }

    @Test(
        "are those of the sorted values, whatever is guessed, kept, or cut",
        arguments: ["uniform", "few", "constant", "wide", "heap", "zeros"], [Int.max, 5_000, 1])
    func sorted(_ kind: String, _ keepMax: Int) {
        let groups = [6_000, 300, 1, 0, 4_500].enumerated().map {
            Self.values(kind, $0.element, seed: UInt64($0.offset + 1))
        }
        let cuts = [-1e290, -1, -0.0, 0.1, 0.1.nextUp, 0.25, 0.3, 0.5, 1, 1.0.nextUp, 7, 8, 1e300]
        let guesses: [ClosedRange<Double>?] = [
            nil, 0...1, 0.2...0.25, 7...7, -1e308...1e308, 0.1...(0.1).nextUp,
        ]
        for guess in guesses {
            var statistics = OrderStatistics(keepMax: keepMax)
            var passes = 0
            func ranks(_ count: Int) -> [Int] {
                Set([0, count / 3, count / 2, count / 2 + 1, count - 1]).filter { $0 < count }
            }
            repeat {
                for (group, values) in groups.enumerated() {
                    var start = 0
                    while start < values.count {
                        let end = min(values.count, start + 900 + passes)
                        statistics.add(values[start..<end], group: group, guess: guess)
                        start = end
                    }
                }
                passes += 1
            } while passes < 100
                && statistics.close { group in
                    OrderStatistics.Wanted(
                        minimum: groups[group].min() ?? 0, maximum: groups[group].max() ?? 0,
                        ranks: ranks(groups[group].count), cuts: cuts)
                }
            #expect(passes < 100)
            if keepMax == .max { #expect(passes == 1) }
            for (group, values) in groups.enumerated() where !values.isEmpty {
                let expected = values.sorted()
                for rank in ranks(values.count) {
                    #expect(
                        statistics.value(group: group, rank: rank) == expected[rank],
                        "\(kind), guess \(String(describing: guess)), group \(group), rank \(rank)")
                }
                for cut in cuts {
                    #expect(
                        statistics.count(group: group, below: cut) == values.count { $0 < cut },
                        "\(kind), guess \(String(describing: guess)), group \(group), cut \(cut)")
                }
                #expect(statistics.count(group: group) == values.count)
            }
        }
    }

    @Test(
        "are the same when two take shares of the values and are put together",
        arguments: ["uniform", "few", "constant", "wide", "heap", "zeros"], [Int.max, 5_000, 1])
    func shares(_ kind: String, _ keepMax: Int) {
        let groups = [9_000, 1_300, 1, 0, 4_500].enumerated().map {
            Self.values(kind, $0.element, seed: UInt64($0.offset + 31))
        }
        let cuts = [-1e290, 0.1, 0.25, 0.5, 7, 1e300]
        for (share, guess) in [(2, nil), (2, 0...1), (10, 0...1), (3, 0.2...0.25)]
            as [(Int, ClosedRange<Double>?)]
        {
            var statistics = OrderStatistics(keepMax: keepMax)
            var passes = 0
            repeat {
                var other = statistics
                var pieces = 0
                for (group, values) in groups.enumerated() {
                    for start in stride(from: 0, to: values.count, by: 700) {
                        let piece = values[start..<min(values.count, start + 700)]
                        pieces += 1
                        if pieces % share == 0 {
                            other.add(piece, group: group, guess: guess)
                        } else {
                            statistics.add(piece, group: group, guess: guess)
                        }
                    }
                }
                statistics.merge(other)
                passes += 1
            } while passes < 100
                && statistics.close { group in
                    OrderStatistics.Wanted(
                        minimum: groups[group].min() ?? 0, maximum: groups[group].max() ?? 0,
                        ranks: groups[group].isEmpty ? [] : [groups[group].count / 2], cuts: cuts)
                }
            #expect(passes < 100)
            for (group, values) in groups.enumerated() where !values.isEmpty {
                #expect(
                    statistics.value(group: group, rank: values.count / 2)
                        == values.sorted()[values.count / 2],
                    "\(kind), share \(share), group \(group)")
                for cut in cuts {
                    #expect(
                        statistics.count(group: group, below: cut) == values.count { $0 < cut },
                        "\(kind), share \(share), group \(group), cut \(cut)")
                }
            }
        }
    }

    @Test("two passes are enough where the guess is right and the bins hold few values")
    func passes() {
        let values = Self.values("uniform", 50_000, seed: 9)
        for (guess, expected) in [(0.0...1.0, 2), (nil, 3)] as [(ClosedRange<Double>?, Int)] {
            var statistics = OrderStatistics(keepMax: 10_000)
            var passes = 0
            repeat {
                for start in stride(from: 0, to: 50_000, by: 5_000) {
                    statistics.add(values[start..<(start + 5_000)], group: 0, guess: guess)
                }
                passes += 1
            } while statistics.close { _ in .init(minimum: 0, maximum: 1, ranks: [25_000], cuts: [0.5]) }
            #expect(passes == expected)
            #expect(statistics.value(group: 0, rank: 25_000) == values.sorted()[25_000])
        }
    }

    @Test("moments are the same bits whether values come at once or in pieces")
    func moments() {
        for kind in ["uniform", "few", "constant", "wide", "heap"] {
            let values = Self.values(kind, 150_000, seed: 5)
            var passes = MomentPasses()
            repeat {
                var start = 0
                while start < values.count {
                    let end = min(values.count, start + 65_537)
                    passes.add(contentsOf: values[start..<end])
                    start = end
                }
            } while passes.close()
            #expect(passes.moments == Moments(values))
        }
        var huge = MomentPasses()
        let values = [Double](repeating: 1.5e308, count: 10)
        repeat { huge.add(contentsOf: values[...]) } while huge.close()
        #expect(huge.moments.mean == 1.5e308)
        #expect(huge.moments == Moments(values))
    }
}
