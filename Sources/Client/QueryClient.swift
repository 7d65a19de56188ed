import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The answer to one HTTP request.
package struct QueryResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, its case disregarded.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased().utf8.elementsEqual(name.lowercased().utf8) }?.value
    }

    /// The media type of the body without its parameters, in lower case.
    package var mediaType: String {
        let value = header("content-type") ?? ""
        return value.prefix { $0 != ";" && $0 != " " }.lowercased()
    }
}

/// Asks questions over `query.sock`: one GET a connection.
package struct QueryClient: Sendable {
    package let socket: String
    /// Seconds without a byte after which it gives up. The daemon ends a question by itself after 30 s.
    package let timeoutSeconds: Int64

    package init(socket: String, timeoutSeconds: Int64 = 60) {
        self.socket = socket
        self.timeoutSeconds = timeoutSeconds
    }

    /// Asks and gathers the whole body.
    ///
    /// - Parameters:
    ///   - target: path and query, percent-encoded.
    ///   - accept: the media type wanted.
    /// - Throws: `ClientError`; an HTTP error status is an answer and does not throw.
    package func get(_ target: String, accept: String) async throws -> QueryResponse {
        let body = Mutex<[UInt8]>([])
        let head = try await get(target, accept: accept) { _, bytes in body.withLock { $0 += bytes } }
        return QueryResponse(status: head.status, headers: head.headers, body: body.withLock { $0 })
    }

    /// Asks and hands the body over piece by piece, so that its size does not matter.
    ///
    /// - Returns: the response with an empty body.
    package func get(
        _ target: String, accept: String, body: @escaping @Sendable (QueryResponse, [UInt8]) throws -> Void
    ) async throws -> QueryResponse {
        let channel = try await connect()
        let patience = Patience(channel.channel, seconds: timeoutSeconds)
        defer { patience.end() }
        do {
            return try await channel.executeThenClose { inbound, outbound in
                var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target)
                head.headers.add(name: "host", value: "d")
                head.headers.add(name: "accept", value: accept)
                head.headers.add(name: "connection", value: "close")
                patience.renew()
                // In one write: the head alone is a whole request to the daemon, which may have answered and
                // closed before a second one.
                try await outbound.write(contentsOf: [.head(head), .end(nil)])
                var response: QueryResponse?
                for try await part in inbound {
                    patience.renew()
                    switch part {
                    case .head(let head):
                        let headers = head.headers.map { (name: $0.name, value: $0.value) }
                        response = QueryResponse(status: Int(head.status.code), headers: headers, body: [])
                    case .body(let buffer):
                        if let response { try body(response, Array(buffer.readableBytesView)) }
                    case .end:
                        if let response { return response }
                    }
                }
                throw ClientError.lost(socket: socket, reason: "before the answer was whole")
            }
        } catch {
            if patience.ranOut { throw ClientError.timedOut(socket: socket, seconds: timeoutSeconds) }
            throw Self.translated(error, socket)
        }
    }

    private typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func connect() async throws -> Channel {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(10))
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try Channel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw ClientError.connecting(socket, error)
        }
    }

    /// Errors of the connection and of the protocol become ours; those of the caller's closure stay.
    private static func translated(_ error: any Error, _ socket: String) -> any Error {
        switch error {
        case is IOError, is ChannelError, is NIOAsyncWriterError: ClientError.using(socket, error)
        case let error as HTTPParserError: ClientError.malformed(socket: socket, message: "\(error)")
        default: error
        }
    }
}
