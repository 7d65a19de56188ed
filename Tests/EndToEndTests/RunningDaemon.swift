import Foundation
import Platform
import TestSupport

/// `daybookd` on a ledger of its own in a temporary folder.
final class RunningDaemon {
    let folder: TemporaryFolder
    let directory: String
    private var process: Process?

    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes a ledger and starts the daemon on it.
    init(options: [String] = []) async throws {
        folder = try TemporaryFolder()
        directory = folder.file("ledger")
        let made = try await Products.run(Products.path("daybookd"), ["init", directory])
        guard made.status == 0 else { throw DidNotStart(description: "init: \(made.errors)") }
        try start(options)
    }

    deinit {
        process?.terminate()
        process?.waitUntilExit()
    }

    var appendSocket: String { directory + "/append.sock" }
    var querySocket: String { directory + "/query.sock" }

    /// Starts the daemon; returns when it takes connections on both sockets.
    func start(_ options: [String] = []) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Products.path("daybookd"))
        process.arguments = ["run", directory] + options
        let log = folder.file("log")
        try Data().write(to: URL(fileURLWithPath: log))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        self.process = process
        let deadline = System.monotonicClock() + 60_000_000
        while (try? BlockingSocket(path: appendSocket)) == nil
            || (try? BlockingSocket(path: querySocket)) == nil
        {
            guard process.isRunning, System.monotonicClock() < deadline else {
                throw DidNotStart(
                    description: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log")
            }
        }
    }

    /// Ends the daemon as an operator would, and gives its exit status.
    func stop() -> Int32 {
        guard let process else { return 0 }
        process.terminate()
        process.waitUntilExit()
        self.process = nil
        return process.terminationReason == .uncaughtSignal
            ? -process.terminationStatus : process.terminationStatus
    }

    /// Ends the daemon with no chance to do anything.
    func kill() {
        guard let process else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    /// What the daemon wrote to its log so far.
    var log: String { (try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? "" }

    /// Sends bytes to append.sock, ends the sending half, and gives every answer line.
    func append(_ text: String) throws -> [String] {
        let socket = try BlockingSocket(path: appendSocket)
        try socket.send(Array(text.utf8))
        try socket.finishSending()
        return String(decoding: try Self.drain(socket), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// The raw answer of a GET.
    func get(_ target: String, accept: String = "application/json") throws -> (
        status: Int, head: String, body: String
    ) {
        let socket = try BlockingSocket(path: querySocket)
        try socket.send(
            Array("GET \(target) HTTP/1.1\r\nHost: d\r\nAccept: \(accept)\r\nConnection: close\r\n\r\n".utf8))
        let text = String(decoding: try Self.drain(socket), as: UTF8.self)
        guard let split = text.range(of: "\r\n\r\n") else { return (0, text, "") }
        let head = String(text[..<split.lowerBound])
        let status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
        return (status, head, String(text[split.upperBound...]))
    }

    private static func drain(_ socket: BlockingSocket) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while case let more = try socket.receive(), !more.isEmpty { bytes += more }
        return bytes
    }
}
