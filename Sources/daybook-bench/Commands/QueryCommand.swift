import ArgumentParser

/// `daybook-bench query`: questions over `query.sock`, beside an echo.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "A histogram, label feedback and one decision over HTTP, beside an echo over a Unix socket."
    )

    @OptionGroup var options: MeasuringOptions
    @OptionGroup var size: SizeOptions
    @OptionGroup var source: LedgerOptions
    @OptionGroup var peers: PeerOptions
    @Option(help: "How often the costly questions are asked in each run; ids are asked 20 times as often.")
    var repeats = 20

    static let decisionsPerRepeat = 20
    private static let echoesPerRepeat = 50

    func validate() throws {
        guard repeats >= 1 else { throw ValidationError("--repeats is \(repeats); expected at least 1.") }
    }

    func run() throws {
        let daemon = try source.filled(options, size, or: 200_000)
        let ledger = daemon.ledger
        var report = Report(
            verb: "query",
            settings: [
                ("size", Int64(ledger.workload.planned)),
                ("decisions", Int64(ledger.decisions)), ("events", Int64(ledger.events)),
                ("runs", Int64(options.runs)), ("repeats", Int64(repeats)),
                ("seed", Int64(bitPattern: options.seed)),
            ])
        for run in 0..<options.runs { try measure(daemon, run, &report) }
        let counts = try Asker(daemon, decisions: ledger.decisions, seed: options.seed).check()
        let memory = try ProcessFigures(processIdentifier: daemon.processIdentifier).memory("RssAnon")
        report.add(
            "query.memory", "the daemon's own memory after them (RssAnon)", .megabytes, Double(memory) / 1e6)
        try daemon.stop()
        if let session = try peers.session(ledger.workload, events: ledger.events, options) {
            for _ in 0..<options.runs { try session.measure(.query, into: &report, expected: counts) }
            PeerRatios.addQuestions(to: &report)
        }
        options.show(report)
    }

    private func measure(_ daemon: MeasuredDaemon, _ run: Int, _ report: inout Report) throws {
        let asker = try Asker(
            daemon, decisions: daemon.ledger.decisions, seed: options.seed &+ UInt64(run))
        let echo = try EchoServer()
        try asker.check()
        var echoes: [Int64] = []
        for _ in 0..<repeats {
            for _ in 0..<Self.echoesPerRepeat { echoes.append(try echo.roundTrip()) }
            for _ in 0..<Self.decisionsPerRepeat { try asker.ask(.decision) }
            try asker.ask(.histogram)
            try asker.ask(.feedback)
        }
        guard asker.givenUp == 0 else { throw BenchError("\(asker.givenUp) questions were answered 503") }
        echoes.sort()
        let unit = Double(percentile(echoes, 0.5))
        for question in Asker.Question.allCases {
            let sorted = (asker.times[question] ?? []).sorted()
            for (share, mark) in [(0.5, "p50"), (0.99, "p99")] {
                report.add(
                    "query.\(question.rawValue).\(mark)", "\(question.label), \(mark)", .milliseconds,
                    Double(percentile(sorted, share)) / 1e3)
            }
            if question == .decision {
                report.add(
                    "query.decision.to_echo", "\(question.label), p50, in echo round trips", .times,
                    Double(percentile(sorted, 0.5)) / unit)
            }
        }
        report.add("query.echo", "echo round trip, p50", .microseconds, unit)
    }
}
