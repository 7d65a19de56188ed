import Journal
import Logging
import Model
import Platform
import Synchronization
import Wire

/// `append.sock`: lines in, acknowledgements out.
final class AppendServer: Sendable {
    private let acceptor: Acceptor
    private let shared: AppendShared
    private let count: ConnectionCount

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
            let arrival = AppendHub.Arrival(
                id: id, socket: PromptSocket(descriptor), peerUser: user, shared: shared
            ) { count.leave() }
            router.loop(of: id).run { $0.open(arrival) }
        }
        self.shared = shared
        self.count = count
        let stalled = Int64(configuration.stalledClientSeconds) * 1_000_000
        let sweeping = AppendHub.Sweeping(
            interval: max(50_000, min(5_000_000, stalled / 4)), stalled: stalled)
        router.onEachLoop { $0.startSweeping(sweeping) }
    }

    private static func busy(_ limit: Int) -> [UInt8] {
        let refusal = Refusal(
            .busy, "there are \(limit) connections already; connect again later",
            limit: "\(limit) connections")
        return AcknowledgementLine.refused(RefusedLine(refusal, line: 0)).bytes
    }

    func start() {
        shared.router.start()
        acceptor.start()
    }

    /// Bytes of lines and answers that wait.
    var queuedBytes: Int { shared.queue.used }

    /// Takes no further connection and no further line; connections are closed as they are answered.
    func drain() {
        acceptor.stop()
        // When this returns nothing more is handed to the writer.
        shared.router.onEachLoopNow { $0.drain() }
    }

    /// Closes what has not taken its answers, and ends the loops.
    func close() { shared.router.stop() }
}
