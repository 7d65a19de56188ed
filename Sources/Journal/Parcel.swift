package import Model

/// A run of lines of one connection, in order, as they came.
package struct Parcel: Sendable {
    /// One line.
    package enum Item: Sendable {
        /// An event that was understood, with its exact bytes.
        case event(EventImage, [UInt8])
        /// A line that was refused before it came here; its answer waits only for the earlier ones.
        indirect case refused(Refusal)
    }

    /// Whose lines these are; handed back with the answers and not looked at.
    package let connection: UInt64
    /// The user at the other end, as the kernel knows it.
    package let peerUser: UInt32
    package let items: [Item]

    package init(connection: UInt64, peerUser: UInt32, items: [Item]) {
        self.connection = connection
        self.peerUser = peerUser
        self.items = items
    }

    /// Events in it, and the bytes of their bodies.
    var weight: (events: Int, bytes: Int) {
        var events = 0
        var bytes = 0
        for case .event(_, let body) in items {
            events += 1
            bytes += body.count
        }
        return (events, bytes)
    }
}

/// What became of one line.
package enum Verdict: Hashable, Sendable {
    /// Written at that position, durably.
    case written(Position)
    /// The same bytes were written before, at that position.
    case duplicate(Position)
    indirect case refused(Refusal)
}

/// The answers to a parcel, one for each of its items in order.
package struct Receipt: Sendable {
    package let connection: UInt64
    package let verdicts: [Verdict]

    package init(connection: UInt64, verdicts: [Verdict]) {
        self.connection = connection
        self.verdicts = verdicts
    }
}
