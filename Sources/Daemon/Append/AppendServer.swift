import Journal
import Logging
import Model
import NIOCore
import NIOPosix
import Platform
import Synchronization
import Wire

/// `append.sock`: lines in, acknowledgements out.
final class AppendServer: Sendable {
    private let acceptor: Acceptor
    private let shared: AppendShared
    private let count: ConnectionCount
    private let sweeps: [RepeatedTask]

    init(
        _ configuration: DaemonConfiguration, router: AppendRouter, count: ConnectionCount, logger: Logger,
        writer: GroupCommit
    ) throws {
        let shared = AppendShared(
            router: router, submit: { writer.submit($0) }, submitHere: { writer.submitHere($0) },
            refused: { writer.countRefused($0) }, allowedTypes: configuration.allowedTypes,
            queue: ByteBudget(limit: configuration.queueBytes),
            largeLines: ByteBudget(limit: configuration.largeLineBytes),
            connectionBytes: configuration.connectionQueueBytes)
        let listener = try UnixListener(
            path: configuration.appendSocket, mode: configuration.appendMode, group: configuration.appendGroup
        )
        let next = Mutex<UInt64>(0)
        acceptor = Acceptor(
            listener, count: count, refusals: Acceptor.Refusals(busy: Self.busy(count.limit)), logger: logger
        ) { descriptor, user in
            let id = next.withLock { next in
                next += 1
                return next
            }
            Self.open(descriptor, id, user, shared, count)
        }
        self.shared = shared
        self.count = count
        let stalled = Int64(configuration.stalledClientSeconds) * 1_000_000
        let pause = TimeAmount.microseconds(max(50_000, min(5_000_000, stalled / 4)))
        sweeps = router.loops.enumerated().map { place, loop in
            loop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
                router.hub(of: UInt64(place)).sweep(
                    now: System.monotonicClock(), stalledMicroseconds: stalled)
            }
        }
    }

    private static func busy(_ limit: Int) -> [UInt8] {
        let refusal = Refusal(
            .busy, "there are \(limit) connections already; connect again later",
            limit: "\(limit) connections")
        return AcknowledgementLine.refused(RefusedLine(refusal, line: 0)).bytes
    }

    private static func open(
        _ descriptor: Int32, _ id: UInt64, _ user: UInt32, _ shared: AppendShared, _ count: ConnectionCount
    ) {
        ClientBootstrap(group: shared.router.loop(of: id))
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            // What one read brings is what one read is counted for.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: AppendReadSize(queue: shared.queue))
            .channelInitializer { channel in
                channel.closeFuture.whenComplete { _ in count.leave() }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AppendConnection(id: id, peerUser: user, shared: shared))
                }
            }
            .withConnectedSocket(descriptor)
            .whenFailure { _ in }
    }

    func start() { acceptor.start() }

    /// Bytes of lines and answers that wait.
    var queuedBytes: Int { shared.queue.used }

    /// Takes no further connection and no further line; connections are closed as they are answered.
    func drain() {
        acceptor.stop()
        // When this returns nothing more is handed to the writer.
        shared.router.onEachLoopNow { $0.drain() }
    }

    /// Closes what has not taken its answers.
    func close() {
        for sweep in sweeps { sweep.cancel() }
        shared.router.onEachLoop { $0.closeAll() }
    }
}
