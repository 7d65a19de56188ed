import Journal
import Model
import Platform

/// The connections of one `AppendLoop`, and when they have something to do. Used on its thread only.
final class AppendHub {
    /// A connection that has come.
    struct Arrival: Sendable {
        let id: UInt64
        let socket: PromptSocket
        let peerUser: UInt32
        let shared: AppendShared
        /// Called once, when the connection is closed.
        let closed: @Sendable () -> Void
    }

    /// When clients that make no progress are looked for, and closed.
    struct Sweeping: Sendable {
        /// Microseconds between two looks.
        let interval: Int64
        /// Microseconds without progress after which a client is closed.
        let stalled: Int64
    }

    private let poll: EventPoll
    /// Room for one read of whichever connection.
    var room = [UInt8](repeating: 0, count: AppendReadSize.most)
    /// Decodes the lines of whichever.
    var decoder = ImageDecoder()
    /// Microseconds of the monotonic clock when the loop last looked at its sockets.
    private(set) var now = System.monotonicClock()
    private var connections: [UInt64: AppendConnection] = [:]
    private var byDescriptor: [Int32: AppendConnection] = [:]
    /// Connections with lines that wait for a turn, in order.
    private var turns: [AppendConnection] = []
    private var draining = false
    private var gathering = AppendGathering()
    private var shared: AppendShared?
    /// Whether what has gathered is written when all that was there to read is read.
    private var isSoon = false
    /// When the present window of gathering is over.
    private var windowDue: Int64?
    private var sweeping: Sweeping?
    private var sweepDue: Int64 = 0

    /// What all turns of one round may take together, in turns. Between rounds the loop looks at its sockets.
    private static let roundTurns = 4

    init(_ poll: EventPoll) {
        self.poll = poll
    }

    func open(_ arrival: Arrival) {
        shared = arrival.shared
        let connection = AppendConnection(arrival, self)
        connections[arrival.id] = connection
        byDescriptor[arrival.socket.descriptor] = connection
        if draining { connection.drain() } else { connection.goOn() }
    }

    func remove(_ connection: AppendConnection, _ descriptor: Int32) {
        connections[connection.id] = nil
        byDescriptor[descriptor] = nil
        gathering.forget(connection.id)
    }

    func watch(
        _ descriptor: Int32, for now: EventPoll.Interest, before: EventPoll.Interest
    ) throws(SystemError) {
        try poll.watch(descriptor, for: now, before: before)
    }

    /// A socket has what its connection waits for.
    func ready(_ descriptor: Int32, _ what: EventPoll.Interest) {
        guard let connection = byDescriptor[descriptor] else { return }
        if what.isSending { connection.flushAnswers() }
        if what.isReceiving { connection.receive() }
    }

    /// Microseconds until there is something to do though nothing comes; nil when there never is.
    var patience: Int64? {
        if !turns.isEmpty || isSoon { return 0 }
        let due = [windowDue, sweeping.map { _ in sweepDue }].compactMap(\.self).min()
        return due.map { $0 - System.monotonicClock() }
    }

    /// Does what is due, after the loop has looked at its sockets.
    func goOn() {
        now = System.monotonicClock()
        if let due = windowDue, due <= now {
            windowDue = nil
            if gathering.isOver() { write() } else { windowDue = now + AppendGathering.window }
        }
        round()
        if isSoon { write() }
        if let sweeping, sweepDue <= now {
            sweepDue = now + sweeping.interval
            for connection in Array(connections.values) {
                connection.closeIfStalled(now: now, after: sweeping.stalled)
            }
        }
    }

    func startSweeping(_ sweeping: Sweeping) {
        self.sweeping = sweeping
        sweepDue = now + sweeping.interval
    }

    /// Lets a parcel gather with those of other connections and go to the writer.
    func submit(_ parcel: Parcel) {
        let action = gathering.add(parcel)
        switch draining ? .handOver : action {
        case .nothing: break
        case .soon: isSoon = true
        case .within(let microseconds): windowDue = System.monotonicClock() + microseconds
        case .handOver:
            let parcels = taken()
            if !parcels.isEmpty { shared?.submit(parcels) }
        }
    }

    private func write() {
        let parcels = taken()
        if !parcels.isEmpty { shared?.submitHere(parcels) }
    }

    private func taken() -> [Parcel] {
        isSoon = false
        windowDue = nil
        return gathering.take()
    }

    func deliver(_ receipts: [Receipt]) {
        var answered: [AppendConnection] = []
        answered.reserveCapacity(receipts.count)
        for receipt in receipts {
            guard let connection = connections[receipt.connection] else { continue }
            connection.settle(receipt)
            answered.append(connection)
        }
        // Flushed after all are written: a connection with several receipts gets one system call.
        for connection in answered { connection.flushAnswers() }
    }

    func resume() { for connection in Array(connections.values) { connection.goOn() } }

    /// Gives a connection a turn after those that wait already.
    func enqueue(_ connection: AppendConnection) {
        connection.turnWaits = true
        turns.append(connection)
    }

    private func round() {
        guard !turns.isEmpty else { return }
        let due = turns.prefix(Self.roundTurns)
        turns.removeFirst(due.count)
        for connection in due {
            connection.turnWaits = false
            connection.turn()
        }
    }

    /// Takes no more from anyone; each connection is closed when what was taken is answered.
    func drain() {
        draining = true
        let parcels = taken()
        if !parcels.isEmpty { shared?.submit(parcels) }
        for connection in Array(connections.values) { connection.drain() }
    }

    func closeAll() {
        for connection in Array(connections.values) { connection.close() }
    }
}
