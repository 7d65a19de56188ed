import Foundation
import JSON
import Model
import Testing

@testable import Queries

/// The estimate for decisions without a label beside what NannyML 0.13.1 said of the oracle's data
/// (`Tests/Fixtures/oracle`): the reference with its labels, the current rows without.
@Suite("Estimated performance by NannyML's definitions")
struct EstimateOracleTests {
    /// Scores and labels of the oracle's generator, as its README has it.
    private static func rows(_ count: Int, seed: UInt64) -> [(score: String, label: Bool)] {
        var state = seed
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 0x1p53
        }
        return (0..<count).map { _ in
            // A number and a category, which are not looked at here.
            for _ in 0..<5 { _ = uniform() }
            let root = uniform()
            let score = String(format: "%.6f", root * root)
            let label = uniform() < 0.1 + 0.8 * (Double(score) ?? 0)
            _ = uniform()
            return (score, label)
        }
    }

    private static func lines() -> [String] {
        func decision(_ id: String, _ second: Int, _ score: String) -> String {
            let at = Timestamp(microseconds: 1_243_814_400_000_000 + Int64(second) * 1_000_000)
            return Lines.decision(id, at: at.text, score: score, more: ",\"threshold\":0.5")
        }
        let (known, new) = (rows(1_000, seed: 1), rows(800, seed: 2))
        return known.enumerated().flatMap { number, row in
            [
                decision("r-\(number)", number, row.score),
                Lines.outcome("o-\(number)", of: "r-\(number)", label: "\(row.label)"),
            ]
        } + new.enumerated().map { number, row in decision("c-\(number)", 1_000 + number, row.score) }
    }

    private static func estimated(_ lines: [String], _ more: [(String, String)]) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/performance", [("model", "m"), ("maturity", "any")] + more)
    }

    private static let nannyml = [("definitions", "nannyml")]

    @Test("is NannyML's, value and band, whatever the order of arrival")
    func oracle() throws {
        let lines = Self.lines()
        let answer = try Self.estimated(lines, Self.nannyml)
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/oracle/expected-nannyml-0.13.1.json")
        let expected = try JSONValue(parsing: String(contentsOf: file, encoding: .utf8))
        for (name, theirs) in [
            ("auc", "roc_auc"), ("accuracy", "accuracy"), ("precision", "precision"), ("recall", "recall"),
            ("f1", "f1"),
        ] {
            let row = try #require(answer.row("estimated", ["metric": name]))
            let wanted = try #require(expected["cbpe_\(theirs)"])
            let value = try #require(wanted["value"]?.double)
            let error = try #require(wanted["sampling_error"]?.double)
            func expectClose(_ figure: JSONValue?, _ wanted: Double) {
                #expect(abs((figure?.double ?? .nan) - wanted) < 1e-9, "\(name)")
            }
            expectClose(row["estimated"], value)
            expectClose(row["low"], max(0, value - 3 * error))
            expectClose(row["high"], min(1, value + 3 * error))
            #expect(row["calibrated"]?.boolean == wanted["calibrated"]?.boolean)
            #expect(row["unlabelled"]?.integer == 800 && row["labelled"]?.integer == 1_000)
        }
        let other = try Self.estimated(Array(lines.reversed()), Self.nannyml)
        #expect(other["tables"]?.text == answer["tables"]?.text)
    }

    @Test("says which definitions it goes by, and changes nothing but the estimate")
    func definitions() throws {
        let lines = Self.lines()
        let (theirs, ours) = (try Self.estimated(lines, Self.nannyml), try Self.estimated(lines, []))
        func stated(_ answer: JSONValue) -> [String] {
            answer["definitions"]?.elements?.compactMap(\.string).filter {
                $0.hasPrefix("cbpe.") || $0.hasPrefix("calibration-decision.")
            } ?? []
        }
        #expect(stated(theirs) == ["cbpe.nannyml", "calibration-decision.nannyml", "cbpe.sampling-error"])
        #expect(stated(ours) == ["cbpe.daybook", "calibration-decision.daybook", "cbpe.sampling-error"])
        for table in ours["tables"]?.members ?? [] where table.name != "estimated" {
            #expect(table.value.text == theirs["tables"]?[table.name]?.text, "\(table.name)")
        }
        // Rounded counts move the area in the seventh digit.
        let (one, two) = (
            ours.row("estimated", ["metric": "auc"])?["estimated"]?.double ?? 0,
            theirs.row("estimated", ["metric": "auc"])?["estimated"]?.double ?? 0
        )
        #expect(one != two && abs(one - two) < 1e-6)
    }

    @Test("few labels leave scores as they are, and say why")
    func few() throws {
        let lines = [
            Lines.decision("a", score: "0.7", more: ",\"threshold\":0.5"),
            Lines.outcome("o", of: "a"), Lines.decision("b", score: "0.2", more: ",\"threshold\":0.5"),
            Lines.outcome("p", of: "b", label: "false"),
            Lines.decision("c", score: "0.9", more: ",\"threshold\":0.5"),
        ]
        let row = try #require(
            try Self.estimated(lines, Self.nannyml).row("estimated", ["metric": "accuracy"]))
        #expect(row["estimated"]?.double == 0.9 && row["calibrated"]?.isNull == true)
    }
}
