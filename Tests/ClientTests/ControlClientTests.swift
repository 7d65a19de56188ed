import Client
import JSON
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite("Control client", .timeLimit(.minutes(1)))
struct ControlClientTests {
    /// Serves one connection: waits for a request line, then sends the reply in the pieces given.
    static func with(_ reply: [String], _ body: @Sendable (ControlClient) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let path = "\(folder)/control.sock"
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: path) { child in
                    child.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: child)
                    }
                }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await server.executeThenClose { connections in
                        for try await connection in connections {
                            try await connection.executeThenClose { inbound, outbound in
                                for try await _ in inbound { break }
                                for piece in reply { try await outbound.write(ByteBuffer(string: piece)) }
                            }
                        }
                    }
                }
                try await body(ControlClient(socket: path))
                group.cancelAll()
            }
        }
    }

    @Test("reports progress, however the lines are cut, and gives what was done")
    func done() async throws {
        let reply = [
            #"{"progress":{"done":1,"#, "\"of\":3}}\n{\"progress\":{\"done\":3,\"of\":3}}\n",
            "{\"done\":{\"position\":3}}\n",
        ]
        try await Self.with(reply) { client in
            let steps = Mutex<[Int64]>([])
            let done = try await client.request(.object([("verb", .string("verify"))])) { done, _ in
                steps.withLock { $0.append(done) }
            }
            #expect(done["position"]?.integer == 3)
            #expect(steps.withLock { $0 } == [1, 3])
        }
    }

    @Test("an error of the daemon carries its code and message")
    func refused() async throws {
        try await Self.with(["{\"error\":{\"code\":\"damaged\",\"message\":\"at 7\"}}\n"]) { client in
            let error = await #expect(throws: ClientError.self) {
                try await client.request(.object([("verb", .string("verify"))]))
            }
            #expect(error?.description == "at 7 (damaged)")
        }
    }

    @Test("a daemon that ends in the middle is a lost connection")
    func lost() async throws {
        try await Self.with(["{\"progress\":{\"done\":1,\"of\":3}}\n"]) { client in
            let error = await #expect(throws: ClientError.self) {
                try await client.request(.object([("verb", .string("rebuild"))]))
            }
            #expect(error?.description.contains("before it was done") == true)
        }
    }
}
