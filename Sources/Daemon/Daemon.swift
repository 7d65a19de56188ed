import JSON
package import Journal
package import Logging
import Model
import NIOCore
import NIOPosix
import Platform
import Projections
import Queries

/// A running daemon: the ledger open for writing, its projections, and the three sockets.
///
/// Made in the order of dependence and taken down in the reverse.
package final class Daemon: Sendable {
    /// Called, once, when a client of the control socket asks for the end.
    private let stopRequested: @Sendable () -> Void
    private let configuration: DaemonConfiguration
    private let logger: Logger
    private let journal: Journal
    private let projector: Projector
    private let writer: GroupCommit
    /// Serves those who ask: the loops of `append.sock` may be in the middle of a commit.
    private let answering: MultiThreadedEventLoopGroup
    private let counts: ConnectionCounts
    private let appends: AppendServer
    private let queries: QueryServer
    private let control: ControlServer
    private let stopping: Gate<Bool>
    private let housekeeping: RepeatedTask

    /// Opens the ledger and the sockets, and starts. When this returns, it serves.
    /// - Throws: `LedgerError` when the ledger is refused; `ListenerError` or `SystemError` when a socket
    ///   cannot be made. Then nothing is left running.
    package init(
        _ configuration: DaemonConfiguration, logger: Logger, faults: PlantedFaults = PlantedFaults(),
        stopRequested: @escaping @Sendable () -> Void
    ) throws {
        let started = System.monotonicClock()
        let journal = try Journal(
            opening: configuration.directory,
            options: Journal.Options(mapBytes: configuration.mapBytes, allowRemote: configuration.allowRemote)
        )
        let projector = try Projector(
            journal: journal, directory: journal.paths.views, options: configuration.projections)
        if let discarded = projector.discarded {
            logger.warning("projections are made anew", metadata: ["reason": "\(discarded)"])
        }
        let answering = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let counts = ConnectionCounts(configuration, descriptors: try System.raiseDescriptorLimit())
        if counts.append.limit < configuration.appendConnections {
            logger.warning(
                "few descriptors (ulimit -n): fewer connections",
                metadata: ["append": "\(counts.append.limit)", "query": "\(counts.query.limit)"])
        }
        let router = try AppendRouter(threads: configuration.appendThreads)
        let clockJump = Gate<Int64?>(nil)
        let stopping = Gate(false)
        let writer = GroupCommit(
            journal: journal, index: projector.identifierIndex, options: configuration.writer, faults: faults,
            observer: WriterObserver(
                answered: { router.deliver($0) },
                committed: { _, first, images in projector.take(images, first: first) },
                noticed: { Self.log($0, logger, clockJump) }))
        do {
            appends = try AppendServer(
                configuration, router: router, count: counts.append, logger: logger, writer: writer)
            let queued: @Sendable () -> Int = { [appends] in appends.queuedBytes }
            let status = DaemonStatus(
                journal: journal, projector: projector, writer: writer, counts: counts, queuedBytes: queued,
                started: started, clockJump: clockJump)
            let responder = QueryResponder(
                engine: QueryEngine(
                    journal: journal, projector: projector, status: { status.facts },
                    clock: { System.monotonicClock() }),
                journal: journal)
            queries = try QueryServer(
                configuration, group: answering, count: counts.query, logger: logger, responder: responder)
            let verbs = ControlVerbs(
                journal: journal, projector: projector, status: status, stopRequested: stopRequested,
                stopping: stopping)
            control = try ControlServer(
                configuration, group: answering, count: counts.control, logger: logger
            ) {
                verbs.work($0, progress: $1)
            }
            projector.start()
            writer.start()
        } catch {
            projector.stop()
            router.stop()
            try? answering.syncShutdownGracefully()
            journal.close()
            throw error
        }
        self.stopRequested = stopRequested
        self.configuration = configuration
        self.logger = logger
        self.journal = journal
        self.projector = projector
        self.writer = writer
        self.answering = answering
        self.counts = counts
        self.stopping = stopping
        // What a killed reader of another process left behind would keep pages from being used again.
        housekeeping = answering.next().scheduleRepeatedTask(initialDelay: .minutes(1), delay: .minutes(1)) {
            _ in
            try? journal.clearStaleReaders()
        }
        appends.start()
        queries.start()
        control.start()
        logger.info(
            "serving",
            metadata: [
                "directory": "\(configuration.directory)", "identity": "\(journal.identity)",
                "position": "\(journal.head.position)", "append": "\(configuration.appendSocket)",
                "query": "\(configuration.querySocket)",
                "ready_ms": "\((System.monotonicClock() - started) / 1000)",
            ])
    }

    /// Stops: no further connection or line; what was taken is written and answered; then everything is
    /// closed.
    ///
    /// Returns within the drain's seconds and the time of the last commits.
    package func stop() {
        logger.info("stopping", metadata: ["connections": "\(counts.count)"])
        let deadline = System.monotonicClock() + Int64(configuration.drainSeconds) * 1_000_000
        stopping.change { $0 = true }
        housekeeping.cancel()
        appends.drain()
        queries.drain()
        control.drain()
        writer.stop()
        awaitDrained(by: deadline)
        appends.close()
        queries.close(by: deadline)
        control.close()
        try? answering.syncShutdownGracefully()
        projector.stop()
        do {
            try journal.writeAnchor()
        } catch {
            logger.error("the anchor could not be written", metadata: ["reason": "\(error)"])
        }
        let head = journal.head
        journal.close()
        logger.info("stopped", metadata: ["position": "\(head.position)", "head": "\(head.digest)"])
    }

    /// Waits until every answer is taken, at most the drain's seconds.
    private func awaitDrained(by deadline: Int64) {
        let drained = Gate(false)
        while case let now = System.monotonicClock(), now < deadline, appends.queuedBytes > 0 {
            _ = drained.wait(untilMicroseconds: min(deadline, now + 10_000)) { $0 ? true : nil }
        }
    }

    private static func log(_ notice: WriterNotice, _ logger: Logger, _ clockJump: Gate<Int64?>) {
        switch notice {
        case .clockJumped(let by):
            clockJump.change { $0 = by }
            logger.warning("the clock jumped", metadata: ["seconds": "\(by / 1_000_000)"])
        case .commitFailed(let reason):
            logger.error(
                "a commit failed; its events are answered as unknown", metadata: ["reason": "\(reason)"])
        case .settlingFailed(let reason):
            logger.warning(
                "the write-ahead log could not be moved to the journal, which is opened anew; no event is lost",
                metadata: ["reason": "\(reason)"])
        case .reopenFailed(let reason):
            logger.error("the journal could not be opened anew", metadata: ["reason": "\(reason)"])
        case .recovered(let head):
            logger.notice("appending goes on", metadata: ["position": "\(head.position)"])
        case .anchorFailed(let reason):
            logger.error("the anchor could not be written", metadata: ["reason": "\(reason)"])
        case .turnedAway(let lines):
            logger.warning("lines were turned away", metadata: ["lines": "\(lines)"])
        }
    }
}
