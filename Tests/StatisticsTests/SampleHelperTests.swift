import Statistics
import Testing

@Suite("Bins, counted values, several tests, tokens")
struct SampleHelperTests {
    /// numpy 2.4.6: len(histogram_bin_edges(x, rule)) - 1 of the SplitMix uniforms of a seed, raised to a
    /// power.
    @Test(
        "the bin rules are numpy's",
        arguments: [(1, 1000, 1, 12, 11), (2, 1024, 3, 15, 11), (3, 50, 1, 8, 7), (4, 3, 1, 4, 3)])
    func rules(seed: UInt64, count: Int, power: Int, doane: Int, sturges: Int) throws {
        let values = SplitMix.uniforms(seed: seed, count: count).map { power == 3 ? $0 * $0 * $0 : $0 }
            .sorted()
        #expect(BinEdges.doane(sorted: values[...]) == doane)
        let range = try #require(values.last) - values[0]
        #expect(BinEdges.sturges(count: count, range: range) == sturges)
    }

    @Test("the bin rules of a constant ask for one bin, of nothing or of no range for none")
    func noRange() {
        #expect(BinEdges.doane(sorted: [7, 7, 7]) == 1 && BinEdges.sturges(count: 3, range: 0) == 1)
        #expect(BinEdges.doane(sorted: [1, 2]) == 1)
        #expect(BinEdges.doane(sorted: []) == nil && BinEdges.sturges(count: 0, range: 1) == nil)
        #expect(BinEdges.doane(sorted: [-1.7e308, 0, 1.7e308]) == nil)
        #expect(BinEdges.deciles(sorted: []).isEmpty && BinEdges.deciles(sorted: [3, 3, 3]) == [3])
    }

    @Test("sorted values are counted in bins as a histogram counts them", arguments: seeds(1...3))
    func counts(seed: UInt64) throws {
        var source = SplitMix(seed: seed)
        for bins in [1, 7, 20] {
            let values = (0..<500).map { _ in (source.uniform() * 30).rounded(.down) / 20 - 0.2 }.sorted()
            var histogram = try #require(Histogram(low: 0, high: 1, bins: bins))
            histogram.add(contentsOf: values)
            let found = BinEdges.counts(sorted: values[...], outer: histogram.edges)
            #expect(found.map(Int64.init) == histogram.counts, "seed \(seed)")
            let edges = BinEdges.deciles(sorted: values[...])
            let plain = (0...edges.count).map { bin in
                values.count { value in edges.count { $0 <= value } == bin }
            }
            #expect(BinEdges.counts(sorted: values[...], inner: edges) == plain, "seed \(seed)")
        }
    }

    @Test("counted values have the quantiles of the values written out", arguments: seeds(1...3))
    func counted(seed: UInt64) throws {
        var source = SplitMix(seed: seed)
        let values = (0..<300).map { _ in (source.uniform() * 20).rounded() }.sorted()
        let counted = CountedValues(sorted: values[...])
        #expect(counted.count == 300 && counted.expanded == values)
        for q in stride(from: 0.0, through: 1, by: 0.05) {
            #expect(counted.quantile(at: q) == Quantile.linear(sorted: values[...], at: q), "seed \(seed)")
        }
        #expect(counted.value(rank: -1) == nil && counted.value(rank: 300) == nil)
        #expect(CountedValues(values: [1, 1], counts: [1, 1]) == nil)
        #expect(CountedValues(values: [1, 2], counts: [.max, 1]) == nil)
        #expect(CountedValues(values: [], counts: [])?.quantile(at: 0.5) == nil)
        #expect(CountedValues(values: [1, 2, 3], counts: [0, 1, 0])?.quantile(at: 0) == 2)
    }

    /// scipy 1.17.1: stats.false_discovery_control; Bonferroni and Holm by hand.
    @Test("several tests are adjusted as scipy does, those without p left out")
    func several() {
        let p: [Double?] = [0.01, 0.04, nil, 0.03, 0.005, 0.5, 0.04]
        let fdr: [Double?] = [0.03, 0.048, nil, 0.048, 0.03, 0.5, 0.048]
        for (found, wanted) in zip(MultipleTests.benjaminiHochberg(p), fdr) {
            #expect(wanted == nil ? found == nil : close(found, wanted ?? 0, 1e-12))
        }
        let plain: [Double?] = [0.06, 0.24, nil, 0.18, 0.03, 1, 0.24]
        let holm: [Double?] = [0.05, 0.12, nil, 0.12, 0.03, 0.5, 0.12]
        for (found, wanted) in zip(MultipleTests.bonferroni(p), plain) {
            #expect(wanted == nil ? found == nil : close(found, wanted ?? 0, 1e-12))
        }
        for (found, wanted) in zip(MultipleTests.holm(p), holm) {
            #expect(wanted == nil ? found == nil : close(found, wanted ?? 0, 1e-12))
        }
        #expect(MultipleTests.benjaminiHochberg([]).isEmpty && MultipleTests.holm([nil]) == [nil])
        #expect(MultipleTests.benjaminiHochberg([0.2]) == [0.2])
    }

