import Foundation
import JSON
import NIOCore
import NIOPosix
import Synchronization
import Wire

/// A small ledger on a real Unix socket that speaks the protocol of `append.sock`: positions, duplicates,
/// refusals, half-close. It can be told to break off, so that clients meet what a daemon that is killed
/// leaves them with.
final class LedgerServer: Sendable {
    /// What a connection does when it has read that many lines.
    enum Fault: Sendable {
        /// Appends the line, then closes without an answer to it.
        case closeUnanswered(afterLines: Int)
        /// Closes at once with a reason, as a daemon with too many connections does.
        case turnAway
        /// Answers `unknown` to each line with this text, although it is appended.
        case unknown(containing: String)
    }

    struct State {
        var lines: [[UInt8]] = []
        var faults: [Fault] = []
        var connections = 0
    }

    let path: String
    private let state: Mutex<State>
    private let channel: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>

    /// Everything appended, in order of position.
    var lines: [String] { state.withLock { $0.lines.map { String(decoding: $0, as: UTF8.self) } } }
    var connections: Int { state.withLock { $0.connections } }

    private init(path: String, faults: [Fault]) async throws {
        self.path = path
        state = Mutex(State(faults: faults))
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(unixDomainSocketPath: path) { child in
                child.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: child)
                }
            }
    }

    /// Serves while the body runs; one fault for each connection in turn, none after the last.
    static func with<Result: Sendable>(
        faults: [Fault] = [], _ body: @Sendable (LedgerServer) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder in
            let server = try await LedgerServer(path: "\(folder)/append.sock", faults: faults)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.serve() }
                let result = try await body(server)
                group.cancelAll()
                return result
            }
        }
    }

    private func serve() async throws {
        try await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    let fault = state.withLock { state -> Fault? in
                        state.connections += 1
                        return state.faults.isEmpty ? nil : state.faults.removeFirst()
                    }
                    group.addTask { try? await self.answer(connection, fault) }
                }
            }
        }
    }

    private func answer(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ fault: Fault?) async throws {
        try await connection.executeThenClose { inbound, outbound in
            if case .turnAway = fault {
                let refused = RefusedLine(code: "busy", line: 0, message: "no room", retry: true)
                try await outbound.write(ByteBuffer(bytes: AcknowledgementLine.refused(refused).bytes))
                return
            }
            var splitter = LineSplitter(limit: 1 << 20)
            for try await buffer in inbound {
                var answers: [UInt8] = []
                var isOver = false
                for case .line(let line) in splitter.push(Array(buffer.readableBytesView)) where !isOver {
                    let answer = append(line, fault)
                    if case .closeUnanswered(let count) = fault, line.number >= count {
                        isOver = true
                    } else {
                        answer.write(to: &answers)
                    }
                }
                try await outbound.write(ByteBuffer(bytes: answers))
                if isOver { return }
            }
        }
    }

    private func append(_ line: LineSplitter.Line, _ fault: Fault?) -> AcknowledgementLine {
        state.withLock { state in
            let text = String(decoding: line.bytes, as: UTF8.self)
            if text.contains("refuse") {
                return .refused(
                    RefusedLine(
                        code: "invalid_json", line: line.number, field: "/\u{1b}x", message: "not JSON"))
            }
            if let index = state.lines.firstIndex(of: line.bytes) { return .duplicate(UInt64(index + 1)) }
            state.lines.append(line.bytes)
            if case .unknown(let part) = fault, text.contains(part) {
                return .refused(
                    RefusedLine(code: "unknown", line: line.number, message: "unknown", retry: true))
            }
            return .appended(UInt64(state.lines.count))
        }
    }
}

/// A folder that is gone afterwards.
enum TemporaryFolder {
    static func with<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
        // Short: a socket's path may have 107 bytes.
        let name = "db-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path)
    }
}
