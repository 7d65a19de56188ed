import Statistics
import Testing

/// Against what NannyML 0.13.1 answered (Fixtures/oracle/expected-nannyml-0.13.1.json), to 1e-9.
@Suite("NannyML's definitions")
struct NannyMLTests {
    private static let numericIds = [
        "jensen_shannon": "nml.jensen-shannon.doane", "kolmogorov_smirnov": "nml.kolmogorov-smirnov",
        "wasserstein": "nml.wasserstein", "hellinger": "nml.hellinger.doane",
    ]
    private static let categoryIds = [
        "jensen_shannon": "nml.jensen-shannon.categories", "chi2": "nml.chi2",
        "hellinger": "nml.hellinger.categories", "l_infinity": "nml.l-infinity",
    ]

    private func check(_ figure: Figure?, _ expected: Any?, _ name: String) throws {
        let figure = try #require(figure, "\(name)")
        let wanted = try #require(expected as? [String: Any], "\(name)")
        #expect(close(figure.value, try #require(wanted["value"] as? Double), 1e-9), "\(name)")
        #expect(figure.isDrift == wanted["alert"] as? Bool, "\(name)")
        if let limit = wanted["upper_threshold"] as? Double {
            #expect(close(figure.limit, limit, 1e-9), "\(name)")
        }
    }

    @Test(
        "values, limits and alerts of numeric features are the tool's",
        arguments: ["num", "num_missing", "const", "score"], ["", "_big"])
    func numeric(column: String, tag: String) throws {
        let expected = try OracleData.expected("nannyml-0.13.1")
        let found = OracleData.numeric(.nannyML, column, tag)
        #expect(found.leading == "nml.jensen-shannon.doane")
        for (method, id) in Self.numericIds {
            let name = "\(method)/\(column)\(tag)"
            try check(found.figure(id), expected[name], name)
        }
    }

    @Test("values, limits and alerts of categories are the tool's", arguments: ["", "_big"])
    func categories(tag: String) throws {
        let expected = try OracleData.expected("nannyml-0.13.1")
        let found = try #require(OracleData.categorical(.nannyML, tag))
        for (method, id) in Self.categoryIds {
            let name = "\(method)/cat\(tag)"
            try check(found.figure(id), expected[name], name)
        }
        let p = try #require(expected["chi2_contingency_p/cat\(tag)"] as? Double)
        #expect(close(found.figure("nml.chi2")?.p, p, 1e-6))
    }

    @Test("one far value in 10,000 or more hides a drift from the tool's KS, not from ours")
    func oneOutlier() throws {
        let expected = try OracleData.expected("nannyml-0.13.1")
        var column = OracleData.bigReference.column("num")
        column[0] = 1e6
        let chunks = NannyML.chunks(rows: column.count).map { OracleData.sample(column[$0]) }
        let current = OracleData.sample(OracleData.bigCurrent.column("num"))
        let reference = OracleData.sample(column)
        let theirs = TwoSample.numeric(.nannyML, reference, current, chunks: chunks)
        try check(
            theirs.figure("nml.kolmogorov-smirnov"), expected["ks_one_outlier_default"], "one outlier")
        #expect(theirs.figure("nml.kolmogorov-smirnov")?.isDrift == false)
        let ours = TwoSample.numeric(.daybook, reference, current)
        let exact = try #require(expected["ks_one_outlier_exact"] as? Double)
        #expect(close(ours.lead?.value, exact, 1e-12))
        #expect((ours.lead?.p ?? 1) < 1e-10)
    }

    @Test("the exact KS that was asked for in vain is ours")
    func askedExact() throws {
        let expected = try OracleData.expected("nannyml-0.13.1")
        let theirs = OracleData.numeric(.nannyML, "num", "_big").figure("nml.kolmogorov-smirnov")
        try check(theirs, expected["ks_asked_exact/num_big"], "asked exact")
        let exact = try #require(expected["ks_exact/num_big"] as? Double)
        #expect(close(OracleData.numeric(.daybook, "num", "_big").lead?.value, exact, 1e-12))
        #expect(theirs?.value != exact)
    }

    @Test("chunks are ten and what is left over; below ten rows there are none")
    func chunks() {
        #expect(NannyML.chunks(rows: 23).map(\.count) == [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1])
        #expect(NannyML.chunks(rows: 20).map(\.count) == [Int](repeating: 2, count: 10))
        #expect(NannyML.chunks(rows: 9).isEmpty && NannyML.chunks(rows: 0).isEmpty)
        #expect(NannyML.limit([]) == nil && NannyML.limit([nil]) == nil)
        #expect(NannyML.limit([0, 2], most: 3.5) == 3.5 && NannyML.limit([0, nil, 2]) == 4)
    }

    @Test("without data there is no value and no alert")
    func empty() {
        let none = NumericSample(sorted: [Double]())
        let some = NumericSample(sorted: [1, 2, 3])
        for (baseline, current) in [(none, some), (some, none), (none, none)] {
            let found = TwoSample.numeric(.nannyML, baseline, current, chunks: [some, none])
            #expect(found.figures.count == 4)
            #expect(found.figures.allSatisfy { $0.value == nil && $0.isDrift == nil })
        }
    }

    @Test("a constant reference of 10,000 and more has distances to what lies beside it")
    func constant() {
        let reference = NumericSample(sorted: [Double](repeating: 7, count: 10_000))
        let current = NumericSample(sorted: [6, 7, 7, 9])
        let found = TwoSample.numeric(.nannyML, reference, current)
        #expect(found.figure("nml.kolmogorov-smirnov")?.value == 0.25)
        #expect(found.figures.allSatisfy { $0.value?.isFinite == true })
    }
}
