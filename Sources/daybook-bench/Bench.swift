import ArgumentParser
import Foundation
import Platform

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybook-bench",
        abstract: "Measures a daemon of this build, with its reference in the same run.",
        discussion: """
            Build with -c release. Absolute times mean little on a shared machine: quote the ratios.
              daybook-bench append --events 200000
              daybook-bench latency --events 2000
            """,
        subcommands: [Append.self, Latency.self])
}

struct Place: ParsableArguments {
    @Option(help: "A folder on the disk that is to be measured; a ledger is made below it and removed.")
    var folder = FileManager.default.temporaryDirectory.path

    @Option(help: "The seed of the generated events.")
    var seed: UInt64 = 1
}

struct Append: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bulk append over the socket, then rebuild, bytes on disk and memory.")

    @OptionGroup var place: Place
    @Option(help: "Events to append, 30 % of them outcomes for random older decisions.")
    var events = 200_000
    @Option(help: "Connections that stream at once.")
    var connections = 2
    @Option(help: "How often the whole is repeated, each time on a fresh ledger.")
    var runs = 3

    func run() throws {
        for run in 1...runs {
            let bare = try BareLoop.measure(events: events, below: place.folder)
            let daemon = try MeasuredDaemon(below: place.folder)
            let idle = try daemon.memory("VmRSS")
            let share = events / connections
            let loads = (0..<connections).map { number in load(number, lines: share) }
            let raw = loads.joined().reduce(0) { $0 + $1.count }
            let start = System.monotonicClock()
            let taken = try onThreads(connections) {
                [producer = Producer(socket: daemon.appendSocket)] number in
                try producer.stream(loads[number], lines: share)
            }.reduce(0, +)
            let seconds = Double(System.monotonicClock() - start) / 1_000_000
            let visible = try waitUntilVisible(daemon, taken) + seconds
            let rate = Double(taken) / seconds
            let peak = try daemon.memory("VmHWM")
            let bytes = try daemon.bytesOnDisk()
            let rebuild = try MeasuredDaemon.run(["rebuild", daemon.directory])
            print("run \(run): \(taken) events of \(raw / taken) bytes, \(connections) connections")
            print("  whole path, acknowledged   \(Int(rate)) events/s")
            print("  and visible to a query     \(Int(Double(taken) / visible)) events/s")
            print("  bare LMDB, 500 B, 1,000    \(Int(bare)) events/s; ratio \(rounded(rate / bare))")
            print("  rebuild, verified, compared \(Int(Double(taken) / rebuild)) events/s")
            print(
                "  on disk                    \(bytes / taken) bytes an event, \(rounded(Double(bytes) / Double(raw))) of the raw"
            )
            print(
                "  memory                     idle \(idle / 1024) MB, peak \(peak / 1024) MB (mapped pages included)"
            )
        }
    }

    /// Chunks of about 64 KiB of whole lines.
    private func load(_ number: Int, lines: Int) -> [[UInt8]] {
        var workload = Workload(seed: place.seed &+ UInt64(number), prefix: "c\(number)-")
        var chunks: [[UInt8]] = []
        var chunk: [UInt8] = []
        for _ in 0..<lines {
            chunk += workload.next()
            if chunk.count >= 65_536 {
                chunks.append(chunk)
                chunk = []
            }
        }
        if !chunk.isEmpty { chunks.append(chunk) }
        return chunks
    }

    /// Asks for a status, which waits for the projections; seconds that it took.
    private func waitUntilVisible(_ daemon: MeasuredDaemon, _ events: Int) throws -> Double {
        let start = System.monotonicClock()
        let connection = try BlockingSocket(path: daemon.querySocket)
        try connection.send(
            Array("GET /v1/status HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n".utf8))
        var answer: [UInt8] = []
        while case let more = try connection.receive(), !more.isEmpty { answer += more }
        guard String(decoding: answer, as: UTF8.self).contains(" 200 ") else {
            throw BenchError("status answered \(String(decoding: answer.prefix(300), as: UTF8.self))")
        }
        return Double(System.monotonicClock() - start) / 1_000_000
    }
}

struct Latency: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Single durable appends with 1, 8 and 64 clients, beside S, a 4 KiB overwrite + fdatasync.")

    @OptionGroup var place: Place
    @Option(help: "Events of each measurement, shared by its clients.")
    var events = 2_000

    func run() throws {
        let daemon = try MeasuredDaemon(below: place.folder)
        let probeFile = place.folder + "/daybook-probe-\(ProcessInfo.processInfo.processIdentifier)"
        let probe = try DiskProbe(path: probeFile)
        defer { try? FileManager.default.removeItem(atPath: probeFile) }
        for clients in [1, 8, 64] {
            var syncs: [Int64] = []
            var appends: [Int64] = []
            // In rounds, so that what disturbs the machine disturbs both.
            for round in 0..<10 {
                syncs += try (0..<20).map { try probe.overwrite($0) }
                let each = max(1, events / 10 / clients)
                appends += try onThreads(clients) {
                    [socket = daemon.appendSocket, seed = place.seed] number in
                    var workload = Workload(
                        seed: seed, prefix: "\(clients)-\(round)-\(number)-", outcomeShare: 0)
                    return try Producer(socket: socket).single((0..<each).map { _ in workload.next() })
                }.joined()
            }
            syncs.sort()
            appends.sort()
            let unit = Double(percentile(syncs, 0.5))
            let (p50, p99) = (percentile(appends, 0.5), percentile(appends, 0.99))
            print(
                "\(clients) clients: p50 \(p50) us = \(rounded(Double(p50) / unit)) S, "
                    + "p99 \(p99) us = \(rounded(Double(p99) / unit)) S; S = \(Int(unit)) us "
                    + "(p99 \(percentile(syncs, 0.99)))")
        }
    }
}

private func rounded(_ value: Double) -> String { String(format: "%.2f", value) }