    @Test("adjusted p are in order and never under the plain one", arguments: seeds(1...3))
    func adjusted(seed: UInt64) throws {
        let p = SplitMix.uniforms(seed: seed, count: 40).map { $0 * $0 }
        let methods = [MultipleTests.bonferroni, MultipleTests.holm, MultipleTests.benjaminiHochberg]
        let found = try methods.map { try $0(p).map { try #require($0) } }
        for index in p.indices {
            #expect(found[0][index] >= found[1][index] && found[1][index] >= found[2][index], "seed \(seed)")
            #expect(found[2][index] >= p[index], "seed \(seed)")
        }
        for adjusted in found {
            let order = p.indices.sorted { p[$0] < p[$1] }.map { adjusted[$0] }
            #expect(order == order.sorted(), "seed \(seed)")
        }
    }

    @Test("tokens are compared byte by byte, by share, with those that are new")
    func tokens() throws {
        func bag(_ counts: [(String, Int)]) -> TokenFrequencies? {
            TokenFrequencies(counts.map { .init(token: $0.0, count: $0.1) })
        }
        // The same letter, once composed and once with its accent apart: two tokens.
        let before = try #require(bag([("loan", 50), ("\u{e9}", 30), ("card", 20)]))
        let after = try #require(
            bag([("card", 10), ("e\u{301}", 30), ("loan", 40), ("card", 10), ("new", 10)]))
        #expect(after.entries.map(\.count) == [20, 30, 40, 10] && after.total == 100)
        let found = try #require(TokenComparison(before, after, top: 2, changes: 3))
        #expect(found.baselineTop.map(\.token) == ["loan", "\u{e9}"])
        #expect(found.currentTop.map { Array($0.token.utf8) } == [Array("loan".utf8), [0x65, 0xcc, 0x81]])
        #expect(
            found.changes.map { Array($0.token.utf8) } == [
                [0x65, 0xcc, 0x81], [0xc3, 0xa9], Array("loan".utf8),
            ])
        #expect(found.changes.map(\.difference).map { ($0 * 100).rounded() } == [30, -30, -10])
        #expect(found.unseenCount == 2 && close(found.unseenShare, 0.4))
        #expect(found.unseen.map(\.count) == [30, 10])
        #expect(found.counts.baseline == [20, 0, 50, 0, 30] && found.counts.current == [20, 30, 40, 10, 0])
        #expect(TokenComparison(before, before)?.changes.isEmpty == true)
        #expect(TokenComparison(before, before)?.unseenShare == 0)
        let empty = try #require(bag([]))
        #expect(TokenComparison(before, empty) == nil && TokenComparison(empty, before) == nil)
        #expect(bag([("a", 0)]) == nil && bag([("a", .max), ("b", 1)]) == nil)
    }

    @Test("equal counts and changes come in the order of the tokens' bytes, however they were handed over")
    func tokenOrder() throws {
        let entries = (0..<80).map { TokenFrequencies.Entry(token: "t\($0)", count: 1 + $0 % 3) }
        let other = (40..<120).map { TokenFrequencies.Entry(token: "t\($0)", count: 1 + $0 % 3) }
        let first = try #require(TokenFrequencies(entries))
        var source = SplitMix(seed: 5)
        let second = try #require(TokenFrequencies(entries.shuffled(using: &source)))
        let current = try #require(TokenFrequencies(other.shuffled(using: &source)))
        #expect(first == second)
        let found = try #require(TokenComparison(first, current))
        #expect(found == TokenComparison(second, current))
        #expect(found.baselineTop.count == 50 && found.changes.count == 20 && found.unseenCount == 40)
        let top = found.baselineTop.prefix { $0.count == 3 }.map(\.token)
        #expect(top == top.sorted())
    }
}
