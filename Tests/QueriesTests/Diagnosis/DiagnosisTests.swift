import Documents
import Foundation
import JSON
import Model
import TestSupport
import Testing
import Wire

@testable import Queries

@Suite("Diagnosis")
struct DiagnosisTests {
    /// A ledger of a simulation.
    private func ledger(_ simulation: Simulation) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(simulation.lines.map(\.text))
        return ledger
    }

    private func items(_ simulation: Simulation) -> [(String, String)] {
        [("model", simulation.model), ("labels_by", simulation.evaluated.text)]
    }

    /// What stands at a JSON pointer.
    private func value(_ pointer: String, _ json: JSONValue) -> JSONValue? {
        pointer.split(separator: "/").reduce(json as JSONValue?) { value, piece in
            if let elements = value?.elements {
                return Int(piece).flatMap { $0 < elements.count ? elements[$0] : nil }
            }
            return value?[String(piece)]
        }
    }

    @Test(
        "every figure of the evidence is there again when its question is asked at its position",
        arguments: [
            Simulation.Fault.noChange, .contractBreak, .labelDelay, .modelRegression, .conceptDrift,
        ])
    func evidence(_ fault: Simulation.Fault) throws {
        let simulation = try Simulation(seed: 7, decisions: 2_000, fault: fault)
        let ledger = try ledger(simulation)
        let answer = try ledger.json("/v1/diagnosis", items(simulation))
        let position = try #require(answer["parameters"]?["position"]?.integer)
        // The ledger goes on; the answer at its position does not change.
        try ledger.append([Lines.decision("later", model: simulation.model, version: "v2")])
        let rows = answer.rows("evidence")
        #expect(rows.count >= 12)
        for row in rows {
            let target = try #require(row["target"]?.string)
            let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
            let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
                let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (
                    PercentEncoding.decode(halves[0], plusIsSpace: true) ?? "",
                    PercentEncoding.decode(halves.last ?? "", plusIsSpace: true) ?? ""
                )
            }
            #expect(query.contains { $0.0 == "as_of" && $0.1 == "\(position)" })
            let again = try ledger.json(parts[0], query)
            let pointer = try #require(row["pointer"]?.string)
            #expect(
                "\(String(describing: value(pointer, again)))" == "\(String(describing: row["value"]))",
                "\(target) at \(pointer)")
            #expect(row["command"]?.string?.hasPrefix("daybook ") == true)
        }
    }

    @Test(
        "each kind of fault is named on a stream of 6,000 decisions", arguments: Simulation.Fault.allCases)
    func named(_ fault: Simulation.Fault) throws {
        let simulation = try Simulation(seed: 1, decisions: 6_000, fault: fault)
        let answer = try ledger(simulation).json("/v1/diagnosis", items(simulation))
        #expect(
            answer.fact("diagnosis", "primary_cause")?.string == fault.rawValue, "\(simulation.variant)")
        #expect(answer.rows("layers").count == DiagnosisLayer.allCases.count)
        #expect(answer.rows("gates").map { $0["gate"]?.string } == Diagnosis.Gate.allCases.map(\.rawValue))
        let retrains: Set<Simulation.Fault> = [.dataDrift, .labelShift]
        if retrains.contains(fault) {
            #expect(answer.fact("diagnosis", "retrain")?.boolean == true)
        }
        if [.noChange, .thresholdDrift, .contractBreak, .featurePipeline, .policyChange].contains(fault) {
            #expect(answer.fact("diagnosis", "retrain")?.boolean == false)
        }
    }

    @Test("the new cutoff that mends a drifted threshold calls as many as before")
    func cutoff() throws {
        let simulation = try Simulation(seed: 3, decisions: 6_000, fault: .thresholdDrift)
        let ledger = try ledger(simulation)
        let answer = try ledger.json("/v1/diagnosis", items(simulation))
        let command = try #require(answer.fact("diagnosis", "command")?.string)
        let number = try #require(
            command.split(separator: "\"threshold\":").last?.split(separator: ",").first)
        let cutoff = try #require(Double(number))
        let shares = try ledger.json(
            "/v1/workflow",
            [
                ("model", simulation.model),
                ("baseline", answer.fact("diagnosis", "baseline")?.string ?? ""),
                ("current", answer.fact("diagnosis", "current")?.string ?? ""),
            ])
        let before = try #require(shares.row("shares", ["share": "called"])?["share_baseline"]?.double)
        let called = try ledger.json(
            "/v1/performance",
            [
                ("model", simulation.model), ("version", "v2"), ("threshold", "\(cutoff)"),
                ("from", simulation.switchTime.text), ("labels_by", simulation.evaluated.text),
            ])
        let now = try #require(called.row("cutoffs", ["at": "threshold"])?["share_called"]?.double)
        #expect(abs(now - before) < 0.01)
    }

    @Test("a model without decisions is not there; one side without any is too little to say anything")
    func empty() throws {
        let ledger = try TemporaryLedger()
        #expect(ledger.failure("/v1/diagnosis", [("model", "nothing")])?.code == .notFound)
        try ledger.append([Lines.decision("d1", model: "m", version: "v1")])
        let answer = try ledger.json("/v1/diagnosis", [("model", "m")])
        #expect(answer.fact("diagnosis", "primary_cause")?.string == "insufficient_data")
        #expect(!answer.rows("missing").isEmpty)
    }

    @Test("sides that cannot be are refused by name and not taken for a lack of data")
    func badSides() throws {
        let ledger = try TemporaryLedger()
        try ledger.append([Lines.decision("d1", model: "m", version: "v1")])
        let failure = ledger.failure(
            "/v1/diagnosis", [("model", "m"), ("baseline", "from=2009-07-01,to=2009-06-01")])
        #expect(failure?.code == .badParameter)
        #expect(failure?.parameter == "baseline")
    }

    @Test("with a bound on labels, a version that began after it is not the one that is diagnosed")
    func notYet() throws {
        let ledger = try TemporaryLedger()
        try ledger.append([
            Lines.decision("d1", at: "2009-06-01T09:00:00Z", model: "m", version: "v1"),
            Lines.decision("d2", at: "2009-06-10T09:00:00Z", model: "m", version: "v2"),
            Lines.decision("d3", at: "2009-07-01T09:00:00Z", model: "m", version: "v3"),
        ])
        func after(_ more: [(String, String)]) throws -> String? {
            try ledger.json("/v1/diagnosis", [("model", "m")] + more).fact("diagnosis", "version_after")?
                .string
        }
        #expect(try after([]) == "v3")
        #expect(try after([("labels_by", "2009-06-20")]) == "v2")
        let early = try ledger.json(
            "/v1/diagnosis", [("model", "m"), ("labels_by", "2009-06-20"), ("switch", "2009-07-01")])
        #expect(early.fact("diagnosis", "primary_cause")?.string == "insufficient_data")
    }

    @Test("the same question at the same position is the same bytes")
    func same() throws {
        let simulation = try Simulation(seed: 5, decisions: 1_000, fault: .dataDrift)
        let ledger = try ledger(simulation)
        let first = JSONRenderer().render(try ledger.document("/v1/diagnosis", items(simulation)))
        let second = JSONRenderer().render(try ledger.document("/v1/diagnosis", items(simulation)))
        #expect(first == second)
    }
}

