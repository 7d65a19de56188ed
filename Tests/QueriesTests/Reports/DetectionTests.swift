import Documents
import JSON
import Journal
import Model
import Platform
import TestSupport
import Testing

@testable import Queries

@Suite("Time to detect")
struct DetectionTests {
    /// A ledger in which each event was recorded when it arrived, by the hour.
    func ledger(_ simulation: Simulation) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        var lines: [String] = []
        func hour(_ line: Simulation.Line) -> Int64 {
            // Before the switch nothing is looked at hour by hour.
            let length: Int64 = line.recorded < simulation.switchTime ? 86_400_000_000 : 3_600_000_000
            return line.recorded.microseconds / length
        }
        for (index, line) in simulation.lines.enumerated() {
            lines.append(line.text)
            if index + 1 < simulation.lines.count, hour(simulation.lines[index + 1]) == hour(line) {
                continue
            }
            try ledger.append(lines, recorded: line.recorded.text)
            lines = []
        }
        return ledger
    }

    private func isNamed(_ answer: JSONValue) -> Bool {
        let cause = answer.fact("diagnosis", "primary_cause")?.string
        return cause != "no_change" && cause != "insufficient_data"
    }

    private func items(_ answer: JSONValue, _ simulation: Simulation) -> [(String, String)] {
        [
            ("model", simulation.model), ("versions", "v1"), ("versions", "v2"),
            ("switch", simulation.switchTime.text), ("window", "56d"),
        ]
    }

    @Test(
        "the position is the first between two steps, as a walk over every position there has it",
        arguments: [Simulation.Fault.policyChange, .featurePipeline, .workflow])
    func position(_ fault: Simulation.Fault) throws {
        let simulation = try Simulation(seed: 2, decisions: 1_500, fault: fault)
        let ledger = try ledger(simulation)
        let answer = try ledger.json(
            "/v1/detection", [("model", simulation.model), ("step", "12h"), ("within", "28d")])
        #expect(answer.fact("detection", "clock")?.string == "recorded")
        let found = try #require(answer.fact("detection", "position")?.integer, "\(simulation.variant)")
        let steps = answer.rows("checks").filter { $0["how"]?.string == "step" }
        let (low, high) = (
            try #require(steps.dropLast().last?["position"]?.integer),
            try #require(steps.last?["position"]?.integer)
        )
        #expect(low < found && found <= high)
        #expect(steps.dropLast().allSatisfy { $0["named"]?.boolean == false })
        var first: Int64?
        for position in low...high where first == nil {
            let slow = try ledger.json(
                "/v1/diagnosis", items(answer, simulation) + [("as_of", "\(position)")])
            if isNamed(slow) {
                first = position
                #expect(
                    answer.fact("detection", "cause")?.string
                        == slow.fact("diagnosis", "primary_cause")?.string)
            }
        }
        #expect(found == first, "between \(low) and \(high), \(simulation.variant)")
        // The recorded time of that position, counted from the switch.
        let record = try #require(try ledger.journal.record(at: UInt64(found)))
        #expect(answer.fact("detection", "detected_at")?.string == record.recorded.text)
        let seconds = Double(record.recorded.microseconds - simulation.switchTime.microseconds) / 1e6
        #expect(answer.fact("detection", "time_to_detect")?.double == seconds)
        #expect(answer.fact("detection", "within_72h")?.boolean == (seconds <= 259_200))
        #expect(record.recorded >= simulation.onset)
        let code = seconds <= 259_200 ? "detected" : "detected-late"
        #expect(answer["findings"]?.elements?.first?["code"]?.string == code)
    }

    @Test("nothing is detected where nothing is wrong, nor a cause that is another than the one asked for")
    func none() throws {
        let clean = try Simulation(seed: 2, decisions: 1_500, fault: .noChange)
        let answer = try ledger(clean).json(
            "/v1/detection", [("model", clean.model), ("step", "2d"), ("within", "28d")])
        #expect(answer["findings"]?.elements?.first?["code"]?.string == "not-detected")
        #expect(answer.fact("detection", "position")?.isNull == true)
        #expect(answer.fact("detection", "within_72h")?.boolean == false)
        #expect(answer.rows("checks").count == 15)
        let moved = try Simulation(seed: 2, decisions: 1_500, fault: .policyChange)
        let other = try ledger(moved).json(
            "/v1/detection",
            [("model", moved.model), ("step", "4d"), ("within", "12d"), ("cause", "concept_drift")])
        #expect(other.fact("detection", "position")?.isNull == true)
        #expect(other.rows("checks").count == 4)
    }

    @Test("a history that was imported goes by the times that events state, and says so")
    func imported() throws {
        let simulation = try Simulation(seed: 2, decisions: 1_500, fault: .policyChange)
        let ledger = try TemporaryLedger()
        try ledger.append(simulation.lines.map(\.text), recorded: "2030-01-01T00:00:00Z")
        let answer = try ledger.json(
            "/v1/detection",
            [("model", simulation.model), ("step", "2d"), ("switch", simulation.switchTime.text)])
        #expect(answer.fact("detection", "clock")?.string == "event")
        #expect(answer["findings"]?.text.contains("event-clock") == true)
        let rows = answer.rows("checks")
        for row in rows {
            let time = try #require(row["time"]?.string)
            let slow = try ledger.json(
                "/v1/diagnosis", items(answer, simulation) + [("labels_by", time)])
            #expect(isNamed(slow) == (row["named"]?.boolean == true))
        }
        #expect(answer.fact("detection", "detected_at")?.string == rows.last?["time"]?.string)
    }

    @Test("what cannot be walked says why")
    func failures() throws {
        let ledger = try TemporaryLedger()
        #expect(ledger.failure("/v1/detection", [("model", "m")])?.code == .notFound)
        try ledger.append([Lines.decision("d1", model: "m", version: "v1")])
        #expect(
            ledger.failure("/v1/detection", [("model", "m"), ("switch", "2031-01-01")])?.parameter == "switch"
        )
        #expect(
            ledger.failure("/v1/detection", [("model", "m"), ("step", "1s"), ("switch", "2026-01-01")])?
                .parameter
                == "step")
        #expect(
            ledger.failure(
                "/v1/detection",
                [("model", "m"), ("step", "1m"), ("within", "365d"), ("switch", "2026-01-01")])?.parameter
                == "step")
        let answer = try ledger.json("/v1/detection", [("model", "m"), ("switch", "2026-01-01")])
        #expect(answer.fact("detection", "position")?.isNull == true)
        do throws(QueryFailure) {
            _ = try ledger.engine.answer(
                path: "/v1/detection",
                query: [("model", "m"), ("switch", "2009-01-01"), ("step", "1m"), ("within", "1d")],
                deadline: System.monotonicClock() + 200_000)
            Issue.record("1,441 diagnoses take longer than 0.2 s")
        } catch {
            #expect(error.code == .tooLong)
            #expect(error.detail.contains("step"))
        }
    }
}
