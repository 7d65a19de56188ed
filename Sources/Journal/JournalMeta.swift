import LMDB
import Model

/// What a journal says of itself: whose it is, and where it ends.
struct JournalMeta {
    let identity: [UInt8]
    let created: Timestamp
    let head: Head
    /// Whether a write-ahead log belongs to it; the first ledgers had none.
    let hasLog: Bool

    /// - Parameter tail: what is durable and not in the table.
    /// - Throws: `LedgerError` of kind `damaged` or `badRecord`.
    init(reading transaction: borrowing ReadTransaction, _ tail: RecordTail) throws {
        guard let identity = try transaction.get(JournalTables.meta, JournalTables.identity),
            identity.count == 16,
            let created = try transaction.get(JournalTables.meta, JournalTables.created), created.count == 8
        else {
            throw LedgerError(.damaged, "the journal has no identity; restore the ledger from a backup")
        }
        let layout = try transaction.get(JournalTables.meta, JournalTables.layout) ?? []
        guard layout == [RecordLayout.version] else {
            throw LedgerError(
                .damaged,
                "the journal has record layout \(layout), this program reads \(RecordLayout.version)")
        }
        let log = try transaction.get(JournalTables.meta, JournalTables.ahead)
        guard log == nil || log == [WriteAheadFrame.layout] else {
            throw LedgerError(
                .damaged,
                "the journal has a write-ahead log of layout \(log ?? []), this program reads "
                    + "\(WriteAheadFrame.layout)")
        }
        self.identity = identity
        self.created = Timestamp(microseconds: Int64(bitPattern: created.span.word64(0)))
        hasLog = log != nil
        head =
            try tail.head(transaction)
            ?? Head(position: 0, digest: Chain.genesis(identity: identity), recorded: nil)
    }
}
