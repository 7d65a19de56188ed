import JSON
import Testing

extension GoldenCases {
    /// The pairs of a case, asked for by its two sides.
    func checkPairs() throws -> Int {
        let cases = named("paired/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            func side(_ name: String) -> String {
                (item["selection"]?[name]?.members ?? []).map { "\($0.name)=\($0.value.string ?? "")" }
                    .joined(separator: ",")
            }
            let answer = try ledger.json(
                "/v1/shadow",
                [
                    ("model", "term-deposit"), ("baseline", side("baseline")), ("current", side("current")),
                    ("pair_window", "52w"),
                ])
            try Self.checkPairs(answer, try #require(item["expect"]), what)
        }
        return cases.count
    }

    static func checkPairs(_ answer: JSONValue, _ expected: JSONValue, _ what: String) throws {
        let overall = try #require(answer.rows("overall").first)
        for name in [
            "pairs", "mean_diff", "mean_abs_diff", "max_abs_diff", "spearman", "kendall_tau_b", "pearson",
        ] { expectEqual(overall[name], expected[name], "\(what) \(name)") }
        for (name, count) in expected["actions"]?.members ?? [] {
            let (before, now) = (name.prefix { $0 != "-" }, name.suffix(4))
            let row = try #require(
                answer.row("actions", ["baseline": String(before), "current": String(now)]))
            expectEqual(row["pairs"], count, "\(what) \(name)")
        }
        let drift = try #require(answer.rows("distribution").first)
        let scores = try #require(expected["score_drift"])
        for (ours, theirs) in [
            ("ks", scores["ks"]?["statistic"]), ("psi", scores["psi"]),
            ("js_distance", scores["js_distance_20bin"]), ("wasserstein", scores["wasserstein"]),
            ("mean_baseline", scores["mean_baseline"]), ("mean_current", scores["mean_current"]),
        ] { expectEqual(drift[ours], theirs, "\(what) \(ours)") }
    }
}
