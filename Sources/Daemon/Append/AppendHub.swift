import Journal
import NIOCore

/// The connections of one event loop. Used on that loop only.
final class AppendHub {
    private let loop: any EventLoop
    private var connections: [UInt64: AppendConnection] = [:]
    /// Connections with lines that wait for a turn, in order.
    private var turns: [AppendConnection] = []
    private var turnsScheduled = false
    private var draining = false
    private var gathering = AppendGathering()
    private var shared: AppendShared?

    /// What all turns of one round may take together, in turns. Between rounds the loop looks at its sockets.
    private static let roundTurns = 4
    /// Between two rounds. The loop looks at its sockets only while nothing is due, so this is not 0.
    private static let pause = TimeAmount.microseconds(20)

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    var count: Int { connections.count }

    func add(_ connection: AppendConnection, _ shared: AppendShared) {
        connections[connection.id] = connection
        self.shared = shared
        if draining { connection.drain() }
    }

    func remove(_ id: UInt64) {
        connections[id] = nil
        gathering.forget(id)
    }

    /// Lets a parcel gather with those of other connections and go to the writer.
    func submit(_ parcel: Parcel) {
        let action = gathering.add(parcel)
        switch draining ? .handOver : action {
        case .nothing: break
        case .soon: loop.assumeIsolated().execute { [self] in write() }
        case .within(let microseconds): wait(microseconds, gathering.round)
        case .handOver: handOver()
        }
    }

    private func wait(_ microseconds: Int64, _ round: UInt64) {
        loop.assumeIsolated().scheduleTask(in: .microseconds(microseconds)) { [self] in
            guard gathering.round == round else { return }
            if gathering.isOver() { write() } else { wait(microseconds, round) }
        }
    }

    private func write() {
        let parcels = gathering.take()
        if !parcels.isEmpty { shared?.submitHere(parcels) }
    }

    private func handOver() {
        let parcels = gathering.take()
        if !parcels.isEmpty { shared?.submit(parcels) }
    }

    func deliver(_ receipts: [Receipt]) {
        for receipt in receipts { connections[receipt.connection]?.settle(receipt) }
        // Flushed after all are written: a connection with several receipts gets one system call.
        for receipt in receipts { connections[receipt.connection]?.flushAnswers() }
    }

    func resume() { for connection in Array(connections.values) { connection.goOn() } }

    /// Gives a connection a turn after those that wait already.
    func enqueue(_ connection: AppendConnection) {
        connection.turnWaits = true
        turns.append(connection)
        scheduleTurns()
    }

    private func scheduleTurns() {
        guard !turnsScheduled else { return }
        turnsScheduled = true
        loop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in round() }
    }

    private func round() {
        turnsScheduled = false
        let due = turns.prefix(Self.roundTurns)
        turns.removeFirst(due.count)
        for connection in due {
            connection.turnWaits = false
            connection.turn()
        }
        if !turns.isEmpty { scheduleTurns() }
    }

    /// Closes clients that have made no progress for too long.
    func sweep(now: Int64, stalledMicroseconds: Int64) {
        for connection in Array(connections.values) {
            connection.closeIfStalled(now: now, after: stalledMicroseconds)
        }
    }

    /// Takes no more from anyone; each connection is closed when what was taken is answered.
    func drain() {
        draining = true
        handOver()
        for connection in Array(connections.values) { connection.drain() }
    }

    func closeAll() {
        for connection in Array(connections.values) { connection.close() }
    }
}
