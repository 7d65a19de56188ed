import ArgumentParser
import Foundation
import JSON

/// What every verb that measures takes.
struct MeasuringOptions: ParsableArguments {
    @Option(help: "A folder on the disk that is to be measured; what is made there is removed.")
    var folder = FileManager.default.temporaryDirectory.path

    @Option(help: "The seed of the events.")
    var seed: UInt64 = 1

    @Option(help: "How often it is measured.")
    var runs = 3

    @Flag(help: "Print JSON; the table goes to standard error.")
    var json = false

    func validate() throws {
        guard runs >= 1 else { throw ValidationError("--runs is \(runs); expected at least 1.") }
    }

    func show(_ report: Report) {
        let table = TerminalTable.text(report)
        if json {
            FileHandle.standardError.write(Data(table.utf8))
            print(report.json.text)
        } else {
            print(table, terminator: "")
        }
    }
}

/// How many events.
struct SizeOptions: ParsableArguments {
    @Option(help: "Events in all: of every 13, 10 decisions and 3 outcomes for random decisions before them.")
    var events: Int?

    @Option(help: "Decisions, in place of --events; outcomes come on top.")
    var decisions: Int?

    func validate() throws {
        guard events == nil || decisions == nil else {
            throw ValidationError("--events and --decisions exclude each other.")
        }
        for (name, value) in [("--events", events), ("--decisions", decisions)] {
            guard let value else { continue }
            guard (EventPlan.events...1_000_000_000).contains(value) else {
                throw ValidationError("\(name) is \(value); expected 13 to 1000000000.")
            }
        }
    }

    /// Events in all, `fallback` when none are given.
    func count(or fallback: Int) -> Int {
        decisions.map(EventPlan.events(holding:)) ?? events ?? fallback
    }

    /// A workload whose days hold exactly so many events.
    func workload(seed: UInt64, or fallback: Int) -> Workload {
        Workload(seed: seed, planned: EventPlan.decisions(inFirst: count(or: fallback)))
    }
}

/// Which ledger is asked.
struct LedgerOptions: ParsableArguments {
    @Option(
        help: "A ledger made by `fill`, in place of one that is filled for this measurement and removed.")
    var ledger: String?

    /// The ledger, and a daemon on it: the one that was filled before, or a new one with the events.
    func filled(_ options: MeasuringOptions, _ size: SizeOptions, or fallback: Int) throws -> MeasuredDaemon {
        if let ledger {
            guard size.events == nil, size.decisions == nil else {
                throw ValidationError("--ledger was filled before: it takes no --events or --decisions.")
            }
            return try MeasuredDaemon(try BenchLedger(filled: ledger))
        }
        let ledger = try BenchLedger(
            below: options.folder, workload: size.workload(seed: options.seed, or: fallback))
        let daemon = try MeasuredDaemon(ledger)
        try Filling.fill(daemon, events: size.count(or: fallback))
        return daemon
    }
}
