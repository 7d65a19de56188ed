import Foundation
import Statistics
import Testing

@Suite("Power of a single feature")
struct FeaturePowerTests {
    typealias Category = FeaturePower.Category

    @Test("does not see knowledge in many rare categories that have none", arguments: seeds(1...5))
    func rare(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        // 20,000 rows over 5,000 categories; the label is a coin.
        var categories = [Category](
            repeating: Category(first: (0, 0), second: (0, 0)), count: 5_000)
        for row in 0..<20_000 {
            let place = generator.below(5_000)
            switch (row % 2 == 0, generator.uniform() < 0.3) {
            case (true, true): categories[place].first.positives += 1
            case (true, false): categories[place].first.negatives += 1
            case (false, true): categories[place].second.positives += 1
            case (false, false): categories[place].second.negatives += 1
            }
        }
        let found = try #require(FeaturePower.categorical(categories))
        #expect(found.count == 20_000)
        #expect(found.strength < 0.02, "seed \(seed): \(found.auc)")
        #expect(FeaturePower.categorical(categories.shuffled(using: &generator)) == found, "seed \(seed)")
        // Scored by their own rows they would look like knowledge.
        let own = LabelledScores(
            unordered: categories.compactMap { category in
                let (hits, misses) = (
                    category.first.positives + category.second.positives,
                    category.first.negatives + category.second.negatives
                )
                guard hits + misses > 0 else { return nil }
                return LabelledScores.Tally(
                    score: Double(hits) / Double(hits + misses), positives: hits, negatives: misses)
            })
        #expect(try #require(own.flatMap(FeaturePower.numeric)).strength > 0.2)
    }

    @Test("finds a category that is the label, and half of it")
    func known() throws {
        let told = [Category(first: (10, 0), second: (10, 0)), Category(first: (0, 30), second: (0, 30))]
        #expect(FeaturePower.categorical(told)?.auc == 1)
        // Rates 0.5 and 0.25 in either half.
        let some = [Category(first: (10, 10), second: (10, 10)), Category(first: (10, 30), second: (10, 30))]
        // 20 positives and 40 negatives a half: 300 wins and 400 ties of 800.
        #expect(FeaturePower.categorical(some)?.auc == 500.0 / 800)
        #expect(FeaturePower.categorical([]) == nil)
        #expect(FeaturePower.categorical([Category(first: (1, 1), second: (0, 5))]) == nil)
        #expect(FeaturePower.categorical([Category(first: (1, -1), second: (1, 5))]) == nil)
        #expect(FeaturePower.categorical([Category(first: (.max, 1), second: (.max, 5))]) == nil)
    }

    @Test("of missingness is the area of that one bit")
    func missing() throws {
        let found = try #require(FeaturePower.missing(missing: (30, 10), present: (20, 40)))
        // Half of 1 + 0.6 - 0.2.
        #expect(close(found.auc, 0.7) && close(found.strength, 0.2) && found.count == 100)
        #expect(FeaturePower.missing(missing: (0, 0), present: (20, 40))?.strength == 0)
        #expect(FeaturePower.missing(missing: (1, 0), present: (1, 0)) == nil)
        #expect(FeaturePower.missing(missing: (-1, 0), present: (1, 0)) == nil)
    }

    /// scikit-learn 1.9.1: mutual_info_score(None, None, contingency=table) / ln 2.
    @Test("as mutual information is scikit-learn's, either way round")
    func information() throws {
        let table = [[36, 9, 13, 10], [14, 52, 11, 14], [11, 6, 46, 6], [14, 7, 8, 43]]
        let turned = (0..<4).map { column in table.map { $0[column] } }
        let found = try #require(MutualInformation(table))
        #expect(close(found.bits, 0.39493892091382676))
        #expect(MutualInformation(turned)?.bits == found.bits)
        #expect(close(found.corrected, found.bits - 9.0 / 600 / log(2)))
        let independent = try #require(MutualInformation([[10, 20], [30, 60]]))
        #expect(independent.bits < 1e-15 && independent.corrected == 0)
        #expect(MutualInformation([[5, 0], [0, 5]])?.bits == 1)
        #expect(MutualInformation([[5, 0], [0, 5]])?.share == 1)
        #expect(MutualInformation([[5], [3]])?.share == nil)
        #expect(MutualInformation([]) == nil && MutualInformation([[0, 0]]) == nil)
        #expect(MutualInformation([[1], [1, 2]]) == nil && MutualInformation([[-1, 2]]) == nil)
        #expect(MutualInformation([[.max, .max]]) == nil)
    }
}

@Suite("Effect size")
struct EffectSizeTests {
    /// By hand: means 3 and 6, deviations √2.5 and √10 of five each: pooled 2.5.
    @Test("is the difference over the pooled deviation")
    func means() throws {
        let (one, other) = (Moments([1, 2, 3, 4, 5]), Moments([2, 4, 6, 8, 10]))
        #expect(close(EffectSize.cohenD(one, other), 1.2))
        #expect(close(EffectSize.cohenD(other, one), -1.2))
        #expect(close(EffectSize.hedgesG(one, other), 1.2 * (1 - 3.0 / 31)))
        #expect(EffectSize.cohenD(one, Moments([1])) == nil)
        #expect(EffectSize.cohenD(Moments([2, 2]), Moments([3, 3])) == nil)
        #expect(EffectSize.cohenD(one, one) == 0)
    }

    /// Cohen (1988), table 6.2.2: φ of .50 is 1.571 and of .25 is 1.047.
    @Test("of rates is Cohen's h")
    func rates() throws {
        let (half, quarter) = (
            try #require(Proportion(hits: 5, of: 10)), try #require(Proportion(hits: 1, of: 4))
        )
        #expect(
            close(
                EffectSize.cohenH(TwoProportions(baseline: quarter, current: half)),
                Double.pi / 2 - Double.pi / 3))
        let none = try #require(Proportion(hits: 0, of: 0))
        #expect(EffectSize.cohenH(TwoProportions(baseline: none, current: half)) == nil)
    }

    @Test("of orders is the plain share of pairs, turned round the opposite", arguments: seeds(1...30))
    func cliff(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let first = (0..<(1 + generator.below(20))).map { _ in Double(generator.below(7)) }.sorted()
        let second = (0..<(1 + generator.below(20))).map { _ in Double(generator.below(7)) }.sorted()
        let pairs = second.flatMap { value in first.map { value > $0 ? 1.0 : value < $0 ? -1 : 0 } }
        let found = try #require(EffectSize.cliffDelta(sortedFirst: first, sortedSecond: second))
        #expect(found == pairs.reduce(0, +) / Double(pairs.count), "seed \(seed)")
        #expect(EffectSize.cliffDelta(sortedFirst: second, sortedSecond: first) == -found, "seed \(seed)")
        #expect(EffectSize.cliffDelta(sortedFirst: [], sortedSecond: second) == nil)
    }
}
