import Testing

@testable import Statistics

/// Reference values: scipy 1.17.1: pearsonr, spearmanr, kendalltau(method="asymptotic") on 200 rows of
/// uniform(seed, 400): x = floor(u * steps) / steps of the even ones, y the same of 0.3 x + 0.7 times the
/// odd.
@Suite("Rank correlation")
struct RankCorrelationTests {
    struct Case: Sendable {
        let seed: UInt64
        let steps: Double
        let pearson, spearman, kendall: (Double, Double)
    }

    static let cases = [
        Case(
            seed: 21, steps: 8, pearson: (0.4803378542540209, 6.118706259888832e-13),
            spearman: (0.46194305730126056, 5.7665056330533534e-12),
            kendall: (0.35742252646784584, 2.8843470136885435e-11)),
        Case(
            seed: 22, steps: 1e6, pearson: (0.30594613125384484, 1.0543392932374674e-05),
            spearman: (0.2878781969549239, 3.572201669963804e-05),
            kendall: (0.19427135678391957, 4.401080791867522e-05)),
    ]

    @Test("is scipy's, with its p", arguments: cases)
    func reference(wanted: Case) throws {
        let draws = SplitMix.uniforms(seed: wanted.seed, count: 400)
        let x = stride(from: 0, to: 400, by: 2).map {
            (draws[$0] * wanted.steps).rounded(.down) / wanted.steps
        }
        let y = (0..<200).map { row in
            ((0.3 * x[row] + 0.7 * draws[2 * row + 1]) * wanted.steps).rounded(.down) / wanted.steps
        }
        for (found, expected) in [
            (Correlation.pearson(x, y), wanted.pearson), (Correlation.spearman(x, y), wanted.spearman),
            (Correlation.kendall(x, y), wanted.kendall),
        ] {
            #expect(close(found?.coefficient, expected.0))
            #expect(close(found?.pValue, expected.1, 1e-9))
            #expect(found?.count == 200)
        }
    }

    @Test("of two versions' scores is the golden file's")
    func golden() throws {
        let stream = try GoldenStream.small.get()
        let cases = try GoldenStream.cases("paired")
        #expect(cases.count == 2)
        for wanted in cases {
            let selection = try #require(wanted["selection"] as? [String: Any])
            let expect = try #require(wanted["expect"] as? [String: Any])
            let baseline = stream.select(try #require(selection["baseline"] as? [String: Any]))
            let current = stream.select(try #require(selection["current"] as? [String: Any]))
            let scores = Dictionary(current.map { ($0.subject, $0.score) }, uniquingKeysWith: { $1 })
            let pairs = baseline.compactMap { decision in
                scores[decision.subject].map { (decision.score, $0) }
            }
            let (x, y) = (pairs.map(\.0), pairs.map(\.1))
            #expect(pairs.count == expect["pairs"] as? Int)
            for (found, name) in [
                (Correlation.pearson(x, y), "pearson"), (Correlation.spearman(x, y), "spearman"),
                (Correlation.kendall(x, y), "kendall_tau_b"),
            ] {
                #expect(close(found?.coefficient, expect[name] as? Double ?? .nan, 1e-12), "\(name)")
            }
        }
    }

    @Test(
        "equals the plain definition over all pairs, in any order and either way round",
        arguments: seeds(1...40))
    func plain(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let count = 2 + generator.below(40)
        let steps = 1 + generator.below(9)
        let x = (0..<count).map { _ in Double(generator.below(steps)) / 3 }
        let y = (0..<count).map { _ in Double(generator.below(steps)) - 4 }
        var (difference, left, right) = (0.0, 0.0, 0.0)
        for one in 0..<count {
            for other in 0..<one {
                let (dx, dy) = (sign(x[one] - x[other]), sign(y[one] - y[other]))
                difference += dx * dy
                left += dx * dx
                right += dy * dy
            }
        }
        let order = (0..<count).shuffled(using: &generator)
        let (mixedX, mixedY) = (order.map { x[$0] }, order.map { y[$0] })
        let pairs = [
            (Correlation.pearson(x, y), Correlation.pearson(mixedY, mixedX)),
            (Correlation.spearman(x, y), Correlation.spearman(mixedY, mixedX)),
            (Correlation.kendall(x, y), Correlation.kendall(mixedY, mixedX)),
        ]
        for (one, other) in pairs { #expect(one == other, "seed \(seed)") }
        guard left > 0, right > 0 else {
            #expect(pairs.allSatisfy { $0.0 == nil }, "seed \(seed)")
            return
        }
        let tau = difference / (left * right).squareRoot()
        #expect(((Correlation.kendall(x, y)?.coefficient ?? 9) - tau).magnitude < 1e-14, "seed \(seed)")
        let rank = { (values: [Double]) in
            values.map { value in
                Double(values.count { $0 < value }) + (Double(values.count { $0 == value }) + 1) / 2
            }
        }
        let (rho, plain) = (Correlation.spearman(x, y), Correlation.pearson(rank(x), rank(y)))
        #expect(((rho?.coefficient ?? 9) - (plain?.coefficient ?? 0)).magnitude < 1e-14, "seed \(seed)")
    }

    private func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }

    @Test("has no value for too few rows, unequal lengths and constants; exact ends are exact")
    func degenerate() throws {
        for correlation in [Correlation.pearson, Correlation.spearman, Correlation.kendall] {
            #expect(correlation([], []) == nil)
            #expect(correlation([1], [2]) == nil)
            #expect(correlation([1, 2], [2]) == nil)
            #expect(correlation([1, 1, 1], [1, 2, 3]) == nil)
            #expect(correlation([1, 2, 3], [0.1, 0.1, 0.1]) == nil)
            #expect(correlation([1, 2], [3, 5])?.coefficient == 1)
            #expect(correlation([1, 2], [3, 5])?.pValue == nil)
            let down = try #require(correlation([1, 2, 4, 8], [8, 6, 2, -6]))
            #expect(down.coefficient == -1)
        }
        #expect(Correlation.pearson([1, 2, 3], [2, 4, 6])?.pValue == 0)
        #expect(Correlation.pearson([1e200, 2e200, 4e200], [1e-200, 2e-200, 4e-200])?.coefficient == 1)
        #expect(Correlation.pearson([-1.7e308, 1.7e308, 1.7e308], [1, 2, 3]) == nil)
    }

    @Test("adds exactly: any order gives the same, and nothing small is lost", arguments: seeds(1...10))
    func exactSum(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        var values: [Double] = []
        for _ in 0..<200 {
            let value =
                (generator.uniform() - 0.5)
                * Double(sign: .plus, exponent: generator.below(400) - 200, significand: 1)
            values += [value, -value]
        }
        values += [0.1, 0x1p-1074, -0x1p-1074]
        var sum = ExactSum()
        for value in values.shuffled(using: &generator) { sum.add(value) }
        #expect(sum.total == 0.1, "seed \(seed)")
        sum.add(-0.35)
        #expect(sum.total == 0.1 - 0.35, "seed \(seed)")
        var tenths = ExactSum()
        for _ in 0..<1_000 { tenths.add(0.1) }
        #expect(tenths.total == 100)
        var tiny = ExactSum()
        for _ in 0..<3 { tiny.add(0x1p-1074) }
        #expect(tiny.total == 3 * 0x1p-1074)
        var huge = ExactSum()
        for _ in 0..<4 { huge.add(.greatestFiniteMagnitude) }
        #expect(huge.total == .infinity)
        for _ in 0..<3 { huge.add(-.greatestFiniteMagnitude) }
        #expect(huge.total == .greatestFiniteMagnitude)
    }
}
