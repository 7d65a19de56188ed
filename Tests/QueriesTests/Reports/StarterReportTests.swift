import Documents
import JSON
import Model
import TestSupport
import Testing

@testable import Queries

@Suite("Starter run")
struct StarterReportTests {
    private func ledger(_ simulation: Simulation) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(simulation.lines.map(\.text))
        return ledger
    }

    @Test("every row stands in the answer to a question that the page names, and features are ranked")
    func rows() throws {
        let simulation = try Simulation(seed: 4, decisions: 6_000, fault: .featurePipeline)
        let ledger = try ledger(simulation)
        let items = [("model", simulation.model), ("labels_by", simulation.evaluated.text)]
        let page = try ledger.json("/v1/reports/starter", items + [("features", "5")])
        let parts = try ReportParts(ledger, page)
        let own: Set<String> = ["said", "asked", "features", "next"]
        for table in parts.tables where !own.contains(table) {
            #expect(parts.strangers(table).isEmpty, "\(table)")
        }
        let features = page.rows("features")
        #expect(features.count == 5)
        let power = try #require(parts.answers.values.first { !$0.rows("power").isEmpty }).rows("power")
        #expect(
            features.map { $0["feature"]?.string } == power.prefix(5).map { $0["feature"]?.string })
        let drift = try #require(
            parts.answers.values.first { !$0.rows("missing").isEmpty && !$0.rows("defaults").isEmpty })
        for row in features {
            let name = row["feature"]?.string ?? ""
            #expect(
                row["missing_current"]?.text == drift.row("missing", ["feature": name])?["rate_current"]?.text
            )
            #expect(row["effect"]?.text == drift.row("features", ["feature": name])?["effect"]?.text)
        }
        #expect(page.rows("gates").count == 5)
        // The simulator has a contract, policies and deployments, and no reference rows.
        let next = page.rows("next").compactMap { $0["what"]?.string }
        #expect(next.contains("reference rows"))
        #expect(!next.contains("policy") && !next.contains("deployment"))
        #expect(next.contains("shadow decisions") == !simulation.hasShadow)
        #expect(page["parameters"]?["baseline_used"]?.string?.hasPrefix("role=live,from=") == true)
    }

    @Test("a model with reference rows is held against them; what is not there is named with its command")
    func reference() throws {
        let ledger = try TemporaryLedger()
        var lines: [String] = []
        for number in 0..<300 {
            let more = { (role: String) in
                ",\"features\":{\"age\":\(number % 60 + (role == "live" && number % 3 == 0 ? 500 : 0)),"
                    + "\"city\":\"\(role == "live" && number % 4 == 0 ? "new" : "old")\"}"
            }
            let score = "0.\(100 + number)"
            lines.append(
                Lines.decision(
                    "r\(number)", at: "2009-01-01T00:00:00Z", score: score, role: "reference",
                    more: more("reference")))
            lines.append(
                Lines.decision(
                    "l\(number)", at: "2009-06-\(10 + number % 10)T09:00:00Z", score: score,
                    more: more("live")))
        }
        // Too old to be looked at.
        lines.append(Lines.decision("old", at: "2009-05-01T09:00:00Z", more: ",\"features\":{\"age\":-1}"))
        try ledger.append(lines, recorded: "2009-06-20T00:00:00Z")
        let page = try ledger.json("/v1/reports/starter", [("model", "m")])
        #expect(page["parameters"]?["baseline_used"]?.string == "version=v1,role=reference")
        let city = try #require(page.row("features", ["feature": "city"]))
        // 75 of 300 are new.
        #expect(city["unseen"]?.double == 0.25)
        #expect(city["default_baseline"]?.double == 1)
        #expect(city["default_current"]?.double == 0.75)
        // Nothing is labelled, so features rank by how far they moved: a third of ages, a quarter of cities.
        #expect(page.rows("features").map { $0["feature"]?.string } == ["age", "city"])
        let age = try #require(page.row("parity.features", ["feature": "age", "role": "live"]))
        #expect(age["decisions"]?.integer == 300)
        #expect(
            page.rows("next").compactMap { $0["what"]?.string } == [
                "contract of v1", "policy", "deployment", "replay set", "shadow decisions", "labels",
            ])
        #expect(
            page.row("next", ["what": "replay set"])?["command"]?.string
                == "daybook replay freeze baseline --model m")
        #expect(page["notes"]?["part.replay"]?.string?.hasSuffix("there is none.") == true)
    }

    @Test("a model without decisions is not there; one without live ones has a page")
    func empty() throws {
        let ledger = try TemporaryLedger()
        #expect(ledger.failure("/v1/reports/starter", [("model", "m")])?.code == .notFound)
        try ledger.append([Lines.decision("r1", role: "reference")])
        let page = try ledger.json("/v1/reports/starter", [("model", "m")])
        #expect(page.rows("gates").count == 5)
        #expect(page.rows("features").isEmpty)
    }
}
