import JSON
import Model
import TestSupport
import Testing

@testable import Queries

@Suite("Concept")
struct ConceptTests {
    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json(
            "/v1/concept", [("model", "m"), ("maturity", "any"), ("versions", "v1,v2")] + query)
    }

    /// So many decisions of a version, in two areas and with two features; `outcome` says which are positive.
    static func side(
        _ version: String, _ count: Int = 400, outcome: (_ income: Int, _ colour: String) -> Bool
    ) -> [String] {
        (0..<count).flatMap { number -> [String] in
            let income = (number * 37) % 100
            let colour = (number * 13) % 3 == 0 ? "red" : "blue"
            let id = "\(version)-\(number)"
            let isPositive = outcome(income, colour)
            return [
                Lines.decision(
                    id, score: "\(Double(income) / 100)", version: version,
                    more: ",\"threshold\":0.5,\"segments\":{\"area\":\"\(number % 2 == 0 ? "n" : "s")\"},"
                        + "\"features\":{\"income\":\(income),\"colour\":\"\(colour)\"}"),
                Lines.outcome("o-\(id)", of: id, label: isPositive ? "true" : "false"),
            ]
        }
    }

    @Test("the same world twice: nothing is found, and every p is 1")
    func same() throws {
        let lines = Self.side("v1") { income, _ in income * 7 % 100 < income }
        let answer = try answer(
            lines, [("baseline", "version=v1"), ("current", "version=v1")].filter { _ in false })
        #expect(answer["notes"]?["no_data"] != nil)
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        let twice = try ledger.json(
            "/v1/concept",
            [("model", "m"), ("maturity", "any"), ("baseline", "version=v1"), ("current", "version=v1")])
        #expect(twice["findings"]?.elements?.map { $0["code"]?.string } == ["no-concept-drift"])
        for table in ["calibration", "errors", "features"] {
            #expect(!twice.rows(table).isEmpty)
            for row in twice.rows(table) { #expect(row["p"]?.double == 1, "\(table) \(row.text)") }
        }
    }

    @Test("a feature whose meaning turned round is found, and said first")
    func turned() throws {
        let lines =
            Self.side("v1") { income, _ in income + income * 7 % 40 > 70 }
            + Self.side("v2") { income, _ in income - income * 7 % 40 < 30 }
        let answer = try answer(lines)
        let finding = try #require(answer["findings"]?.elements?.first)
        #expect(finding["severity"]?.string == "alert")
        #expect(finding["code"]?.string == "concept-drift")
        let income = try #require(answer.row("features", ["feature": "income"]))
        #expect(income["kind"]?.string == "numeric")
        #expect(income["changed"]?.boolean == true)
        #expect((income["auc_then"]?.double ?? 0) > 0.9 && (income["auc_now"]?.double ?? 1) < 0.1)
        #expect(answer.row("errors", ["segment": "area", "value": "n"])?["rising"]?.boolean == true)
        #expect(answer.row("calibration", ["segment": "all"])?["worse"]?.boolean != nil)
    }

    @Test("another version or threshold that decides worse is not taken for another meaning of the inputs")
    func otherModel() throws {
        let world = { (income: Int, _: String) in income + income * 7 % 40 > 70 }
        let strict = Self.side("v2", outcome: world).map {
            $0.replacing("\"threshold\":0.5", with: "\"threshold\":0.05")
        }
        let codes = try answer(Self.side("v1", outcome: world) + strict)["findings"]?.elements?
            .compactMap { $0["code"]?.string }
        #expect(codes == ["other-model"])
        // The same, within one version: the threshold alone was changed.
        let ledger = try TemporaryLedger()
        try ledger.append(
            Self.side("v1", outcome: world)
                + strict.map {
                    $0.replacing("\"version\":\"v2\"", with: "\"version\":\"v1\"")
                        .replacing("\"2009-06-01", with: "\"2009-07-01")
                })
        let lowered = try ledger.json(
            "/v1/concept",
            [
                ("model", "m"), ("maturity", "any"), ("baseline", "month=2009-06"),
                ("current", "month=2009-07"),
            ])
        #expect(lowered["findings"]?.elements?.map { $0["code"]?.string } == ["other-model"])
    }

    @Test("one version whose scores promise what no longer comes is concept drift")
    func residuals() throws {
        let lines =
            Self.side("v1") { income, _ in income * 7 % 100 < income }
            + Self.side("v2") { income, _ in income * 7 % 100 < income - 35 }.map {
                $0.replacing("\"version\":\"v2\"", with: "\"version\":\"v1\"")
                    .replacing("\"2009-06-01", with: "\"2009-07-01")
            }
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        let answer = try ledger.json(
            "/v1/concept",
            [
                ("model", "m"), ("maturity", "any"), ("baseline", "month=2009-06"),
                ("current", "month=2009-07"),
            ])
        let finding = try #require(answer["findings"]?.elements?.first)
        #expect(finding["code"]?.string == "concept-drift")
        #expect(answer.row("calibration", ["segment": "all"])?["worse"]?.boolean == true)
    }

    @Test("a category whose meaning changed is found, others are not")
    func category() throws {
        let lines =
            Self.side("v1", 900) { income, colour in colour == "red" ? income % 10 < 7 : income % 10 < 2 }
            + Self.side("v2", 900) { income, colour in colour == "red" ? income % 10 < 2 : income % 10 < 4 }
        let answer = try answer(lines)
        let colour = try #require(answer.row("features", ["feature": "colour"]))
        #expect(colour["kind"]?.string == "categorical")
        #expect(colour["changed"]?.boolean == true)
        #expect(answer.row("features", ["feature": "income"])?["changed"]?.boolean == false)
    }

    @Test("sides swapped have the same p and the difference turned")
    func swapped() throws {
        let lines =
            Self.side("v1") { income, colour in income * 7 % 100 < income + (colour == "red" ? 20 : 0) }
            + Self.side("v2") { income, _ in income * 11 % 100 < 50 }
        let there = try answer(lines)
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        let back = try ledger.json(
            "/v1/concept", [("model", "m"), ("maturity", "any"), ("versions", "v2,v1")])
        for (first, second) in zip(there.rows("features"), back.rows("features")) {
            PlainFigures.expect(second["p"], first["p"]?.double, "p")
            PlainFigures.expect(second["auc_then"], first["auc_now"]?.double, "auc")
            PlainFigures.expect(second["difference"], first["difference"]?.double.map { -$0 }, "difference")
        }
        for (first, second) in zip(there.rows("calibration"), back.rows("calibration")) {
            PlainFigures.expect(second["p"], first["p"]?.double, "gap p")
            PlainFigures.expect(second["gap_moved"], first["gap_moved"]?.double.map { -$0 }, "gap")
        }
    }

    @Test("a subgroup whose share moved is not tested; few labels, no features and no scores say why")
    func reasons() throws {
        let few = try answer([
            Lines.decision("a"), Lines.decision("b", version: "v2"), Lines.outcome("o", of: "b"),
        ])
        #expect(few["findings"]?.elements?.map { $0["code"]?.string } == ["not-tested"])
        #expect(few.rows("features").isEmpty)
        let lines =
            Self.side("v1") { income, _ in income > 50 }
            + Self.side("v2") { income, _ in income > 50 }.map {
                $0.replacing("\"area\":\"s\"", with: "\"area\":\"n\"")
            }
        let moved = try answer(lines)
        #expect(moved.row("subgroups", ["segment": "area", "value": "n"])?["stable"]?.boolean == false)
        #expect(moved.rows("calibration").count == 1)
    }

    @Test("over time: a row for each stretch of either side")
    func periods() throws {
        let lines =
            Self.side("v1", 40) { income, _ in income > 50 }
            + Self.side("v2", 40) { income, _ in income > 50 }.map {
                $0.replacing("\"2009-06-01", with: "\"2009-07-01")
            }
        let rows = try answer(lines, [("window", "month")]).rows("periods")
        #expect(rows.map { $0["period"]?.string } == ["2009-06", "2009-07"])
        #expect(rows.map { $0["side"]?.string } == ["baseline", "current"])
    }

    static let seedsOfStreams = seeds(Array(1...24))

    @Test("gaps and errors are those of a slow plain count", arguments: seedsOfStreams)
    func oracle(seed: UInt64) throws {
        let stream = try ScoredStream(seed: seed)
        let answer = try stream.ledger.json(
            "/v1/concept", [("model", "m1"), ("maturity", "any"), ("versions", "v1,v2"), ("stable", "1")])
        let decisions = try stream.decisions("m1").filter { $0.decision.score != nil }
        let what = "DAYBOOK_SEED=\(seed)"
        for (side, version) in [("then", "v1"), ("now", "v2")] {
            let all = decisions.filter { $0.decision.version == version.identifier }
            for tier in [nil, "gold", "silver"] {
                let own = all.filter { one in
                    tier == nil
                        || one.decision.segments.contains {
                            $0.name == "tier".identifier && $0.value == tier?.identifier
                        }
                }
                let wanted = tier.map { ["segment": "tier", "value": $0] } ?? ["segment": "all"]
                let row = answer.row("subgroups", wanted)
                #expect((row?["decisions_\(side)"]?.integer ?? 0) == Int64(own.count), "\(what) \(wanted)")
                guard row?["stable"]?.boolean == true else { continue }
                let judged = own.filter { ($0.isPositive || $0.isNegative) && $0.threshold != nil }
                let wrong = judged.count { one in
                    ((one.decision.score ?? 0) >= (one.threshold ?? 0)) != one.isPositive
                }
                PlainFigures.expect(
                    answer.row("errors", wanted)?["error_\(side)"],
                    judged.isEmpty ? nil : Double(wrong) / Double(judged.count),
                    "\(what) \(wanted) error \(side)")
                let labelled = own.filter { $0.isPositive || $0.isNegative }
                PlainFigures.expect(
                    answer.row("calibration", wanted)?["base_rate_\(side)"],
                    labelled.isEmpty
                        ? nil : Double(labelled.count(where: \.isPositive)) / Double(labelled.count),
                    "\(what) \(wanted) base rate \(side)")
            }
        }
    }
}
