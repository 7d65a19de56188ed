import Journal
package import Model
import Synchronization

/// Events that a query needs whole (contracts, policies, replay sets ...), read from the journal and kept.
///
/// Records never change, so what was read once stays true. Any thread. Holds at most `entriesMax` events; the
/// shelf is emptied when it is full, which is rare: these events are few.
package final class EventShelf: Sendable {
    private static let entriesMax = 256
    private let journal: Journal
    private let kept = Mutex<[Position: Event]>([:])

    init(journal: Journal) { self.journal = journal }

    /// The event at a position.
    /// - Throws: `ProjectionError` when the journal holds nothing readable there.
    package func event(at position: Position) throws -> Event {
        if let event = kept.withLock({ $0[position] }) { return event }
        let event = try read(at: position)
        kept.withLock { kept in
            if kept.count >= Self.entriesMax { kept = [:] }
            kept[position] = event
        }
        return event
    }

    /// The same of one that is looked at once: past the shelf.
    func read(at position: Position) throws -> Event {
        guard let record = try journal.record(at: position) else {
            throw ProjectionError.missingRecord(position: position)
        }
        do {
            return try Event.decode(record.body)
        } catch {
            throw ProjectionError.unreadableRecord(position: position, detail: error.message)
        }
    }
}
