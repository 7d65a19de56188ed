import JSON
import Testing

extension GoldenCases {
    /// Every labelled decision is taken, however young.
    func checkPerformance() throws -> Int {
        let cases = named("performance/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            let answer = try ledger.json(
                "/v1/performance",
                Self.parameters(item) + [("maturity", "any"), ("percentile", "0.8"), ("by", "none")])
            let expected = try #require(item["expect"])
            let summary = try #require(answer.rows("summary").first)
            for name in ["decisions", "labelled", "positives", "base_rate"] {
                Self.expectEqual(summary[name], expected[name], "\(what) \(name)")
            }
            let ranking = try #require(answer.rows("ranking").first)
            Self.expectEqual(ranking["auc"], expected["auc"], "\(what) auc")
            Self.expectEqual(ranking["average_precision"], expected["ap"], "\(what) ap")
            let probability = try #require(answer.rows("probability").first)
            for name in ["brier", "log_loss", "mean_score"] {
                Self.expectEqual(probability[name], expected[name], "\(what) \(name)")
            }
            // An error that is 0 but for rounding has no nine digits: those of its bins' sums count.
            if let ours = probability["ece"]?.double, let theirs = expected["ece"]?.double {
                #expect(abs(ours - theirs) <= 1e-9 * max(theirs, 1e-5), "\(what) ece: \(ours) for \(theirs)")
            } else {
                #expect(probability["ece"]?.isNull == true, "\(what) ece")
            }
            try checkCutoffs(answer, expected, what)
        }
        return cases.count
    }

    private func checkCutoffs(_ answer: JSONValue, _ expected: JSONValue, _ what: String) throws {
        for (at, name) in [("in_force", "at_threshold"), ("percentile", "at_same_percentile")] {
            let expected = try #require(expected[name])
            let found = try #require(answer.row("cutoffs", ["at": at]))
            for figure in ["share_called", "tp", "fp", "fn", "tn"] {
                Self.expectEqual(found[figure], expected[figure], "\(what) \(at) \(figure)")
            }
            Self.expectEqual(
                found["cutoff"], expected["threshold"] ?? expected["cutoff"], "\(what) \(at) cutoff")
            let rates = try #require(answer.row("rates", ["at": at]))
            for figure in ["precision", "recall"] {
                Self.expectEqual(rates[figure], expected[figure], "\(what) \(at) \(figure)")
            }
        }
    }
}
