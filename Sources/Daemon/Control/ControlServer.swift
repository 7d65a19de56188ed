import Logging
import NIOCore
import NIOPosix
import Platform

/// `control.sock`: the operator's verbs, for the daemon's own user and root.
final class ControlServer: Sendable {
    /// Carries out a verb on a thread that may take its time; `progress` may be called from it at any rate.
    typealias Work = @Sendable (ControlVerb, @Sendable (UInt64, UInt64) -> Void) -> ControlReply

    private let acceptor: Acceptor
    private let pool = NIOThreadPool(numberOfThreads: 1)

    init(
        _ configuration: DaemonConfiguration, group: MultiThreadedEventLoopGroup, count: ConnectionCount,
        logger: Logger, work: @escaping Work
    ) throws {
        let pool = self.pool
        let idle = TimeAmount.seconds(Int64(configuration.stalledClientSeconds))
        let listener = try UnixListener(path: configuration.controlSocket, mode: 0o600)
        let own = System.user
        let busy = ControlReply.error(
            code: "busy", message: "there are \(count.limit) connections already; try again later")
        let forbidden = ControlReply.error(
            code: "forbidden", message: "only the daemon's user may control it")
        acceptor = Acceptor(
            listener, count: count,
            refusals: Acceptor.Refusals(busy: busy.line, forbidden: forbidden.line), logger: logger,
            permitted: { $0 == own || $0 == 0 },
            hand: { descriptor, _ in
                ClientBootstrap(group: group)
                    .channelOption(.allowRemoteHalfClosure, value: true)
                    .channelOption(.maxMessagesPerRead, value: 1)
                    .channelInitializer { channel in
                        channel.closeFuture.whenComplete { _ in count.leave() }
                        return channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(
                                ControlConnection(pool: pool, idle: idle, work: work))
                        }
                    }
                    .withConnectedSocket(descriptor)
                    .whenFailure { _ in }
            })
    }

    func start() {
        pool.start()
        acceptor.start()
    }

    func drain() { acceptor.stop() }

    func close() { try? pool.syncShutdownGracefully() }
}
