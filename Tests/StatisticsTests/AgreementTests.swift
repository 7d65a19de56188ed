import Statistics
import Testing

@Suite("Agreement")
struct AgreementTests {
    /// scikit-learn 1.9.1: cohen_kappa_score without weights, linear and quadratic.
    @Test("of two raters is scikit-learn's kappa, either way round")
    func kappa() throws {
        let table = [[36, 9, 13, 10], [14, 52, 11, 14], [11, 6, 46, 6], [14, 7, 8, 43]]
        let turned = (0..<4).map { column in table.map { $0[column] } }
        let wanted: [(CohenKappa.Weights, Double)] = [
            (.none, 0.4535600047387751), (.linear, 0.4146658717684678), (.quadratic, 0.38013682905551227),
        ]
        for (weights, value) in wanted {
            #expect(close(CohenKappa.kappa(table, weights: weights), value))
            #expect(CohenKappa.kappa(table, weights: weights) == CohenKappa.kappa(turned, weights: weights))
        }
        #expect(CohenKappa.agreement(table)?.hits == 177)
        #expect(CohenKappa.agreement(table)?.count == 300)
    }

    @Test("of two raters has no value where chance gives no disagreement, or the table is none")
    func kappaDegenerate() throws {
        #expect(CohenKappa.kappa([]) == nil)
        #expect(CohenKappa.kappa([[0, 0], [0, 0]]) == nil)
        #expect(CohenKappa.kappa([[7, 0], [0, 0]]) == nil)
        #expect(CohenKappa.agreement([[7, 0], [0, 0]])?.rate == 1)
        #expect(CohenKappa.kappa([[1, 2]]) == nil)
        #expect(CohenKappa.kappa([[1, -2], [1, 1]]) == nil)
        #expect(CohenKappa.kappa([[.max, .max], [1, 1]]) == nil)
        #expect(CohenKappa.kappa([[3, 0], [0, 4]]) == 1)
        #expect(CohenKappa.kappa([[0, 3], [3, 0]]) == -1)
        #expect(CohenKappa.table([(0, 1), (0, 1), (1, 1)], categories: 2) == [[0, 2], [0, 1]])
        #expect(CohenKappa.table([(0, 2)], categories: 2) == nil)
    }

    struct AlphaCase: Sendable {
        let ratings: [[Double?]]
        let nominal, ordinal, interval: Double
    }

    /// PyPI krippendorff 0.9.0. The first is the example of Wikipedia's article, where nominal is 0.691 and
    /// interval 0.811; the second that of Krippendorff (2011), with 0.743, 0.815 and 0.849. The third: 5
    /// raters, 60 units of uniform(32, 300): missing below 0.2, the base (uniform(33, 60) in 6 steps) below
    /// 0.6, else the draw in 6 steps.
    static let alphaCases: [AlphaCase] = {
        let base = SplitMix.uniforms(seed: 33, count: 60).map { ($0 * 6).rounded(.down) }
        let draws = SplitMix.uniforms(seed: 32, count: 300)
        return [
            AlphaCase(
                ratings: [
                    [nil, nil, nil, nil, nil, 3, 4, 1, 2, 1, 1, 3, 3, nil, 3],
                    [1, nil, 2, 1, 3, 3, 4, 3, nil, nil, nil, nil, nil, nil, nil],
                    [nil, nil, 2, 1, 3, 4, 4, nil, 2, 1, 1, 3, 3, nil, 4],
                ], nominal: 0.691358024691358, ordinal: 0.8067214199413153, interval: 0.8108448928121059),
            AlphaCase(
                ratings: [
                    [1, 2, 3, 3, 2, 1, 4, 1, 2, nil, nil, nil], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nil, 3],
                    [nil, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nil], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nil],
                ], nominal: 0.743421052631579, ordinal: 0.8153875037548814, interval: 0.8491071428571428),
            AlphaCase(
                ratings: (0..<5).map { rater in
                    (0..<60).map { unit in
                        let draw = draws[rater * 60 + unit]
                        return draw < 0.2 ? nil : draw < 0.6 ? base[unit] : (draw * 6).rounded(.down)
                    }
                }, nominal: 0.3090702303099232, ordinal: 0.2654602508919647, interval: 0.3240862382349238),
        ]
    }()

    @Test("of many raters is Krippendorff's alpha, whatever the order", arguments: alphaCases)
    func alpha(wanted: AlphaCase) throws {
        let turned = wanted.ratings.reversed().map { Array($0.reversed()) }
        for ratings in [wanted.ratings, turned] {
            let found = try #require(KrippendorffAlpha(ratings: ratings))
            #expect(close(found.alpha(.nominal), wanted.nominal))
            #expect(close(found.alpha(.ordinal), wanted.ordinal))
            #expect(close(found.alpha(.interval), wanted.interval))
        }
        let (one, other) = (KrippendorffAlpha(ratings: wanted.ratings), KrippendorffAlpha(ratings: turned))
        #expect(one?.alpha(.interval) == other?.alpha(.interval))
    }

    @Test("of many raters has no value without pairs or without difference")
    func alphaDegenerate() throws {
        let none = try #require(KrippendorffAlpha(ratings: []))
        #expect(none.alpha(.nominal) == nil && none.agreement?.rate == nil && none.pairable == 0)
        let single = try #require(KrippendorffAlpha(ratings: [[1, nil], [nil, 2]]))
        #expect(single.alpha(.nominal) == nil && single.pairable == 0)
        let same = try #require(KrippendorffAlpha(ratings: [[3, 3], [3, 3]]))
        #expect(same.alpha(.interval) == nil && same.agreement?.rate == 1)
        let agreed = try #require(KrippendorffAlpha(ratings: [[3, 4], [3, 4]]))
        #expect(agreed.alpha(.nominal) == 1 && agreed.alpha(.ordinal) == 1)
        #expect(KrippendorffAlpha(ratings: [[1], [1, 2]]) == nil)
        #expect(KrippendorffAlpha(ratings: [[.nan]]) == nil)
        #expect(KrippendorffAlpha(values: [1, 1], units: []) == nil)
        #expect(KrippendorffAlpha(values: [1, 2], units: [[1]]) == nil)
        #expect(KrippendorffAlpha(values: [1, 2], units: [[1, -1]]) == nil)
    }
}
