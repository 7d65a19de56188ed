import NIOCore
import NIOHTTP1
import NIOPosix

/// A real HTTP server on a Unix socket: answers from the request's head, or keeps silent when there is no
/// answer.
enum HTTPServer {
    struct Answer: Sendable {
        var status = HTTPResponseStatus.ok
        var headers: [(String, String)] = []
        var body: [UInt8] = []
    }

    private typealias Connection = NIOAsyncChannel<
        HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>
    >

    /// Serves at `FOLDER/query.sock` while the body runs.
    static func with<Result: Sendable>(
        _ answer: @escaping @Sendable (HTTPRequestHead) -> Answer?,
        _ body: @Sendable (_ socket: String) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder in
            let path = "\(folder)/query.sock"
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: path) { child in
                    child.eventLoop.makeCompletedFuture {
                        try child.pipeline.syncOperations.configureHTTPServerPipeline()
                        try child.pipeline.syncOperations.addHandler(ResponseParts())
                        return try Connection(wrappingChannelSynchronously: child)
                    }
                }
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await server.executeThenClose { connections in
                        for try await connection in connections { try? await serve(connection, answer) }
                    }
                }
                let result = try await body(path)
                group.cancelAll()
                return result
            }
        }
    }

    private static func serve(
        _ connection: Connection, _ answer: @Sendable (HTTPRequestHead) -> Answer?
    ) async throws {
        try await connection.executeThenClose { inbound, outbound in
            for try await case .head(let head) in inbound {
                // The connection stays open until the client closes it: a close here could overtake a large
                // body.
                guard let answer = answer(head) else { continue }
                let headers = HTTPHeaders(answer.headers + [("content-length", String(answer.body.count))])
                try await outbound.write(
                    .head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)))
                try await outbound.write(.body(ByteBuffer(bytes: answer.body)))
                try await outbound.write(.end(nil))
            }
        }
    }
}

/// Turns buffers into what the encoder of responses takes.
private final class ResponseParts: ChannelOutboundHandler {
    typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
    typealias OutboundOut = HTTPServerResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part: HTTPServerResponsePart =
            switch unwrapOutboundIn(data) {
            case .head(let head): .head(head)
            case .body(let buffer): .body(.byteBuffer(buffer))
            case .end(let trailers): .end(trailers)
            }
        context.write(wrapOutboundOut(part), promise: promise)
    }
}
