import ArgumentParser
import Foundation
import Platform

/// `daybook-bench rebuild`: projections from nothing, and how soon a killed daemon answers again.
struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Rebuilding all projections, and the time from kill -9 to the first answer.",
        discussion:
            "The first answer is a histogram over every decision. The page cache stays warm. Before a kill "
            + "a tail of events is appended, which stays in a ledger given by --ledger.")

    @OptionGroup var options: MeasuringOptions
    @OptionGroup var size: SizeOptions
    @OptionGroup var source: LedgerOptions
    @Option(help: "Events appended just before each kill.")
    var tail = 20_000

    func validate() throws {
        guard (1...10_000_000).contains(tail) else {
            throw ValidationError("--tail is \(tail); expected 1 to 10000000.")
        }
    }

    func run() throws {
        var daemon = try source.filled(options, size, or: 200_000)
        let ledger = daemon.ledger
        var report = Report(
            verb: "rebuild",
            settings: [
                ("size", Int64(ledger.workload.planned)),
                ("decisions", Int64(ledger.decisions)), ("events", Int64(ledger.events)),
                ("runs", Int64(options.runs)), ("tail", Int64(tail)),
                ("seed", Int64(bitPattern: options.seed)),
            ])
        for _ in 0..<options.runs {
            try Filling.fill(daemon, events: tail)
            daemon.kill()
            daemon = try start(ledger, "restart.killed", "from kill -9 to the first answer", &report)
            try daemon.stop()
            daemon = try start(ledger, "restart.stopped", "from a clean stop to the first answer", &report)
            try daemon.stop()
            let compared = try Self.seconds(of: ["rebuild", ledger.directory], ledger)
            report.add(
                "rebuild.verb", "daybookd rebuild, compared with what had grown", .perSecond,
                Double(ledger.events) / compared)
            for name in ["views", "views.old"] {
                // What a rebuild has replaced is kept until the next start, which takes it in an emergency.
                let path = ledger.directory + "/" + name
                if FileManager.default.fileExists(atPath: path) {
                    try FileManager.default.removeItem(atPath: path)
                }
            }
            daemon = try start(ledger, "rebuild.seconds", "first answer without views/", &report)
            if let seconds = report.figure("rebuild.seconds")?.values.last {
                report.add(
                    "rebuild.fresh", "rebuilt from the journal alone", .perSecond,
                    Double(ledger.events) / seconds)
            }
        }
        try daemon.stop()
        options.show(report)
    }

    /// Starts a daemon, asks what needs everything, and tells the seconds from the start to the answer.
    private func start(
        _ ledger: BenchLedger, _ key: String, _ label: String, _ report: inout Report
    ) throws -> MeasuredDaemon {
        let start = System.monotonicClock()
        let daemon = try MeasuredDaemon(ledger)
        let asker = try Asker(daemon, decisions: ledger.decisions, seed: options.seed)
        try asker.askUntilAnswered(.histogram)
        report.add(key, label, .seconds, Double(System.monotonicClock() - start) / 1e6)
        try asker.check()
        return daemon
    }

    private static func seconds(of arguments: [String], _ ledger: BenchLedger) throws -> Double {
        let start = System.monotonicClock()
        let process = try Programs.start(Programs.path("daybookd"), arguments, errors: ledger.logFile)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError(
                "daybookd \(arguments[0]) ended with \(process.terminationStatus): \(ledger.log)")
        }
        return Double(System.monotonicClock() - start) / 1e6
    }
}
