import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Drift of inputs")
struct DriftTests {
    private static func noise(_ index: Int, _ bound: Int) -> Int { DriftLines.noise(index, bound) }

    @Test("an empty ledger, or an empty side, says so first and has no figures")
    func empty() throws {
        for lines in [[], [DriftLines.decision("v1", 1, features: "\"a\":1")]] {
            let answer = try TemporaryLedger.drift(lines)
            #expect(answer.codes.first == "no-data")
            #expect(answer["notes"]?["no_data"] != nil)
            for row in answer.rows("features") { #expect(row["verdict"]?.string == "no data") }
        }
    }

    @Test("a selection against itself: every effect is 0, every p 1, and nothing is found")
    func same() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(
            DriftLines.sides(600) { _, index in
                "\"n\":\(Self.noise(index, 1_000)),\"c\":\"\("abc".prefix(Self.noise(index, 3) + 1))\","
                    + "\"f\":\(index % 2 == 0),\"t\":\"word\(index) and \(Self.noise(index, 40)) more\","
                    + "\"gap\":\(index % 5 == 0 ? "null" : "1")"
            })
        for seasonal in ["none", "weekday", "hour", "weekday-hour"] {
            let answer = try ledger.json(
                "/v1/drift",
                [("model", "m"), ("baseline", "all"), ("current", "all"), ("seasonal", seasonal)])
            #expect(
                answer.rows("features").map { $0["kind"]?.string }
                    == ["categorical", "boolean", "numeric", "numeric", "text"])
            for row in answer.rows("features") {
                #expect(row["effect"]?.double == 0, "\(row.text) \(seasonal)")
                #expect(row["p"]?.double == 1, "\(row.text) \(seasonal)")
                #expect(row["verdict"]?.string == "no drift")
            }
            #expect(answer.codes == ["no-drift"])
        }
    }

    @Test("numbers, categories, flags and texts that changed are found, with p corrected for all of them")
    func kinds() throws {
        let answer = try TemporaryLedger.drift(
            DriftLines.sides { isCurrent, index in
                let more = isCurrent ? 40 : 0
                return "\"n\":\(Self.noise(index, 100) + more),\"still\":\(Self.noise(index, 100)),"
                    + "\"c\":\"\(Self.noise(index, 100) < 50 - more ? "x" : "y")\","
                    + "\"f\":\(Self.noise(index, 100) < 50 - more),"
                    + "\"t\":\"note \(index) \(isCurrent ? "please refund" : "all is well") \(index * 7)\""
            })
        #expect(answer.rows("features").map { $0["feature"]?.string } == ["c", "f", "n", "still", "t"])
        #expect(
            answer.rows("features").map { $0["verdict"]?.string }
                == ["drift", "drift", "drift", "no drift", "drift"])
        for row in answer.rows("features") {
            let p = try #require(row["p"]?.double)
            let corrected = try #require(row["p_bonferroni"]?.double)
            #expect(abs(corrected - min(5 * p, 1)) <= 1e-10 * corrected)
            #expect(try #require(row["p_bh"]?.double) <= corrected)
        }
        #expect(
            answer.finding("features-drifted")?["text"]?.string?.hasPrefix("4 of 5 features drifted") == true)
        let text = try #require(answer.row("texts", ["feature": "t"]))
        #expect(["please", "refund", "all", "is", "well"].contains(text["token"]?.string))
        #expect(text["token_baseline"]?.double != text["token_current"]?.double)
        #expect(
            answer.rows("tokens").contains {
                $0["token"]?.string == "refund" && $0["list"]?.string == "unseen"
            })
    }

    @Test("a missing rate that rose is an alert of its own, where the values themselves are the same")
    func missing() throws {
        let answer = try TemporaryLedger.drift(
            DriftLines.sides { isCurrent, index in
                let isMissing = Self.noise(index, 100) < (isCurrent ? 40 : 2)
                return isMissing ? (index % 2 == 0 ? "\"a\":null" : "\"b\":1") : "\"a\":\(index % 10)"
            }, [("feature", "a")])
        let finding = try #require(answer.finding("missing-rate"))
        #expect(finding["severity"]?.string == "alert")
        #expect(finding["text"]?.string?.hasPrefix("a: missing in ") == true)
        #expect(answer.feature("a")?["verdict"]?.string == "no drift")
        #expect(answer.row("missing", ["feature": "a"])?["p"]?.double ?? 1 < 1e-6)
    }

    @Test("new and vanished categories are told with their shares")
    func categories() throws {
        let answer = try TemporaryLedger.drift(
            DriftLines.sides { isCurrent, index in
                "\"c\":\"\(index % 10 == 0 ? (isCurrent ? "neo" : "old") : "usual")\""
            })
        #expect(
            answer.finding("new-categories")?["text"]?.string
                == "c: categories that the baseline does not have: neo (10.0 %).")
        #expect(
            answer.finding("gone-categories")?["text"]?.string == "c: categories that are gone: old (10.0 %)."
        )
        #expect(answer.row("categories", ["category": "neo"])?["standing"]?.string == "new")
        #expect(answer.row("category_tests", ["feature": "c"])?["new"]?.integer == 1)
    }

    @Test("features that came, went or hold another kind of value are told as such, and not tested")
    func presence() throws {
        let answer = try TemporaryLedger.drift(
            DriftLines.sides { isCurrent, index in
                "\"kept\":1,"
                    + (isCurrent ? "\"new\":2,\"kind\":\"n\(index % 3)\"" : "\"gone\":2,\"kind\":\(index)")
            })
        #expect(answer.finding("feature-gone")?["severity"]?.string == "alert")
        #expect(answer.finding("feature-new")?["text"]?.string?.hasPrefix("new is new") == true)
        #expect(
            answer.finding("feature-kind-changed")?["text"]?.string
                == "kind was mostly numeric and is mostly categorical now.")
        #expect(answer.rows("came_or_went").map { $0["feature"]?.string } == ["gone", "new"])
        for name in ["new", "gone"] { #expect(answer.feature(name)?["p"]?.isNull == true) }
        let unknown = try TemporaryLedger.drift(
            DriftLines.sides { _, _ in "\"a\":1" }, [("feature", "nobody")])
        #expect(unknown.finding("feature-unknown") != nil)
    }

    @Test("a default value that spreads is told, also one that only the contract names")
    func defaults() throws {
        let contract =
            "{\"type\":\"contract\",\"id\":\"c1\",\"at\":\"2009-05-01T00:00:00Z\",\"model\":\"m\",\"version\":\"v2\","
            + "\"score\":{\"min\":0,\"max\":1,\"kind\":\"p\"},\"labels\":{},\"features\":{"
            + "\"n\":{\"type\":\"number\",\"default\":-1},\"code\":{\"type\":\"category\"}}}"
        let answer = try TemporaryLedger.drift(
            [contract]
                + DriftLines.sides { isCurrent, index in
                    let isFilled = Self.noise(index, 100) < (isCurrent ? 30 : 1)
                    return "\"n\":\(isFilled ? -1 : index),\"code\":\(index % 4),"
                        + "\"c\":\"\(isCurrent || index % 2 == 0 ? "none" : "x\(index % 9)")\""
                })
        let texts = answer["findings"]?.elements?.filter { $0["code"]?.string == "default-share" }
            .compactMap { $0["evidence"]?["value"]?.string }
        #expect(texts == ["none", "-1"])
        #expect(answer.row("defaults", ["feature": "n", "by": "contract"])?["value"]?.string == "-1")
        // The contract says that these numbers are categories.
        #expect(answer.feature("code")?["kind"]?.string == "categorical")
        #expect(answer.row("categories", ["feature": "code", "category": "3"])?["baseline"]?.integer == 50)
    }

    @Test("one row, constant values and nothing but null have answers in words")
    func degenerate() throws {
        let one = try TemporaryLedger.drift(
            DriftLines.sides(1) { _, _ in "\"a\":1,\"b\":null,\"c\":\"x\"" })
        #expect(one.rows("features").map { $0["verdict"]?.string } == ["too few", "no data", "too few"])
        #expect(one.codes == ["nothing-tested"])
        let constant = try TemporaryLedger.drift(
            DriftLines.sides { isCurrent, _ in "\"a\":1,\"b\":null,\"c\":\"x\",\"moved\":\(isCurrent ? 3 : 2)"
            })
        #expect(
            constant.rows("features").map { $0["verdict"]?.string }
                == ["no drift", "no data", "no drift", "drift"])
        #expect(constant.feature("b")?["kind"]?.string == "no values")
        #expect(constant.row("category_tests", ["feature": "c"])?["least_expected"]?.isNull == true)
    }

    @Test("segments are looked at as categories, unless they are not wanted")
    func segments() throws {
        let lines = ["v1", "v2"].flatMap { version in
            (0..<100).map { index in
                DriftLines.decision(
                    version, index, features: "\"a\":1",
                    segments: "\"region\":\"\(version == "v1" && index % 2 == 0 ? "north" : "south")\"")
            }
        }
        let answer = try TemporaryLedger.drift(lines)
        #expect(answer.feature("segment:region")?["verdict"]?.string == "drift")
        #expect(answer.feature("segment:region")?["effect"]?.double == 0.5)
        let without = try TemporaryLedger.drift(lines, [("segments", "false")])
        #expect(without.rows("features").map { $0["feature"]?.string } == ["a"])
    }

    @Test("the other families answer with their own statistics and verdicts, and no seasons")
    func families() throws {
        let lines = DriftLines.sides(400) { isCurrent, index in
            "\"n\":\(Self.noise(index, 100) + (isCurrent ? 40 : 0)),\"c\":\"\(isCurrent || index % 2 == 0 ? "x" : "y")\""
        }
        for (family, prefix) in [("nannyml", "nml."), ("evidently", "evd.")] {
            let answer = try TemporaryLedger.drift(lines, [("definitions", family)])
            #expect(answer.rows("features").map { $0["verdict"]?.string } == ["drift", "drift"])
            #expect(
                answer.rows("statistics").allSatisfy { $0["definition"]?.string?.hasPrefix(prefix) == true })
            #expect(answer["parameters"]?["seasonal_used"]?.string == "none")
        }
    }

    @Test("the order in which decisions came does not show, nor which side is called the baseline")
    func order() throws {
        let lines = DriftLines.sides { isCurrent, index in
            "\"n\":\(Self.noise(index, 50) + (isCurrent ? 9 : 0)),\"c\":\"\(Self.noise(index, isCurrent ? 4 : 3))\","
                + "\"t\":\"some \(index) words \(Self.noise(index, 9)) here\""
        }
        let query = [("as_of", "400")]
        #expect(
            try TemporaryLedger.drift(lines, query)["tables"]?.text
                == TemporaryLedger.drift(lines.reversed(), query)["tables"]?.text)
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        let back = try ledger.json(
            "/v1/drift", [("model", "m"), ("versions", "v2,v1"), ("seasonal", "none")])
        for row in try ledger.drift([("seasonal", "none")]).rows("features") {
            let other = back.feature(row["feature"]?.string ?? "")
            for name in ["p", "effect"] { #expect(row[name]?.double == other?[name]?.double, "\(row.text)") }
        }
    }
}
