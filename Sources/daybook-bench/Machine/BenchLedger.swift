import Foundation
import JSON
import Synchronization

/// A ledger that holds the first events of a workload, and what has to be known to ask it and to go on: kept
/// beside it in `LEDGER.bench.json`.
final class BenchLedger: Sendable {
    let directory: String
    let workload: Workload
    private let temporary: Bool
    private let used: Mutex<Int>

    /// Events of the workload that it holds.
    var events: Int { used.withLock { $0 } }
    /// Decisions among them.
    var decisions: Int { EventPlan.decisions(inFirst: events) }
    /// Where the daemon's log goes.
    var logFile: String { directory + ".log" }
    /// The end of that log.
    var log: String { String(((try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "").suffix(2_000)) }
    private static func noteFile(_ directory: String) -> String { directory + ".bench.json" }

    private init(directory: String, workload: Workload, events: Int, temporary: Bool) {
        self.directory = directory
        self.workload = workload
        self.temporary = temporary
        used = Mutex(events)
    }

    deinit {
        guard temporary else { return }
        for path in [directory, logFile, Self.noteFile(directory)] {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// An empty ledger in a folder, removed when nobody needs it any more.
    convenience init(below folder: String, workload: Workload) throws {
        let name =
            "daybook-bench-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...(.max)))"
        try self.init(making: folder + "/" + name, workload: workload, temporary: true)
    }

    /// An empty ledger in a directory that is not there yet.
    convenience init(making directory: String, workload: Workload, temporary: Bool = false) throws {
        self.init(directory: directory, workload: workload, events: 0, temporary: temporary)
        let process = try Programs.start(Programs.path("daybookd"), ["init", directory], errors: logFile)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchError("daybookd init: \(log)") }
    }

    /// A ledger that was filled before.
    convenience init(filled directory: String) throws {
        let path = Self.noteFile(directory)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let note = try? JSONValue(parsing: text), let seed = note["seed"]?.integer,
            let planned = note["planned"]?.integer, let events = note["events"]?.integer
        else {
            throw BenchError("\(path) does not say what \(directory) holds: fill it with daybook-bench fill")
        }
        self.init(
            directory: directory,
            workload: Workload(seed: UInt64(bitPattern: seed), planned: Int(planned)), events: Int(events),
            temporary: false)
    }

    /// The next events of the workload, which whoever takes them has to append.
    func take(_ count: Int) -> Range<Int> {
        let start = used.withLock { used in
            defer { used += count }
            return used
        }
        return start..<start + count
    }

    /// Writes down how many events it holds.
    func note() throws {
        guard !temporary else { return }
        let note = JSONValue.object([
            ("seed", .integer(Int64(bitPattern: workload.seed))),
            ("planned", .integer(Int64(workload.planned))), ("events", .integer(Int64(events))),
        ])
        try (note.text + "\n").write(toFile: Self.noteFile(directory), atomically: true, encoding: .utf8)
    }

    /// Bytes that it keeps: as the files' lengths say, and as blocks of the disk. For after the daemon ended.
    func bytesKept() throws -> (apparent: Int, allocated: Int) {
        func measure(_ flag: String) throws -> Int {
            let text = try Programs.output(["du", "-s", "--block-size=1", flag, directory])
            guard let bytes = Int(text.split(separator: "\t").first ?? "") else {
                throw BenchError("du gave \(text)")
            }
            return bytes
        }
        return (try measure("--apparent-size"), try measure("--one-file-system"))
    }
}
