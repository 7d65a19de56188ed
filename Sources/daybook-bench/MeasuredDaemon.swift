import Foundation
import Platform
import Synchronization

/// A daemon of this build on a ledger of its own, for as long as it is measured.
final class MeasuredDaemon: Sendable {
    let directory: String
    private let base: String
    private let process: Mutex<Process>

    var appendSocket: String { directory + "/append.sock" }
    var querySocket: String { directory + "/query.sock" }

    /// Makes a ledger below a folder and starts `daybookd run` on it; returns when it listens.
    init(below folder: String) throws {
        base = folder + "/daybook-bench-\(ProcessInfo.processInfo.processIdentifier)"
        directory = base + "/ledger"
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        try Self.run(["init", directory])
        process = Mutex(try Self.launch(["run", directory]))
        let deadline = System.monotonicClock() + 60_000_000
        while (try? BlockingSocket(path: appendSocket)) == nil {
            guard System.monotonicClock() < deadline, process.withLock({ $0.isRunning }) else {
                throw BenchError("daybookd did not come up on \(directory)")
            }
        }
    }

    deinit {
        process.withLock { process in
            if process.isRunning { process.terminate() }
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: base)
    }

    /// A figure of the daemon's `/proc/PID/status` in kB, such as VmRSS.
    func memory(_ key: String) throws -> Int {
        let id = process.withLock { $0.processIdentifier }
        let text = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
            return Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
        }
        throw BenchError("/proc/\(id)/status has no \(key)")
    }

    /// Bytes that the ledger takes on the disk.
    func bytesOnDisk() throws -> Int {
        let output = Pipe()
        let du = Process()
        du.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        du.arguments = ["du", "-sk", directory]
        du.standardOutput = output
        try du.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        du.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard let kilobytes = Int(text.split(separator: "\t").first ?? "") else {
            throw BenchError("du gave \(text)")
        }
        return kilobytes * 1024
    }

    /// Runs a verb of the daemon's executable to its end; seconds that it took.
    @discardableResult
    static func run(_ arguments: [String]) throws -> Double {
        let start = System.monotonicClock()
        let process = try launch(arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError(
                "daybookd \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return Double(System.monotonicClock() - start) / 1_000_000
    }

    private static func launch(_ arguments: [String]) throws -> Process {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("daybookd")
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
