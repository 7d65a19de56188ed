import ArgumentParser
import Platform

/// `daybook-bench mixed`: appending and asking at the same time.
struct MixedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mixed",
        abstract: "Appends beside questions: the rates of both, and the longest wait of a single append.",
        discussion:
            "Each run appends --added events at full speed alone, then as many beside one client that asks "
            + "without pause; a client that appends one event at a time, 100 a second, shows the waits. "
            + "Then an unhurried producer, 500 events a second, beside the same questions for --seconds.")

    @OptionGroup var options: MeasuringOptions
    @OptionGroup var size: SizeOptions
    @OptionGroup var source: LedgerOptions
    @Option(help: "Events appended at full speed in each part of a run.")
    var added = 100_000
    @Option(help: "Seconds of the unhurried part of a run.")
    var seconds = 5

    private static let connections = 2
    private static let probesPerSecond = 100
    private static let unhurriedPerSecond = 500

    func validate() throws {
        guard (EventPlan.events...100_000_000).contains(added) else {
            throw ValidationError("--added is \(added); expected 13 to 100000000.")
        }
        guard (1...3_600).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); expected 1 to 3600.")
        }
    }

    func run() throws {
        let daemon = try source.filled(options, size, or: 200_000)
        var report = Report(
            verb: "mixed",
            settings: [
                ("size", Int64(daemon.ledger.workload.planned)),
                ("decisions", Int64(daemon.ledger.decisions)), ("added", Int64(added)),
                ("seconds", Int64(seconds)), ("runs", Int64(options.runs)),
                ("seed", Int64(bitPattern: options.seed)),
            ])
        for _ in 0..<options.runs {
            let alone = try fullSpeed(daemon, asking: false, &report)
            let beside = try fullSpeed(daemon, asking: true, &report)
            report.add("mixed.share", "appending beside questions, to alone", .times, beside / alone)
            try unhurried(daemon, &report)
        }
        try daemon.stop()
        options.show(report)
    }

    /// Appends at full speed; events a second.
    private func fullSpeed(
        _ daemon: MeasuredDaemon, asking: Bool, _ report: inout Report
    ) throws -> Double {
        let workload = daemon.ledger.workload
        let held = daemon.ledger.decisions
        let range = daemon.ledger.take(added)
        let load = BulkLoad(workload, events: range)
        let probe = Background { [ledger = daemon.ledger, socket = daemon.appendSocket] isEnding in
            try SingleAppends(socket: socket, workload: workload).append(perSecond: Self.probesPerSecond) {
                isEnding() ? nil : ledger.take(1).lowerBound
            }
        }
        let client = asking ? Self.client(daemon, decisions: held, seed: options.seed) : nil
        let seconds = try load.run(socket: daemon.appendSocket, connections: Self.connections)
        let waits = try probe.end()
        let asked = try client?.end()
        // What is still being worked off would count against what is measured next.
        _ = try daemon.waitUntilVisible(daemon.ledger.decisions - 1)
        let name = asking ? "mixed" : "alone"
        let words = asking ? "full speed beside questions" : "full speed alone"
        let rate = Double(added) / seconds
        report.add("\(name).append", "\(words): acknowledged", .perSecond, rate)
        Self.tellWaits(waits, name, words, &report)
        report.add(
            "\(name).silence", "\(words): longest time without an acknowledgement", .milliseconds,
            Double(load.silence) / 1e3)
        if let asked { Self.tellTimes(asked, name, words, &report) }
        return rate
    }

    private func unhurried(_ daemon: MeasuredDaemon, _ report: inout Report) throws {
        let workload = daemon.ledger.workload
        let held = daemon.ledger.decisions
        let events = daemon.ledger.take(Self.unhurriedPerSecond * seconds)
        let client = Self.client(daemon, decisions: held, seed: options.seed)
        var next = events.makeIterator()
        let waits = try SingleAppends(socket: daemon.appendSocket, workload: workload)
            .append(perSecond: Self.unhurriedPerSecond) { next.next() }
        let words = "500 events/s beside questions"
        Self.tellWaits(waits, "unhurried", words, &report)
        Self.tellTimes(try client.end(), "unhurried", words, &report)
    }

    private struct Asked: Sendable {
        let times: [Asker.Question: [Int64]]
        let givenUp: Int
    }

    /// A client that asks everything in turn without pause.
    private static func client(
        _ daemon: MeasuredDaemon, decisions: Int, seed: UInt64
    ) -> Background<Asked> {
        Background { isEnding in
            let asker = try Asker(daemon, decisions: decisions, seed: seed)
            repeat {
                for _ in 0..<QueryCommand.decisionsPerRepeat { try asker.ask(.decision) }
                try asker.ask(.histogram)
                try asker.ask(.feedback)
            } while !isEnding()
            return Asked(times: asker.times, givenUp: asker.givenUp)
        }
    }

    private static func tellWaits(
        _ waits: [Int64], _ name: String, _ words: String, _ report: inout Report
    ) {
        let sorted = waits.sorted()
        guard let longest = sorted.last else { return }
        for (share, mark) in [(0.5, "p50"), (0.99, "p99")] {
            report.add(
                "\(name).wait.\(mark)", "\(words): a single append, \(mark)", .milliseconds,
                Double(percentile(sorted, share)) / 1e3)
        }
        report.add(
            "\(name).wait.over", "\(words): the longest single append, over the p50", .milliseconds,
            Double(longest - percentile(sorted, 0.5)) / 1e3)
    }

    private static func tellTimes(
        _ asked: Asked, _ name: String, _ words: String, _ report: inout Report
    ) {
        if asked.givenUp > 0 {
            report.note("\(words): \(asked.givenUp) questions were answered 503, catching up")
        }
        for question in Asker.Question.allCases {
            let sorted = (asked.times[question] ?? []).sorted()
            for (share, mark) in [(0.5, "p50"), (0.99, "p99")] {
                report.add(
                    "\(name).\(question.rawValue).\(mark)", "\(words): \(question.label), \(mark)",
                    .milliseconds, Double(percentile(sorted, share)) / 1e3)
            }
        }
    }
}
