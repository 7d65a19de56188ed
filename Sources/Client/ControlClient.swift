package import JSON
import NIOCore
import NIOPosix
import Wire

/// Asks the daemon to do something, over `control.sock`: one JSON object and an LF, then lines of answer.
///
///     {"verb":"verify"}
///     {"progress":{"done":1000,"of":5000}}
///     {"done":{"position":5000}}          or     {"error":{"code":"damaged","message":"..."}}
package struct ControlClient: Sendable {
    package let socket: String

    package init(socket: String) {
        self.socket = socket
    }

    /// Sends the request and waits for the end of the work, however long it takes.
    ///
    /// - Parameter progress: called for each line of progress, with what is done and of how much.
    /// - Returns: the content of `done`.
    /// - Throws: `ClientError`; `.refused` with the daemon's code and message when it says no.
    package func request(
        _ request: JSONValue,
        progress: @escaping @Sendable (_ done: Int64, _ of: Int64) -> Void = { _, _ in }
    ) async throws -> JSONValue {
        let channel = try await connect()
        do {
            return try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(bytes: request.bytes + [UInt8(ascii: "\n")]))
                var splitter = LineSplitter(limit: 1 << 20)
                for try await buffer in inbound {
                    for piece in splitter.push(Array(buffer.readableBytesView)) {
                        if let done = try reply(piece, progress) { return done }
                    }
                }
                throw ClientError.lost(socket: socket, reason: "before it was done")
            }
        } catch {
            throw ClientError.using(socket, error)
        }
    }

    private func reply(
        _ piece: LineSplitter.Piece, _ progress: @Sendable (Int64, Int64) -> Void
    ) throws -> JSONValue? {
        guard case .line(let line) = piece, let root = try? JSONDocument(line.bytes).root else {
            throw ClientError.malformed(socket: socket, message: "a line that is no JSON object")
        }
        let value = JSONValue(root)
        if let done = value["done"] { return done }
        if let error = value["error"] {
            throw ClientError.refused(
                code: error["code"]?.string ?? "error",
                message: error["message"]?.string ?? "the daemon says no")
        }
        if let step = value["progress"] {
            progress(step["done"]?.integer ?? 0, step["of"]?.integer ?? 0)
        }
        return nil
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(10))
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw ClientError.connecting(socket, error)
        }
    }
}
