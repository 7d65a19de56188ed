import JSON
import Testing

extension GoldenCases {
    /// The two sides of a case as parameters.
    static func sides(_ item: JSONValue) -> [(String, String)] {
        ["baseline", "current"].map { name in
            let items = (item["selection"]?[name]?.members ?? []).map {
                "\($0.name)=\($0.value.string ?? "")"
            }
            return (name, items.joined(separator: ","))
        }
    }

    /// Whether two probabilities are the same to 1e-9, or, where they are very small, their logarithms are
    /// to 1e-6; what is beyond a double is 0 for both.
    static func expectProbable(_ found: JSONValue?, _ expected: JSONValue?, _ what: String) {
        guard let found = found?.double, let expected = expected?.double else {
            Issue.record("\(what): \(found?.text ?? "nothing") for \(expected?.text ?? "nothing")")
            return
        }
        if expected >= 1e-12 {
            #expect(abs(found - expected) <= 1e-9 * expected, "\(what): \(found) for \(expected)")
        } else {
            #expect(
                abs(found - expected) <= 1e-6 * expected || max(found, expected) < 1e-290,
                "\(what): \(found) for \(expected)")
        }
    }

    func checkDrifts() throws -> Int {
        let cases = named("drift/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            let answer = try ledger.json(
                "/v1/compare", Self.sides(item) + [("model", "term-deposit"), ("low", "0"), ("high", "1")])
            let expected = try #require(item["expect"])
            let test = try #require(answer.rows("ks").first)
            for (ours, theirs) in [("count_baseline", "n_baseline"), ("count_current", "n_current")] {
                Self.expectEqual(test[ours], expected[theirs], "\(what) \(ours)")
            }
            Self.expectEqual(test["distance"], expected["ks"]?["statistic"], "\(what) D")
            Self.expectProbable(test["p_asymptotic"], expected["ks"]?["p_scipy_asymp"], "\(what) p")
            Self.expectProbable(test["p_limit"], expected["ks"]?["p_kolmogorov"], "\(what) p limit")
            func figure(_ id: String) -> JSONValue? { answer.row("statistics", ["definition": id])?["value"] }
            Self.expectEqual(figure("psi.reference-deciles"), expected["psi"], "\(what) psi")
            Self.expectEqual(figure("wasserstein.raw"), expected["wasserstein"], "\(what) wasserstein")
            Self.expectEqual(
                answer.rows("scale").first?["js_distance"], expected["js_distance_20bin"], "\(what) js")
            let tenths = answer.rows("tenths")
            for (row, edge) in zip(tenths.dropFirst(), expected["edges"]?.elements ?? []) {
                Self.expectEqual(row["from"], edge, "\(what) edge")
            }
            for (ours, theirs) in [("baseline", "baseline_counts"), ("current", "current_counts")] {
                #expect(
                    tenths.map { $0[ours]?.integer } == expected[theirs]?.elements?.map(\.integer),
                    "\(what) \(theirs)")
                let side = answer.rows("scores").first { $0["side"]?.string == ours }
                Self.expectEqual(side?["mean"], expected["mean_\(ours)"], "\(what) mean \(ours)")
            }
        }
        return cases.count
    }
}

extension GoldenCases {
    /// Features of two selections, each against scipy's figures; plain, as the golden numbers know no season.
    func checkFeatures() throws -> Int {
        let cases = named("features/")
        for item in cases {
            let answer = try ledger.json(
                "/v1/drift", Self.sides(item) + [("model", "term-deposit"), ("seasonal", "none")])
            for (feature, expected) in item["expect"]?.members ?? [] {
                try check(answer, feature, expected, "\(item["id"]?.string ?? "") \(feature)")
            }
        }
        return cases.count
    }

    private func check(
        _ answer: JSONValue, _ feature: String, _ expected: JSONValue, _ what: String
    ) throws {
        let missing = try #require(answer.row("missing", ["feature": feature]), "\(what)")
        for (ours, theirs) in [
            ("rows_baseline", "n_baseline"), ("rows_current", "n_current"),
            ("rate_baseline", "missing_rate_baseline"), ("rate_current", "missing_rate_current"),
            ("change", "missing_rate_delta"),
        ] { Self.expectEqual(missing[ours], expected[theirs], "\(what) \(ours)") }
        func figure(_ id: String) -> JSONValue? {
            answer.row("statistics", ["feature": feature, "definition": id])?["value"]
        }
        let overview = try #require(answer.row("features", ["feature": feature]), "\(what)")
        #expect(overview["kind"]?.string == expected["kind"]?.string, "\(what)")
        guard expected["kind"]?.string == "categorical" else {
            let row = try #require(answer.row("numbers", ["feature": feature]), "\(what)")
            for side in ["baseline", "current"] {
                Self.expectEqual(row["mean_\(side)"], expected["mean_\(side)"], "\(what) mean \(side)")
            }
            Self.expectEqual(row["distance"], expected["ks"]?["statistic"], "\(what) D")
            Self.expectProbable(row["p_asymptotic"], expected["ks"]?["p_scipy_asymp"], "\(what) p")
            Self.expectProbable(row["p_limit"], expected["ks"]?["p_kolmogorov"], "\(what) p limit")
            Self.expectEqual(figure("psi.reference-deciles"), expected["psi"], "\(what) psi")
            Self.expectEqual(figure("wasserstein.raw"), expected["wasserstein"], "\(what) wasserstein")
            return
        }
        let row = try #require(answer.row("category_tests", ["feature": feature]), "\(what)")
        Self.expectEqual(row["chi_squared"], expected["chi2"]?["statistic"], "\(what) chi-squared")
        Self.expectProbable(row["p"], expected["chi2"]?["p"], "\(what) p")
        Self.expectEqual(row["degrees"], expected["chi2"]?["dof"], "\(what) degrees")
        Self.expectEqual(row["least_expected"], expected["chi2"]?["min_expected"], "\(what) expected")
        Self.expectEqual(row["js_distance"], expected["js_distance"], "\(what) js")
        #expect(row["new"]?.integer.map(Int.init) == expected["new_categories"]?.elements?.count, "\(what)")
        #expect(row["gone"]?.integer.map(Int.init) == expected["gone_categories"]?.elements?.count, "\(what)")
        for (category, count) in expected["counts_baseline"]?.members ?? [] {
            let found = answer.row("categories", ["feature": feature, "category": category])
            Self.expectEqual(found?["baseline"], count, "\(what) \(category)")
        }
        for (category, count) in expected["counts_current"]?.members ?? [] {
            let found = answer.row("categories", ["feature": feature, "category": category])
            Self.expectEqual(found?["current"], count, "\(what) \(category)")
        }
    }
}
