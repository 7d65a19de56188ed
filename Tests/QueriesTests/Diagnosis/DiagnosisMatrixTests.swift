import Foundation
import JSON
import Journal
import TestSupport
import Testing

@testable import Queries

@Suite("The diagnosis before simulated incidents")
struct DiagnosisMatrixTests {
    private func result(
        _ fault: Simulation.Fault, _ verdict: DiagnosisCase.Verdict, seed: UInt64 = 1
    ) -> DiagnosisCase.Result {
        let given = DiagnosisCase(
            fault: fault, seed: seed, decisions: 600, strength: .standard, source: .synthetic)
        return DiagnosisCase.Result(given: given, variant: "by hand", verdict: verdict)
    }

    @Test(
        "a matrix counts what was injected against what was said, and what is no name of a fault stands apart"
    )
    func matrix() {
        let matrix = ConfusionMatrix([
            result(.noChange, .cause("no_change")), result(.noChange, .cause("data_drift")),
            result(.dataDrift, .cause("data_drift")), result(.workflow, .cause("gremlins")),
            result(.workflow, .failure("not_found: no such route")),
        ])
        #expect(matrix.total == 5 && matrix.right == 2)
        #expect(matrix.falseAlarms == (1, 2))
        #expect(matrix.names.suffix(2) == ["gremlins", "no answer"])
        #expect(matrix.recall(0) == 0.5 && matrix.recall(1) == nil)
        let drift = matrix.faults.firstIndex(of: "data_drift") ?? 0
        #expect(matrix.precision(drift) == 0.5 && matrix.counts[0][drift] == 1)
        #expect(matrix.summary == "2 of 5 named rightly (40.0 %); false alarms 1 of 2")
    }

    @Test("a matrix as text has its columns under each other, and as Markdown as many cells in each row")
    func renderings() {
        let matrix = ConfusionMatrix([
            result(.noChange, .cause("no_change")), result(.workflow, .cause("gremlins")),
        ])
        let lines = matrix.text.split(separator: "\n")
        #expect(Set(lines[1...15].map(\.utf8.count)).count == 1)
        let rows = matrix.markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count == 18)
        #expect(Set(rows.map { $0.split(separator: "|", omittingEmptySubsequences: false).count }) == [21])
    }

    @Test("seeds that are held out are in the held-out campaign and in no other")
    func heldOut() throws {
        let open = try #require(DiagnosisCampaign(["DAYBOOK_DIAGNOSIS_SEEDS": "25"]))
        #expect(open.cases.count == 25 * 4 * Simulation.Fault.allCases.count)
        #expect(open.cases.allSatisfy { !Simulation.isHeldOut(seed: $0.seed, strength: $0.strength) })
        #expect(open.cases.last?.seed == 27)
        let held = try #require(
            DiagnosisCampaign(["DAYBOOK_DIAGNOSIS_SEEDS": "5", "DAYBOOK_DIAGNOSIS_HELD_OUT": "1"]))
        #expect(held.cases.count == 5 * 3 * 4 * Simulation.Fault.allCases.count)
        #expect(held.cases.allSatisfy { Simulation.isHeldOut(seed: $0.seed, strength: $0.strength) })
        #expect(DiagnosisCampaign([:]) == nil)
    }

    @Test("a simulation becomes a ledger whose frozen set holds, with all its decisions")
    func ledger() throws {
        for source in Simulation.Source.allCases {
            let simulation = try Simulation(seed: 1, decisions: 500, fault: .noChange, source: source)
            #expect(simulation.hasReplay)
            let ledger = try TemporaryLedger()
            try ledger.append(simulation)
            #expect(ledger.journal.head.position == UInt64(simulation.lines.count))
            let set = try ledger.json("/v1/replay-sets/before-v2")
            #expect(set.fact("set", "digest_ok")?.boolean == true)
            #expect(set["findings"]?.elements?.isEmpty == true)
        }
    }

    @Test("what keeps a question from being answered is reported, not thrown")
    func failures() throws {
        let given = DiagnosisCase(
            fault: .noChange, seed: 2, decisions: 120, strength: .standard, source: .synthetic)
        let result = given.result(path: "/v1/no-such-question")
        guard case .failure(let detail) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(detail.hasPrefix("not_found") && !result.isRight)
        let other = given.result(path: "/v1/models")
        guard case .failure = other.verdict else {
            Issue.record("\(other.verdict)")
            return
        }
        let report = DiagnosisReport(results: [result])
        #expect(report.misses.hasPrefix("no_change\tseed 2\t120\tsynthetic\tstandard\t"))
        #expect(report.text.contains("0 of 1 named rightly"))
    }

    /// `scripts/diagnosis-matrix` runs this; without its variables nothing is asked.
    @Test("the matrix that was asked for", .enabled(if: DiagnosisCampaign.asked != nil))
    func campaign() throws {
        let campaign = try #require(DiagnosisCampaign.asked)
        let folder = ProcessInfo.processInfo.environment["DAYBOOK_DIAGNOSIS_OUTPUT"] ?? "."
        let count = campaign.cases.count
        let results = campaign.results { done in
            if done % 100 == 0 || done == count {
                FileHandle.standardError.write(Data("diagnosis: \(done) of \(count)\n".utf8))
            }
        }
        let report = DiagnosisReport(results: results)
        for (name, text) in [
            ("matrix.txt", report.text), ("matrix.md", report.markdown), ("misses.tsv", report.misses),
        ] {
            try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        }
        // A name that was mistyped is no name, and leaves nothing to ask.
        #expect(count > 0 && results.count == count)
    }
}

extension DiagnosisCampaign {
    static let asked = DiagnosisCampaign(ProcessInfo.processInfo.environment)
}
