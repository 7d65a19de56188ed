import Daemon
import Foundation
import Journal
import Logging
import Model
import Platform

/// A daemon in this process over a ledger in a directory of its own.
final class RunningDaemon {
    let configuration: DaemonConfiguration
    let stopRequests = Gate(0)
    private let daemon: Daemon
    private var stopped = false

    /// Directories are removed when the process ends: a file that is removed while its environment is open
    /// would give its number to another test's file.
    private static let root: String = {
        let root = FileManager.default.temporaryDirectory.path + "/dt-\(UUID().uuidString.prefix(8))"
        try? FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        atexit { RunningDaemon.removeAll() }
        return root
    }()

    private static func removeAll() { try? FileManager.default.removeItem(atPath: root) }

    /// The directory of a new, empty ledger.
    static func ledger() throws -> String {
        let directory = root + "/" + UUID().uuidString.prefix(8)
        try Journal.create(in: directory)
        return directory
    }

    init(in directory: String? = nil, _ change: (inout DaemonConfiguration) -> Void = { _ in }) throws {
        var configuration = DaemonConfiguration(directory: try directory ?? Self.ledger())
        configuration.writer.reserveBytes = 0
        change(&configuration)
        self.configuration = configuration
        let stopRequests = self.stopRequests
        daemon = try Daemon(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
            stopRequests.change { $0 += 1 }
        }
    }

    deinit { stop() }

    func stop() {
        guard !stopped else { return }
        stopped = true
        daemon.stop()
    }

    func appender() throws -> BlockingSocket { try BlockingSocket(path: configuration.appendSocket) }

    /// Sends bytes on a new connection, ends it, and gives back the lines that came.
    func tell(_ bytes: [UInt8]) throws -> [String] {
        let socket = try appender()
        try socket.send(bytes)
        try socket.finishSending()
        return try socket.lines()
    }

    /// Sends raw HTTP on a new connection, ends it, and gives back everything that came.
    func ask(raw: String) throws -> String {
        let socket = try BlockingSocket(path: configuration.querySocket)
        try socket.send(Array(raw.utf8))
        try socket.finishSending()
        return try socket.all()
    }

    func get(_ uri: String, headers: String = "") throws -> String {
        try ask(raw: "GET \(uri) HTTP/1.1\r\nHost: d\r\n\(headers)\r\n")
    }
}

extension BlockingSocket {
    /// Everything up to the end.
    func all() throws -> String {
        var bytes: [UInt8] = []
        while true {
            let more = try receive()
            if more.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }

    func lines() throws -> [String] { try all().split(separator: "\n").map(String.init) }

    /// Waits for that many lines.
    func lines(_ count: Int) throws -> [String] {
        var bytes: [UInt8] = []
        var found = 0
        while found < count {
            let more = try receive()
            if more.isEmpty { break }
            found += more.count { $0 == 0x0a }
            bytes += more
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

enum Lines {
    static func decision(_ number: Int, score: Double = 0.5, more: String = "") -> String {
        """
        {"type":"decision","id":"d-\(number)","at":"2009-06-08T12:00:00Z","model":"m","version":"1",\
        "subject":"s-\(number)","score":\(score)\(more)}
        """
    }

    static func bytes(_ numbers: some Sequence<Int>) -> [UInt8] {
        numbers.reduce(into: []) { bytes, number in bytes += Array((decision(number) + "\n").utf8) }
    }
}
