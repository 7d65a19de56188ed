import Journal
import NIOCore
import NIOPosix

/// Brings receipts from the writer's thread to the connections, each on its own event loop.
///
/// A connection's number says on which loop it lives: number modulo loops.
final class AppendRouter: Sendable {
    let loops: [any EventLoop]
    private let hubs: [NIOLoopBoundBox<AppendHub>]

    init(_ group: MultiThreadedEventLoopGroup) {
        var loops: [any EventLoop] = []
        for loop in group.makeIterator() { loops.append(loop) }
        self.loops = loops
        hubs = loops.map { NIOLoopBoundBox.makeBoxSendingValue(AppendHub(), eventLoop: $0) }
    }

    private func place(_ connection: UInt64) -> Int { Int(connection % UInt64(loops.count)) }

    func loop(of connection: UInt64) -> any EventLoop { loops[place(connection)] }

    /// The hub of the loop that the caller runs on.
    func hub(of connection: UInt64) -> AppendHub { hubs[place(connection)].value }

    /// Hands receipts to their connections; called on the writer's thread. One hop a loop, whatever their
    /// number.
    func deliver(_ receipts: [Receipt]) {
        guard loops.count > 1 else { return hop(0, receipts) }
        var parts = [[Receipt]](repeating: [], count: loops.count)
        for receipt in receipts { parts[place(receipt.connection)].append(receipt) }
        for (place, part) in parts.enumerated() where !part.isEmpty { hop(place, part) }
    }

    private func hop(_ place: Int, _ receipts: [Receipt]) {
        let box = hubs[place]
        loops[place].execute { box.value.deliver(receipts) }
    }

    /// Lets every connection that stopped reading look again; any thread.
    func resume() { onEachLoop { $0.resume() } }

    /// Runs `body` with each hub on its loop, and returns when it has run on all. Not for the loops
    /// themselves.
    func onEachLoopNow(_ body: @escaping @Sendable (AppendHub) -> Void) {
        for (place, loop) in loops.enumerated() {
            let box = hubs[place]
            try? loop.submit { body(box.value) }.wait()
        }
    }

    /// Runs `body` with each hub on its loop.
    func onEachLoop(_ body: @escaping @Sendable (AppendHub) -> Void) {
        for (place, loop) in loops.enumerated() {
            let box = hubs[place]
            loop.execute { body(box.value) }
        }
    }
}

/// The connections of one event loop. Used on that loop only.
final class AppendHub {
    private var connections: [UInt64: AppendConnection] = [:]
    private var draining = false

    var count: Int { connections.count }

    func add(_ connection: AppendConnection, _ id: UInt64) {
        connections[id] = connection
        if draining { connection.drain() }
    }

    func remove(_ id: UInt64) { connections[id] = nil }

    func deliver(_ receipts: [Receipt]) {
        for receipt in receipts { connections[receipt.connection]?.settle(receipt) }
        // Flushed after all are written: a connection with several receipts gets one system call.
        for receipt in receipts { connections[receipt.connection]?.flushAnswers() }
    }

    func resume() { for connection in connections.values { connection.pump() } }

    /// Closes clients that have made no progress for too long.
    func sweep(now: Int64, stalledMicroseconds: Int64) {
        for connection in Array(connections.values) {
            connection.closeIfStalled(now: now, after: stalledMicroseconds)
        }
    }

    /// Takes no more from anyone; each connection is closed when what was taken is answered.
    func drain() {
        draining = true
        for connection in Array(connections.values) { connection.drain() }
    }

    func closeAll() {
        for connection in Array(connections.values) { connection.close() }
    }
}
