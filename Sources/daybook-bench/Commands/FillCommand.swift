import ArgumentParser

/// `daybook-bench fill`: a ledger to be asked and started again and again.
struct FillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill", abstract: "Makes a ledger and fills it, for the other verbs' --ledger.",
        discussion: "Leaves LEDGER, LEDGER.bench.json, which says what it holds, and the daemon's LEDGER.log."
    )

    @OptionGroup var size: SizeOptions
    @Option(help: "The ledger's directory, which is not there yet.")
    var ledger: String
    @Option(help: "The seed of the events.")
    var seed: UInt64 = 1

    func run() throws {
        let count = size.count(or: 200_000)
        let made = try BenchLedger(making: ledger, workload: size.workload(seed: seed, or: count))
        let daemon = try MeasuredDaemon(made)
        try Filling.fill(daemon, events: count)
        try daemon.stop()
        print("\(ledger): \(made.events) events, \(made.decisions) of them decisions")
    }
}
