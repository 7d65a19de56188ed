import Journal
import Logging
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// `query.sock`: HTTP/1.1 questions, which can change nothing.
final class QueryServer: Sendable {
    private let acceptor: Acceptor
    private let desk: QueryDesk

    init(
        _ configuration: DaemonConfiguration, group: MultiThreadedEventLoopGroup, count: ConnectionCount,
        logger: Logger, responder: QueryResponder
    ) throws {
        let desk = QueryDesk(
            responder, threads: configuration.queryThreads, answerBytes: configuration.answerBytes)
        let idle = TimeAmount.seconds(Int64(configuration.stalledClientSeconds))
        let listener = try UnixListener(
            path: configuration.querySocket, mode: configuration.queryMode, group: configuration.queryGroup)
        self.desk = desk
        acceptor = Acceptor(
            listener, count: count, refusals: Acceptor.Refusals(busy: Self.busy(count.limit)), logger: logger
        ) { descriptor, _ in
            ClientBootstrap(group: group)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelInitializer { channel in
                    channel.closeFuture.whenComplete { _ in count.leave() }
                    return channel.eventLoop.makeCompletedFuture {
                        try Self.configure(channel, QueryConnection(desk, idle: idle))
                    }
                }
                .withConnectedSocket(descriptor)
                .whenFailure { _ in }
        }
    }

    private static func configure(_ channel: any Channel, _ connection: QueryConnection) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.headerBytes
        limits.maxHeaderListSize = Limits.headerBytes
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
            limitConfiguration: limits)
        try channel.pipeline.syncOperations.addHandlers([
            QueryResponseEncoder(), ByteToMessageHandler(decoder), HTTPServerPipelineHandler(),
            connection,
        ])
    }

    private static func busy(_ limit: Int) -> [UInt8] {
        let problem = QueryResponse.problem(
            503, code: "busy", title: "Too many connections", detail: "there are \(limit) connections already"
        )
        let head =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: \(problem.contentType)\r\n"
            + "Content-Length: \(problem.body.count)\r\nConnection: close\r\n\r\n"
        return Array(head.utf8) + problem.body
    }

    func start() {
        desk.pool.start()
        acceptor.start()
    }

    /// Takes no further connection; questions under way are answered.
    func drain() { acceptor.stop() }

    /// Ends the threads; what still waits is answered with `stopping`. A question that does not end by the
    /// deadline, a moment of the monotonic clock, is left to the end of the process: it only reads.
    func close(by deadline: Int64) {
        desk.end()
        let ended = Gate(false)
        desk.pool.shutdownGracefully { _ in ended.change { $0 = true } }
        _ = ended.wait(untilMicroseconds: deadline) { $0 ? true : nil }
    }
}
