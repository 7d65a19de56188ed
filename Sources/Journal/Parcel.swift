package import Model

/// A run of lines of one connection, in order, as they came. Never changed, and passed on by reference: it
/// has many parts, and with one line each, copies of them would cost more than the line.
package final class Parcel: Sendable {
    /// Lines in order: events that were understood, and between them refusals.
    package struct Items: Sendable {
        /// The events, in order.
        package var events: EventBlock
        /// The lines that were refused before they came here, by their place among all, rising. The answer to
        /// one waits only for the earlier lines.
        package private(set) var refused: [(place: Int, refusal: Refusal)] = []

        /// What lines there are begins with these events.
        package init(_ events: EventBlock = EventBlock()) { self.events = events }

        /// Lines of both kinds.
        package var count: Int { events.count + refused.count }
        package var isEmpty: Bool { count == 0 }

        /// Adds a line that was refused.
        package mutating func append(_ refusal: Refusal) { refused.append((count, refusal)) }

        /// Refused lines that nothing comes before but others of them.
        package var refusedFirst: Int {
            var first = 0
            while first < refused.count, refused[first].place == first { first += 1 }
            return first
        }

        /// Takes out so many lines from the begin, which are refused ones.
        package mutating func removeFirst(refused count: Int) {
            refused.removeFirst(count)
            for index in refused.indices { refused[index].place -= count }
        }

        /// Hands every line to one of two, in order: the number of an event among the events, or a refusal.
        package func forEach(event: (Int) throws -> Void, refused body: (Refusal) throws -> Void) rethrows {
            var next = 0
            for (number, line) in refused.enumerated() {
                while next < line.place - number {
                    try event(next)
                    next += 1
                }
                try body(line.refusal)
            }
            while next < events.count {
                try event(next)
                next += 1
            }
        }
    }

    /// Whose lines these are; handed back with the answers and not looked at.
    package let connection: UInt64
    /// The user at the other end, as the kernel knows it.
    package let peerUser: UInt32
    package let items: Items

    package init(connection: UInt64, peerUser: UInt32, items: Items) {
        self.connection = connection
        self.peerUser = peerUser
        self.items = items
    }

    /// Events in it, and the bytes of their bodies.
    var weight: (events: Int, bytes: Int) { (items.events.count, items.events.bodyBytes) }
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
