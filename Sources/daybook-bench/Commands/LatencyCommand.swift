import ArgumentParser
import Foundation
import Platform

/// `daybook-bench latency`: one event at a time, waiting for durability.
struct LatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Single durable appends with 1, 8 and 64 clients, as multiples of S.",
        discussion:
            "S is the p50 of a 4 KiB overwrite + fdatasync on the same disk, taken in turns with them.")

    @OptionGroup var options: MeasuringOptions
    @Option(help: "A ledger made by `fill`, to append to.")
    var ledger: String?
    @Option(help: "Events of each number of clients, shared by them.")
    var events = 12_800

    static let clients = [1, 8, 64]
    private static let rounds = 10
    private static let probes = 30
    /// Microseconds; a longer S is the wait for a core and not the disk.
    private static let plausibleUnit = 1_000.0

    func validate() throws {
        guard (640...10_000_000).contains(events) else {
            throw ValidationError("--events is \(events); expected 640 to 10000000.")
        }
    }

    func run() throws {
        var report = Report(
            verb: "latency",
            settings: [
                ("events", Int64(events)), ("runs", Int64(options.runs)),
                ("seed", Int64(bitPattern: options.seed)),
            ])
        let held =
            try ledger.map { try BenchLedger(filled: $0) }
            ?? BenchLedger(below: options.folder, workload: Workload(seed: options.seed, planned: events))
        if ledger != nil { report.set("size", held.workload.planned) }
        report.set("decisions_before", held.decisions)
        let daemon = try MeasuredDaemon(held)
        let probeFile = options.folder + "/daybook-probe-\(ProcessInfo.processInfo.processIdentifier)"
        let probe = try DiskProbe(path: probeFile)
        defer { try? FileManager.default.removeItem(atPath: probeFile) }
        for _ in 0..<options.runs {
            for clients in Self.clients { try measure(clients, daemon, probe, &report) }
        }
        try daemon.stop()
        options.show(report)
    }

    /// In rounds, so that what disturbs the machine disturbs both.
    private func measure(
        _ clients: Int, _ daemon: MeasuredDaemon, _ probe: DiskProbe, _ report: inout Report
    ) throws {
        var syncs: [Int64] = []
        var appends: [Int64] = []
        for _ in 0..<Self.rounds {
            syncs += try (0..<Self.probes).map { try probe.overwrite($0) }
            let each = max(1, events / Self.rounds / clients)
            let range = daemon.ledger.take(each * clients)
            let producer = SingleAppends(socket: daemon.appendSocket, workload: daemon.ledger.workload)
            appends += try producer.append(range, clients: clients)
        }
        syncs.sort()
        appends.sort()
        let unit = Double(percentile(syncs, 0.5))
        if unit > Self.plausibleUnit {
            report.note("S was over 1 ms at times: the cores are busy, and multiples of it mean nothing")
        }
        let name = clients == 1 ? "1 client" : "\(clients) clients"
        for (share, mark) in [(0.5, "p50"), (0.99, "p99")] {
            let time = Double(percentile(appends, share))
            report.add("latency.\(clients).\(mark)", "\(name), \(mark), in S", .times, time / unit)
            report.add("latency.\(clients).\(mark)_us", "\(name), \(mark)", .microseconds, time)
        }
        report.add("latency.\(clients).s_us", "S beside \(name)", .microseconds, unit)
    }
}
