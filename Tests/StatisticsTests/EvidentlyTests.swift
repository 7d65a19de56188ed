import Statistics
import Testing

/// Against what Evidently 0.7.21 answered (Fixtures/oracle/expected-evidently-0.7.21.json): distances to
/// 1e-9, p to 1e-6.
@Suite("Evidently's definitions")
struct EvidentlyTests {
    private static let common = [
        "psi": "evd.psi", "jensenshannon": "evd.jensenshannon", "kl_div": "evd.kl-div",
    ]
    private static let numericIds = common.merging([
        "ks": "evd.ks", "wasserstein": "evd.wasserstein", "hellinger": "evd.hellinger.numeric",
    ]) { first, _ in first }
    private static let categoryIds = common.merging([
        "chisquare": "evd.chisquare", "hellinger": "evd.hellinger.categories",
    ]) { first, _ in first }
    private static let testNames = [
        "ks": "evd.ks", "wasserstein": "evd.wasserstein", "chisquare": "evd.chisquare", "z": "evd.z",
        "jensenshannon": "evd.jensenshannon",
    ]

    private func check(_ figure: Figure?, _ expected: Any?, _ name: String) throws {
        let figure = try #require(figure, "\(name)")
        let wanted = try #require(expected as? [String: Any], "\(name)")
        if let score = wanted["score"] as? Double {
            #expect(close(figure.p ?? figure.value, score, figure.p == nil ? 1e-9 : 1e-6), "\(name)")
        } else {
            #expect(wanted["score"] as? String == "nan" && figure.p == nil, "\(name)")
        }
        #expect(figure.isDrift == wanted["drifted"] as? Bool, "\(name)")
        #expect(figure.limit == wanted["threshold"] as? Double, "\(name)")
    }

    @Test(
        "scores, verdicts and the default test of numeric features are the tool's",
        arguments: ["num", "num_missing", "const", "score"], ["", "_big"])
    func numeric(column: String, tag: String) throws {
        let expected = try OracleData.expected("evidently-0.7.21")
        let found = OracleData.numeric(.evidently, column, tag)
        for (method, id) in Self.numericIds {
            let name = "\(method)/\(column)\(tag)"
            try check(found.figure(id), expected[name], name)
        }
        let chosen = try #require(expected["default_test/\(column)\(tag)"] as? String)
        #expect(found.leading == Self.testNames[chosen])
        #expect(found.lead != nil)
    }

    @Test("scores, verdicts and the default test of categories are the tool's", arguments: ["", "_big"])
    func categories(tag: String) throws {
        let expected = try OracleData.expected("evidently-0.7.21")
        let found = try #require(OracleData.categorical(.evidently, tag))
        for (method, id) in Self.categoryIds {
            let name = "\(method)/cat\(tag)"
            try check(found.figure(id), expected[name], name)
        }
        let chosen = try #require(expected["default_test/cat\(tag)"] as? String)
        #expect(found.leading == Self.testNames[chosen])
    }

    @Test("a category that is new makes the tool's p 0; ours stays a probability")
    func newCategory() throws {
        let expected = try OracleData.expected("evidently-0.7.21")
        let counts = try #require(CountPair(baseline: [50, 50, 50, 0], current: [50, 50, 50, 50]))
        let theirs = TwoSample.categorical(.evidently, counts).figure("evd.chisquare")
        try check(theirs, expected["chisquare/new_category"], "new category")
        #expect(theirs?.value == nil && theirs?.p == 0)
        // scipy 1.17.1: chi2_contingency([[50, 50, 50, 0], [50, 50, 50, 50]], correction=False).
        let ours = try #require(TwoSample.categorical(.daybook, counts).lead)
        #expect(close(ours.value, 43.75, 1e-12) && close(ours.p, 1.705470097534491e-09, 1e-6))
    }

    @Test("of one category the tool prints nan; ours are equal, with p 1")
    func oneCategory() throws {
        let expected = try OracleData.expected("evidently-0.7.21")
        let counts = try #require(CountPair(baseline: [50], current: [50]))
        let theirs = TwoSample.categorical(.evidently, counts)
        try check(theirs.figure("evd.chisquare"), expected["chisquare/constant_cat"], "constant")
        let ours = try #require(TwoSample.categorical(.daybook, counts).lead)
        #expect(ours.value == 0 && ours.p == 1)
    }

    @Test("fixed deciles give the textbook's index, where the tool's bins move", arguments: ["", "_big"])
    func textbook(tag: String) throws {
        let expected = try OracleData.expected("evidently-0.7.21")
        let wanted = try #require(expected["textbook_psi_deciles/num\(tag)"] as? Double)
        let ours = OracleData.numeric(.daybook, "num", tag).figure("psi.reference-deciles")
        #expect(close(ours?.value, wanted, 1e-9))
        let moving = try #require(expected["psi_nbins_10/num\(tag)"] as? Double)
        #expect(close(OracleData.numeric(.evidently, "num", tag).figure("evd.psi")?.value, moving, 1e-9))
    }

    @Test("a data set drifts from half of its columns on")
    func dataset() {
        #expect(Evidently.datasetDrift(drifted: 2, of: 4) == true)
        #expect(Evidently.datasetDrift(drifted: 1, of: 3) == false)
        #expect(Evidently.datasetDrift(drifted: 0, of: 0) == nil)
        #expect(Evidently.datasetDrift(drifted: 1, of: 3, share: 0.3) == true)
    }

    @Test("without data there is no value and no verdict")
    func empty() {
        let none = NumericSample(sorted: [Double]())
        let some = NumericSample(sorted: [1, 2, 3])
        for (baseline, current) in [(none, some), (some, none), (none, none)] {
            for figure in TwoSample.numeric(.evidently, baseline, current).figures {
                #expect(figure.value == nil && figure.p == nil && figure.isDrift == nil, "\(figure)")
            }
        }
    }
}
