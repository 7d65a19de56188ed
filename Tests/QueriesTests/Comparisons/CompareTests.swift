import JSON
import Testing

@testable import Queries

@Suite("Comparing scores")
struct CompareTests {
    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/compare", [("model", "m"), ("versions", "v1,v2")] + query)
    }

    /// Decisions of a version with these scores.
    private func decisions(_ version: String, _ scores: [Double], more: String = "") -> [String] {
        scores.enumerated().map {
            Lines.decision("\(version)-\($0)", score: "\($1)", version: version, more: more)
        }
    }

    private static let even = (0..<100).map { Double($0) / 100 }

    @Test("an empty ledger, or an empty side, says so first and has no figures")
    func empty() throws {
        for lines in [[], decisions("v1", Self.even)] {
            let answer = try answer(lines)
            #expect(answer["findings"]?.elements?.first?["code"]?.string == "no-data")
            #expect(answer["notes"]?["no_data"] != nil)
            for row in answer.rows("statistics") { #expect(row["value"]?.isNull == true) }
            for row in answer.rows("shift") { #expect(row["verdict"]?.string == "no data") }
        }
    }

    @Test("the same scores on both sides are no shift: every distance is 0 and p is 1")
    func same() throws {
        let answer = try answer(decisions("v1", Self.even) + decisions("v2", Self.even))
        let shift = try #require(answer.rows("shift").first)
        #expect(shift["mean_shift"]?.double == 0)
        #expect(shift["effect"]?.double == 0)
        #expect(shift["p"]?.double == 1)
        #expect(shift["verdict"]?.string == "no drift")
        #expect(shift["words"]?.string == "scores are the same")
        for row in answer.rows("statistics") { #expect(row["value"]?.double == 0) }
        #expect(answer["findings"]?.elements?.map { $0["code"]?.string } == ["scores-alike"])
    }

    @Test("scores that moved are told with direction and size")
    func moved() throws {
        let answer = try answer(
            decisions("v1", Self.even) + decisions("v2", Self.even.map { $0 / 2 + 0.5 }))
        let finding = try #require(answer["findings"]?.elements?.first)
        #expect(finding["severity"]?.string == "alert")
        #expect(finding["code"]?.string == "scores-moved")
        // Mean 0.495 to 0.7475; the sample deviation of 0.00 ... 0.99 is 0.290115.
        #expect(
            finding["text"]?.string
                == "scores moved up by 0.253, 0.87 baseline deviations (D 0.5, 100 and 100 scores).")
    }

    @Test("with sides exchanged, shifts change their sign and distances stay")
    func exchanged() throws {
        let lines = decisions("v1", Self.even) + decisions("v2", Self.even.map { $0 * $0 })
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        let one = try ledger.json("/v1/compare", [("model", "m"), ("versions", "v1,v2")])
        let other = try ledger.json("/v1/compare", [("model", "m"), ("versions", "v2,v1")])
        let (shift, back) = (try #require(one.rows("shift").first), try #require(other.rows("shift").first))
        #expect(shift["mean_shift"]?.double == back["mean_shift"]?.double.map { -$0 })
        #expect(shift["effect"]?.double == back["effect"]?.double)
        #expect(shift["p"]?.double == back["p"]?.double)
        for name in ["js_distance", "hellinger"] {
            #expect(one.rows("scale").first?[name]?.double == other.rows("scale").first?[name]?.double)
        }
    }

    @Test("scores that do not vary have figures and no deviations")
    func constant() throws {
        let half = [Double](repeating: 0.5, count: 40)
        let same = try answer(decisions("v1", half) + decisions("v2", half))
        #expect(same.rows("shift").first?["verdict"]?.string == "no drift")
        let other = try answer(decisions("v1", half) + decisions("v2", half.map { $0 + 0.25 }))
        let shift = try #require(other.rows("shift").first)
        #expect(shift["mean_shift_sd"]?.isNull == true)
        #expect(shift["words"]?.string == "scores moved up by 0.25 from a baseline that does not vary")
        #expect(shift["verdict"]?.string == "drift")
        #expect(shift["effect"]?.double == 1)
    }

    @Test("a single score on a side, or none, is too few for a verdict")
    func few() throws {
        let one = try answer(decisions("v1", Self.even) + decisions("v2", [0.99]))
        #expect(one.rows("shift").first?["verdict"]?.string == "too few")
        #expect(one.rows("shift").first?["p_corrected"]?.isNull == true)
        let none = try answer(
            decisions("v1", Self.even) + [Lines.decision("x", score: nil, version: "v2")])
        #expect(none.rows("shift").first?["verdict"]?.string == "no data")
        #expect(none.rows("scores").last?["without_score"]?.integer == 1)
    }

    @Test("each side is counted at its own thresholds and at the other side's most frequent one")
    func thresholds() throws {
        let low = ",\"threshold\":0.5"
        let high = ",\"threshold\":0.9"
        let answer = try answer(
            decisions("v1", Self.even, more: low) + decisions("v2", Self.even, more: high)
                + [Lines.decision("own", score: "0.2", version: "v2", more: ",\"threshold\":0.1")])
        let rows = answer.rows("thresholds")
        #expect(rows.map { $0["threshold"]?.double } == [0.5, 0.9])
        #expect(rows.map { $0["different"]?.integer } == [1, 2])
        #expect(rows.map { $0["at_or_over"]?.integer } == [50, 11])
        #expect(rows.map { $0["at_or_over_other"]?.integer } == [10, 50])
        let finding = answer["findings"]?.elements?.first {
            $0["code"]?.string == "share-over-threshold-moved"
        }
        #expect(
            finding?["text"]?.string
                == "the share at or over the threshold in force went from 50.0 % to 10.9 %; "
                + "at the baseline's threshold, 0.5, it would be 49.5 %.")
    }

    @Test("each group has a row of its own, also one that only one side has")
    func groups() throws {
        func lines(_ version: String, _ region: String, _ scores: [Double]) -> [String] {
            scores.enumerated().map {
                Lines.decision(
                    "\(version)-\(region)-\($0)", score: "\($1)", version: version,
                    more: ",\"segments\":{\"region\":\"\(region)\"}")
            }
        }
        let answer = try answer(
            lines("v1", "a", Self.even) + lines("v2", "a", Self.even) + lines("v1", "b", Self.even)
                + lines("v2", "b", Self.even.map { $0 / 4 }) + lines("v2", "c", Self.even),
            [("by", "segment:region")])
        let rows = answer.rows("shift")
        #expect(rows.map { $0["group"]?.string } == ["a", "b", "c"])
        #expect(rows.map { $0["verdict"]?.string } == ["no drift", "drift", "no data"])
        let p = try #require(rows[1]["p"]?.double)
        let corrected = try #require(rows[1]["p_corrected"]?.double)
        #expect(abs(corrected - 2 * p) <= 1e-11 * corrected)
    }

    @Test("the other families answer with their own statistics, limits and verdicts")
    func families() throws {
        // Not ascending, or NannyML's chunks would be as far apart as the sides.
        let mixed = (0..<100).map { Double($0 * 37 % 100) / 100 }
        let lines = decisions("v1", mixed) + decisions("v2", mixed.map { $0 / 2 + 0.5 })
        for family in ["nannyml", "evidently"] {
            let answer = try answer(lines, [("definitions", family)])
            let rows = answer.rows("statistics")
            let prefix = family == "nannyml" ? "nml." : "evd."
            #expect(!rows.isEmpty)
            #expect(rows.allSatisfy { $0["definition"]?.string?.hasPrefix(prefix) == true })
            #expect(rows.contains { $0["leading"]?.boolean == true && $0["verdict"]?.string == "drift" })
            #expect(answer.rows("shift").first?["verdict"]?.string == "drift")
        }
    }

    @Test("scores on a scale of a hundred in place of one are told as such")
    func unit() throws {
        let answer = try answer(
            decisions("v1", Self.even.map { $0 + 0.01 }) + decisions("v2", Self.even.map { $0 * 100 + 1 }))
        let finding = answer["findings"]?.elements?.first { $0["code"]?.string == "unit-jump" }
        #expect(finding?["severity"]?.string == "alert")
        #expect(finding?["text"]?.string?.hasPrefix("scores are 100 times what they were") == true)
    }

    @Test("the order in which decisions came does not show")
    func order() throws {
        let lines = ["v1", "v2"].flatMap { version in
            (0..<100).map { index in
                Lines.decision(
                    "\(version)-\(index)", at: "2009-06-01T09:\(10 + index % 50):\(10 + index / 50)Z",
                    score: "\(Double(index * 37 % 100) / (version == "v1" ? 100 : 150))", version: version)
            }
        }
        for family in ["daybook", "nannyml", "evidently"] {
            let query = [("definitions", family), ("as_of", "200")]
            func tables(_ lines: [String]) throws -> String? { try answer(lines, query)["tables"]?.text }
            #expect(try tables(lines) == tables(lines.reversed()))
        }
    }
}
