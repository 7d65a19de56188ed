import Documents
import Foundation
import JSON
import Model
import TestSupport
import Testing

@testable import Queries

@Suite("scratch")
struct ScratchTests {
    @Test("scratch", .enabled(if: ProcessInfo.processInfo.environment["SCRATCH"] != nil))
    func scratch() throws {
        let environment = ProcessInfo.processInfo.environment
        let faults = environment["SCRATCH"] == "all" ? Simulation.Fault.allCases
            : Simulation.Fault.allCases.filter { "\($0.rawValue)" == environment["SCRATCH"] }
        let seeds = (environment["SEEDS"] ?? "1,2,3").split(separator: ",").compactMap { UInt64($0) }
        let count = Int(environment["COUNT"] ?? "6000") ?? 6000
        let source: Simulation.Source = environment["BANK"] != nil ? .bank : .synthetic
        for fault in faults {
            for seed in seeds {
                let run = try Simulation(seed: seed, decisions: count, fault: fault, source: source)
                let ledger = try TemporaryLedger()
                var group: [String] = []
                for line in run.lines { group.append(line.text) }
                try ledger.append(group)
                let json = try ledger.json("/v1/diagnosis", [("model", run.model), ("labels_by", run.evaluated.text)])
                for question in (environment["ASK"] ?? "").split(separator: ",") {
                    let items = [
                        ("model", run.model), ("baseline", json.fact("diagnosis", "baseline")?.string ?? ""),
                        ("current", json.fact("diagnosis", "current")?.string ?? ""),
                        ("labels_by", run.evaluated.text),
                    ]
                    print(TextRenderer(width: 150, bars: false).render(try ledger.document("/v1/\(question)", items)))
                }
                let cause = json.fact("diagnosis", "primary_cause")?.string ?? "?"
                let mark = cause == fault.rawValue ? "ok  " : "MISS"
                print("RESULT \(mark) \(fault.rawValue) seed \(seed) -> \(cause) [\(run.variant)] shadow \(run.hasShadow) replay \(run.hasReplay) onset +\((run.onset.microseconds - run.switchTime.microseconds) / 86_400_000_000)d")
                if cause != fault.rawValue || environment["VERBOSE"] != nil {
                    for layer in json.rows("layers") {
                        print("RESULT      \(layer["number"]?.integer ?? 0) \(layer["verdict"]?.string ?? "") \(layer["words"]?.string ?? "")")
                    }
                }
            }
        }
    }
}
