import Journal
import Model
import Synchronization

/// Events that a query needs whole (contracts, policies, replay sets ...), kept once they were decoded.
///
/// Records never change, so what was read once stays true. Any thread. Holds at most `entriesMax` events; the
/// shelf is emptied when it is full, which is rare: these events are few.
final class EventShelf: Sendable {
    private static let entriesMax = 256
    private let kept = Mutex<[Position: Event]>([:])

    /// The event at a position if it was read before.
    func event(at position: Position) -> Event? { kept.withLock { $0[position] } }

    /// Decodes a record and keeps its event.
    func keep(_ record: Record) throws -> Event {
        let event = try Self.event(of: record)
        kept.withLock { kept in
            if kept.count >= Self.entriesMax { kept = [:] }
            kept[record.position] = event
        }
        return event
    }

    /// The event of a record that is looked at once: past the shelf.
    /// - Throws: `ProjectionError` when it is not readable.
    static func event(of record: Record) throws -> Event {
        do {
            return try Event.decode(record.body)
        } catch {
            throw ProjectionError.unreadableRecord(position: record.position, detail: error.message)
        }
    }
}
