import Digest
package import Journal
package import Model

/// An event with the record that holds it, read and decoded once.
package struct RecordedEvent: Sendable {
    package let record: Record
    package let image: EventImage
}

// How records are read, and how the indexes lead to them: within the reader's allowance, if it has one.

extension View {
    /// Whether the reader may wait for what is being mended.
    package var waits: Bool { allowance == nil }

    /// Counts what the caller looks at beside records.
    package func spend(entries count: Int) throws { try allowance?.spend(entries: count) }

    /// The record at a position that a projection named.
    package func record(at position: Position) throws -> Record {
        guard let record = try engine.journal.record(at: position, waits: waits) else {
            throw ProjectionError.missingRecord(position: position)
        }
        try allowance?.spend(recordOf: record.body.count)
        return record
    }

    /// The record at a position with its image. Cost: one record read and decoded.
    package func recorded(at position: Position) throws -> RecordedEvent {
        let record = try record(at: position)
        do {
            return RecordedEvent(record: record, image: try EventImage.decode(record.body))
        } catch {
            throw ProjectionError.unreadableRecord(position: position, detail: error.message)
        }
    }

    /// The image of the event at a position. Cost: one record read and decoded.
    func image(at position: Position) throws -> EventImage { try recorded(at: position).image }

    /// A whole event that many questions need: a contract, a policy, a replay set. Kept once it was read.
    package func event(at position: Position) throws -> Event {
        try events.event(at: position) ?? events.keep(try record(at: position))
    }

    /// All entries of a fingerprint up to a position, ascending by position.
    func entries(_ kind: RunKind, _ fingerprint: Fingerprint, through last: Position) throws -> [IndexEntry] {
        guard let allowance else { return try moment.index.entries(kind, fingerprint, through: last) }
        // Who looks first pays for what has gathered.
        try allowance.spend(entries: moment.index.gathered(kind))
        return try moment.index.entries(kind, fingerprint, through: last) { try allowance.spend(entries: 1) }
    }

    /// The entry of an id up to a position with the event, nil when it is not there.
    func entry(
        _ type: EventType, _ id: Identifier, asOf last: Position
    ) throws -> (entry: IndexEntry, event: RecordedEvent)? {
        let key = fingerprinter.identifier(type, id)
        for entry in try entries(.identifiers, key, through: min(last, position)) {
            let event = try recorded(at: entry.position)
            let image = event.image
            if image.type == type, image.bytes[image.idRange].elementsEqual(id.text.utf8) {
                return (entry, event)
            }
        }
        return nil
    }

    /// The position of an event by its type and id as of a position, nil when it is not there. One look-up.
    package func position(of id: Identifier, type: EventType, asOf: Position) throws -> Position? {
        try entry(type, id, asOf: asOf)?.entry.position
    }
}
