import Foundation

/// One bulk append from the first event to a stopped daemon, and all that was seen of it.
struct AppendRun {
    let events: Int
    let decisions: Int
    private let bytesSent: Int
    private let acknowledgedSeconds: Double
    private let visibleSeconds: Double
    private let seen: Watch.Seen
    private let silence: Int64
    private let anonymousAfter: Int
    private let threads: [(name: String, seconds: Double)]
    private let ownSeconds: Double
    private let device: (name: String, bytes: Int)?
    private let apparent: Int
    private let allocated: Int

    /// Events acknowledged and visible to a query, a second.
    var visibleRate: Double { Double(events) / visibleSeconds }

    /// Appends the next events of a ledger's workload to it, with a daemon that is ended before this returns.
    init(on ledger: BenchLedger, events: Int, connections: Int) throws {
        let keptBefore = try ledger.bytesKept()
        let disk = try DiskDevice(of: ledger.directory)
        let writtenBefore = try disk?.bytesWritten() ?? 0
        let own = ProcessFigures(processIdentifier: ProcessInfo.processInfo.processIdentifier)
        let daemon = try MeasuredDaemon(ledger)
        let figures = ProcessFigures(processIdentifier: daemon.processIdentifier)
        let ownBefore = try own.cpuSeconds()
        let range = ledger.take(events)
        let load = BulkLoad(ledger.workload, events: range)
        let watch = Watch.start(figures) { load.acknowledged }
        acknowledgedSeconds = try load.run(socket: daemon.appendSocket, connections: connections)
        visibleSeconds = try acknowledgedSeconds + daemon.waitUntilVisible(ledger.decisions - 1)
        seen = try watch.end()
        ownSeconds = try own.cpuSeconds() - ownBefore
        threads = try figures.cpuByThread()
        anonymousAfter = try figures.memory("RssAnon")
        try daemon.stop()
        device = try disk.map { ($0.name, try $0.bytesWritten() - writtenBefore) }
        let kept = try ledger.bytesKept()
        apparent = kept.apparent - keptBefore.apparent
        allocated = kept.allocated - keptBefore.allocated
        self.events = events
        decisions = ledger.decisions - EventPlan.decisions(inFirst: range.lowerBound)
        bytesSent = load.bytes
        silence = load.silence
    }

    /// Adds what was seen to a report, beside the rate of the bare loop.
    func tell(_ report: inout Report, bare: Double) {
        let rate = Double(events) / acknowledgedSeconds
        report.add("append.visible", "acknowledged and visible to a query", .perSecond, visibleRate)
        report.add("append.acknowledged", "acknowledged", .perSecond, rate)
        if let slowest = seen.slowestRate(parts: 10) {
            report.add("append.slowest_tenth", "acknowledged, slowest tenth of the run", .perSecond, slowest)
        }
        report.add("bare.lmdb", "bare LMDB, 500 B in batches of 1,000", .perSecond, bare)
        report.add("append.to_bare", "visible, to bare LMDB", .times, visibleRate / bare)
        report.add(
            "append.silence", "longest time without an acknowledgement", .milliseconds, Double(silence) / 1e3)
        report.add("raw.event", "sent, per event", .bytes, Double(bytesSent) / Double(events))
        let perDecision = 1 / Double(decisions)
        if let device {
            report.add(
                "disk.written", "written to \(device.name), per decision", .bytes,
                Double(device.bytes) * perDecision)
            report.note(
                "written to the device: by the whole machine, after a sync before and after; "
                    + "per decision: with its share of outcomes")
        } else {
            report.note("the folder stands on no device that /proc/diskstats counts")
        }
        report.add(
            "disk.apparent", "kept, per decision, lengths of files", .bytes, Double(apparent) * perDecision)
        report.add("disk.allocated", "kept, per decision, blocks", .bytes, Double(allocated) * perDecision)
        report.add(
            "memory.peak", "the daemon's own memory, most (RssAnon)", .megabytes,
            Double(max(seen.anonymousPeak, anonymousAfter)) / 1e6)
        report.add("memory.after", "the same, when all is visible", .megabytes, Double(anonymousAfter) / 1e6)
        let perEvent = 1e6 / Double(events)
        for thread in threads where thread.seconds * perEvent >= 0.01 {
            report.add(
                "cpu.\(thread.name)", "CPU per event, daemon, threads '\(thread.name)'", .microseconds,
                thread.seconds * perEvent)
        }
        report.add(
            "cpu.daemon", "CPU per event, daemon", .microseconds,
            threads.reduce(0) { $0 + $1.seconds } * perEvent)
        report.add("cpu.producer", "CPU per event, the bench itself", .microseconds, ownSeconds * perEvent)
    }
}
