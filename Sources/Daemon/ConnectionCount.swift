import Synchronization

/// Open connections of one socket. Each socket has its own, so that those who fill one do not shut out those
/// of another.
final class ConnectionCount: Sendable {
    let limit: Int
    private let open = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { open.withLock { $0 } }

    /// Counts a new connection; false when there are as many as there may be.
    func enter() -> Bool {
        open.withLock { open in
            guard open < limit else { return false }
            open += 1
            return true
        }
    }

    func leave() { open.withLock { $0 -= 1 } }
}

/// The counts of the three sockets, which together leave the ledger its descriptors.
struct ConnectionCounts: Sendable {
    let append: ConnectionCount
    let query: ConnectionCount
    let control: ConnectionCount

    /// Descriptors for the ledger, the listeners and the threads, with room to open a store anew.
    static let reserved = 64

    /// - Parameter descriptors: as many as the process may have. Where they are too few for the
    ///   configuration, the operator keeps its connections, questions get a quarter and the rest appends.
    init(_ configuration: DaemonConfiguration, descriptors: Int) {
        let room = max(descriptors - Self.reserved, descriptors / 2)
        let control = min(configuration.controlConnections, max(1, room / 8))
        let query = min(configuration.queryConnections, max(1, room / 4))
        self.control = ConnectionCount(limit: control)
        self.query = ConnectionCount(limit: query)
        append = ConnectionCount(
            limit: min(configuration.appendConnections, max(1, room - control - query)))
    }

    var count: Int { append.count + query.count + control.count }
}
