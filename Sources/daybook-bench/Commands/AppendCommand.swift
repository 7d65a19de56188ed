import ArgumentParser
import Platform

/// `daybook-bench append`: bulk appending over the socket.
struct AppendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Bulk append over the socket: rate beside bare LMDB, bytes on disk, memory, CPU.",
        discussion:
            "Each run has a fresh ledger, half of the bare loop before and half after it. With --ledger the "
            + "events go on top of what it holds, and stay there.")

    @OptionGroup var options: MeasuringOptions
    @OptionGroup var size: SizeOptions
    @OptionGroup var peers: PeerOptions
    @Option(help: "A ledger made by `fill`, to append to.")
    var ledger: String?
    @Option(help: "Keep the last run's ledger in this directory, which is not there yet, for --ledger.")
    var keep: String?
    @Option(help: "Connections that stream at once.")
    var connections = 2

    func validate() throws {
        guard (1...64).contains(connections) else {
            throw ValidationError("--connections is \(connections); expected 1 to 64.")
        }
        guard ledger == nil || keep == nil else {
            throw ValidationError("--ledger and --keep exclude each other.")
        }
    }

    func run() throws {
        let count = size.count(or: 200_000)
        var report = Report(
            verb: "append",
            settings: [
                ("decisions", Int64(EventPlan.decisions(inFirst: count))), ("events", Int64(count)),
                ("runs", Int64(options.runs)), ("connections", Int64(connections)),
                ("seed", Int64(bitPattern: options.seed)),
            ])
        let workload = size.workload(seed: options.seed, or: count)
        let filled = try ledger.map { try BenchLedger(filled: $0) }
        report.set("size", (filled?.workload ?? workload).planned)
        if let filled { report.set("decisions_before", filled.decisions) }
        let session = try peers.session(workload, events: count, options)
        for number in 1...options.runs {
            let kept =
                number == options.runs
                ? try keep.map { try BenchLedger(making: $0, workload: workload) } : nil
            let before = try BareLoop.measure(events: count / 2, below: options.folder)
            let run = try AppendRun(
                on: filled ?? kept ?? BenchLedger(below: options.folder, workload: workload), events: count,
                connections: connections)
            let after = try BareLoop.measure(events: count / 2, below: options.folder)
            run.tell(
                &report, bare: Double(before.events + after.events) / (before.seconds + after.seconds))
            try session?.measure(.append, into: &report)
        }
        PeerRatios.addRates(own: "append.visible", to: &report)
        options.show(report)
    }
}