@Suite("Diagnosis of the whole bank stream", .enabled(if: BankStream.sharedFolder != nil))
struct DiagnosisOfTheBankStreamTests {
    private func ledger() throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(try BankStream.whole())
        return ledger
    }

    @Test(
        "its breaks are named: v3's scale, drifted inputs of v1 and v2, the leak, the decay of cellular labels"
    )
    func named() throws {
        let ledger = try ledger()
        let third = try ledger.json(
            "/v1/diagnosis", [("model", "term-deposit"), ("versions", "v2"), ("versions", "v3")])
        #expect(third.fact("diagnosis", "primary_cause")?.string == "contract_break")
        let pairs = try #require(
            third.rows("evidence").first {
                $0["layer"]?.string == "scores on the same inputs"
                    && $0["pointer"]?.string == "/tables/overall/0/pairs"
            })
        #expect(pairs["value"]?.integer == 191)
        let leak = third.elements(of: "findings").contains { finding in
            finding["text"]?.string?.hasPrefix("Leak: duration became known after the decision") == true
        }
        #expect(leak)
        for version in ["v1", "v2"] {
            let answer = try ledger.json(
                "/v1/diagnosis",
                [
                    ("model", "term-deposit"), ("baseline", "role=reference,version=\(version)"),
                    ("current", "role=live,version=\(version)"),
                ])
            #expect(answer.fact("diagnosis", "primary_cause")?.string == "data_drift", "\(version)")
        }
        let decay = try ledger.json(
            "/v1/diagnosis",
            [
                ("model", "term-deposit"), ("switch", "2009-08-01"), ("window", "92d"),
                ("labels_by", "2009-11-30"),
            ])
        let words = decay.rows("layers").first { $0["layer"]?.string == "labels" }
        #expect(words?["words"]?.string?.contains("contact=cellular") == true)
        #expect(words?["words"]?.string?.contains("contact=telephone") == false)
    }
}

extension JSONValue {
    fileprivate func elements(of name: String) -> [JSONValue] { self[name]?.elements ?? [] }
}
