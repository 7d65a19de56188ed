import Documents
import JSON
import Model
import TestSupport
import Testing

@testable import Queries

@Suite("Report of an update")
struct UpdateReportTests {
    private func ledger(_ simulation: Simulation) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(simulation.lines.map(\.text))
        return ledger
    }

    @Test(
        "every row stands in the answer to a question that the page names, and the diagnosis comes first",
        arguments: [Simulation.Fault.thresholdDrift, .contractBreak, .noChange])
    func rows(_ fault: Simulation.Fault) throws {
        let simulation = try Simulation(seed: 7, decisions: 2_000, fault: fault)
        let ledger = try ledger(simulation)
        let items = [("model", simulation.model), ("labels_by", simulation.evaluated.text)]
        let page = try ledger.json("/v1/reports/update", items)
        let diagnosis = try ledger.json("/v1/diagnosis", items)
        #expect(page["findings"]?.text == diagnosis["findings"]?.text)
        #expect(page["facts"]?["diagnosis"]?.text == diagnosis["facts"]?["diagnosis"]?.text)
        // What comes later is not on the page.
        try ledger.append([Lines.decision("later", model: simulation.model, version: "v2")])
        let parts = try ReportParts(ledger, page)
        let own: Set<String> = ["said", "asked"]
        for table in parts.tables where !own.contains(table) {
            #expect(parts.strangers(table).isEmpty, "\(table)")
        }
        let wanted = [
            "layers", "gates", "shift", "thresholds", "shares", "volumes", "features", "summary", "ranking",
            "rates", "contract-diff.changes", "policy.changes", "missing",
        ]
        #expect(wanted.allSatisfy { parts.tables.contains($0) }, "\(parts.tables)")
        #expect(parts.tables.first == "layers")
        if simulation.hasReplay { #expect(page.rows("replay.overall").count == 1) }
        if simulation.hasShadow { #expect(page.rows("shadow.overall").count == 1) }
        #expect(page.rows("summary").compactMap { $0["side"]?.string } == ["baseline", "current"])
        #expect(page.rows("features").count == 10)
        let effects = page.rows("features").compactMap { $0["effect"]?.double }
        #expect(effects == effects.sorted(by: >))
        guard case .object(let charts)? = page["plots"] else { throw TemporaryLedger.NoDocument() }
        #expect(charts.contains { $0.name.hasPrefix("scores/") })
    }

    @Test("the parts' names are their own, and every renderer has the page")
    func renderers() throws {
        let simulation = try Simulation(seed: 11, decisions: 1_000, fault: .modelRegression)
        let ledger = try ledger(simulation)
        let document = try ledger.document("/v1/reports/update", [("model", simulation.model)])
        let names = document.tables.map(\.key) + document.factLists.map(\.key)
        #expect(Set(names).count == names.count, "\(names)")
        let text = TextRenderer(width: 100).render(document)
        #expect(text.contains("daybook compare --model"))
        #expect(MarkdownRenderer().render(document).contains("## "))
        #expect(HTMLRenderer().render(document).contains("<svg"))
        #expect(
            JSONRenderer().render(document)
                == JSONRenderer().render(
                    try ledger.document("/v1/reports/update", [("model", simulation.model)])))
    }

    @Test(
        "a model without decisions is not there; one with a single decision has a page that says what is missing"
    )
    func empty() throws {
        let ledger = try TemporaryLedger()
        #expect(ledger.failure("/v1/reports/update", [("model", "nothing")])?.code == .notFound)
        try ledger.append([Lines.decision("d1", model: "m", version: "v1")])
        let page = try ledger.json("/v1/reports/update", [("model", "m")])
        #expect(page.fact("diagnosis", "primary_cause")?.string == "insufficient_data")
        #expect(!page.rows("missing").isEmpty)
        #expect(page["notes"]?["part.contracts"]?.string?.contains("there are no two versions") == true)
    }

    @Test("changes of policy from before the window are not on the page")
    func window() throws {
        let ledger = try TemporaryLedger()
        func policy(_ id: String, _ at: String) -> String {
            "{\"type\":\"policy\",\"id\":\"\(id)\",\"at\":\"\(at)\",\"model\":\"m\",\"threshold\":0.\(id.utf8.count),"
                + "\"by\":\"ann\"}"
        }
        try ledger.append([
            policy("p", "2009-01-01T00:00:00Z"), policy("pp", "2009-05-20T00:00:00Z"),
            Lines.decision("d1", model: "m", version: "v1"),
            Lines.decision("d2", at: "2009-06-10T00:00:00Z", model: "m", version: "v2"),
        ])
        let page = try ledger.json(
            "/v1/reports/update", [("model", "m"), ("switch", "2009-06-05"), ("window", "30d")])
        #expect(page.rows("policy.changes").compactMap { $0["event"]?.string } == ["pp"])
    }
}
