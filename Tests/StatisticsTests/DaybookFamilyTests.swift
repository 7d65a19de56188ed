import Foundation
import Statistics
import Testing

@Suite("Our own definitions")
struct DaybookFamilyTests {
    struct Case: Sendable {
        let feature: String
        let distance: Double
        let asymptotic: Double
        let limit: Double
        let wasserstein: Double
        let stability: Double
    }

    /// scipy 1.17.1 and numpy: ks_2samp(method="asymp"), special.kolmogorov, wasserstein_distance, and the
    /// index of tenths, of live version 1 in November 2008 against May 2009.
    static let cases = [
        Case(
            feature: "age", distance: 0.16491388711544747, asymptotic: 2.247342967909198e-53,
            limit: 5.079687707600353e-53, wasserstein: 3.7029278266195433, stability: 0.21879740591441318),
        Case(
            feature: "campaign", distance: 0.10533382870897867, asymptotic: 5.847994516182603e-22,
            limit: 6.984128517817009e-22, wasserstein: 0.45066293403918, stability: 0.07395818888696837),
        Case(
            feature: "pdays", distance: 0.01862593971181662, asymptotic: 0.41763686316062665,
            limit: 0.4225500920238128, wasserstein: 18.456596845684125, stability: 0.020340476371333675),
        Case(
            feature: "euribor3m", distance: 1, asymptotic: 0, limit: 0, wasserstein: 2.8213236995052857,
            stability: 14.390126557387251),
        Case(
            feature: "duration", distance: 0.08358728971991164, asymptotic: 5.599876499637839e-14,
            limit: 6.155523417194645e-14, wasserstein: 21.562275477225306, stability: 0.06019070171121586),
    ]

    @Test("are scipy's on the features of two months", arguments: cases)
    func features(wanted: Case) throws {
        let before = NumericSample(sorted: try BankColumns.sorted("live-v1-2008-11", wanted.feature))
        let after = NumericSample(sorted: try BankColumns.sorted("live-v1-2009-05", wanted.feature))
        let gap = try #require(EmpiricalGap(sorted: before.sorted, after.sorted))
        #expect(close(KolmogorovSmirnov.asymptotic(gap), wanted.asymptotic, 1e-6))
        #expect(close(KolmogorovSmirnov.limit(gap), wanted.limit, 1e-6))
        let found = TwoSample.numeric(.daybook, before, after)
        #expect(close(found.figure("ks.distance")?.value, wanted.distance, 1e-12))
        #expect(close(found.figure("wasserstein.raw")?.value, wanted.wasserstein, 1e-9))
        #expect(close(found.figure("psi.reference-deciles")?.value, wanted.stability, 1e-9))
        #expect(found.figure("psi.reference-deciles.missing-bin")?.value == found.figures[1].value)
    }

