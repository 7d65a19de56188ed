package import Model

/// Why the projections cannot answer. They are derived: `daybookd rebuild DIR` makes them anew from the
/// journal.
package enum ProjectionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A row does not have the bytes that its table's layout demands.
    case damagedRow(table: String, detail: String)
    /// A record of the journal that admission took cannot be read as an event.
    case unreadableRecord(position: Position, detail: String)
    /// A row points at a position where the journal holds nothing, or something else.
    case missingRecord(position: Position)
    /// The journal is not what was written, so nothing is derived from it; the text names the first position.
    case damagedJournal(String)
    /// The sealed state is of another journal, or ahead of this one, or half of it is missing.
    case otherJournal(String)
    /// Applying has stopped; the text says why and at which position.
    case stopped(String)

    package var description: String {
        switch self {
        case .damagedRow(let table, let detail):
            "projection table \(table) is damaged (\(detail)); run daybookd rebuild"
        case .unreadableRecord(let position, let detail):
            "the record at position \(position) cannot be read as an event (\(detail)); run daybookd verify"
        case .missingRecord(let position):
            "a projection points at position \(position), which the journal does not hold; run daybookd rebuild"
        case .damagedJournal(let fault):
            "the journal is damaged, and the projections are left as they are: \(fault); restore the ledger from a "
                + "backup"
        case .otherJournal(let why): why
        case .stopped(let why): why
        }
    }
}