    @Test("are the golden file's on scores")
    func scores() throws {
        let stream = try GoldenStream.small.get()
        let cases = try GoldenStream.cases("drift")
        #expect(!cases.isEmpty)
        for item in cases {
            let selection = try #require(item["selection"] as? [String: [String: Any]])
            let wanted = try #require(item["expect"] as? [String: Any])
            let baseline = stream.select(try #require(selection["baseline"])).map(\.score).sorted()
            let current = stream.select(try #require(selection["current"])).map(\.score).sorted()
            #expect(baseline.count == wanted["n_baseline"] as? Int)
            let gap = try #require(EmpiricalGap(sorted: baseline, current))
            let ks = try #require(wanted["ks"] as? [String: Double])
            #expect(close(gap.distance, try #require(ks["statistic"]), 1e-9))
            let (asymptotic, limit) = (try #require(ks["p_scipy_asymp"]), try #require(ks["p_kolmogorov"]))
            #expect(close(KolmogorovSmirnov.asymptotic(gap), asymptotic, 1e-6))
            #expect(close(KolmogorovSmirnov.limit(gap), limit, 1e-6))
            #expect(close(gap.area, try #require(wanted["wasserstein"] as? Double), 1e-9))
            let tenths = try #require(StabilityIndex.tenths(sorted: baseline[...], current[...]))
            #expect(tenths.baseline == wanted["baseline_counts"] as? [Int])
            #expect(tenths.current == wanted["current_counts"] as? [Int])
            let edges = BinEdges.deciles(sorted: baseline[...])
            let wantedEdges = try #require(wanted["edges"] as? [Double])
            #expect(edges.count == wantedEdges.count)
            #expect(zip(edges, wantedEdges).allSatisfy { close($0, $1, 1e-15) })
            #expect(close(StabilityIndex.index(tenths), try #require(wanted["psi"] as? Double), 1e-9))
            let twentieths = try #require(Histogram(low: 0, high: 1, bins: 20)?.edges)
            let bins = try #require(
                CountPair(
                    baseline: BinEdges.counts(sorted: baseline[...], outer: twentieths),
                    current: BinEdges.counts(sorted: current[...], outer: twentieths))?.shares)
            let distance = Divergence.jensenShannonDistance(bins.baseline, bins.current, base: .two)
            #expect(close(distance, try #require(wanted["js_distance_20bin"] as? Double), 1e-9))
        }
    }

    @Test("without data there is no value, and of equal samples none differs", arguments: [true, false])
    func edges(isConstant: Bool) throws {
        let none = NumericSample(sorted: [Double](), missing: 3)
        let values = isConstant ? [Double](repeating: 7, count: 30) : (0..<30).map(Double.init)
        let some = NumericSample(sorted: values)
        for (baseline, current) in [(none, some), (some, none), (none, none)] {
            for figure in TwoSample.numeric(.daybook, baseline, current).figures
            where figure.definition != Definitions.stabilityMissing {
                #expect(figure.value == nil && figure.p == nil, "\(figure)")
            }
        }
        let equal = TwoSample.numeric(.daybook, some, some)
        #expect(equal.figures.allSatisfy { $0.value == 0 } && equal.lead?.p == 1)
    }

    @Test("missing and unseen values have bins of their own")
    func bins() throws {
        let values = (0..<100).map(Double.init)
        let index = { (missing: Int) in
            StabilityIndex.withMissing(sorted: values[...], missing: 0, values[...], missing: missing)
        }
        #expect(index(0) == 0)
        #expect(try #require(index(30)) > (try #require(index(10))))
        // 10 of 110 missing, none before: numpy, 10 (1/11 - 1/10) ln((1/11)/(1/10)) + (1/11 - 1e-4)
        // ln(1e4/11).
        #expect(close(index(10), 0.627296508124822, 1e-9))
        let all = StabilityIndex.withMissing(sorted: [], missing: 100, values[...], missing: 0)
        #expect(try #require(all) > 1)
        #expect(StabilityIndex.withMissing(sorted: [], missing: 0, values[...], missing: 0) == nil)
        let one = try #require(CountPair(baseline: [50, 50, 0, 0], current: [50, 40, 5, 5]))
        let pooled = try #require(CountPair(baseline: [50, 50, 0], current: [50, 40, 10]))
        #expect(StabilityIndex.categories(one, missing: 0, 0) == StabilityIndex.index(pooled))
    }

    @Test("a shift that grows is a distance that grows")
    func monotone() throws {
        let values = SplitMix.uniforms(seed: 8, count: 500).sorted()
        let steps = [0, 0.05, 0.1, 0.2, 0.4].map { shift in
            TwoSample.numeric(
                .daybook, NumericSample(sorted: values), NumericSample(sorted: values.map { $0 + shift }))
        }
        for (less, more) in zip(steps, steps.dropFirst()) {
            for (first, second) in zip(less.figures, more.figures) {
                #expect(try #require(first.value) < (try #require(second.value)), "\(first.definition.id)")
            }
        }
    }
}
