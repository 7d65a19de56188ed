import LMDB
import Model

/// What a journal says of itself: whose it is, and where it ends.
struct JournalMeta {
    let identity: [UInt8]
    let created: Timestamp
    let head: Head

    /// - Throws: `LedgerError` of kind `damaged` or `badRecord`.
    init(reading transaction: borrowing ReadTransaction) throws {
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
        self.identity = identity
        self.created = Timestamp(microseconds: Int64(bitPattern: created.span.word64(0)))
        var last: Head?
        try transaction.walk(JournalTables.records, backwards: true) { key, value in
            last = try RecordLayout.head(value, position: try RecordLayout.position(key))
            return false
        }
        head = last ?? Head(position: 0, digest: Chain.genesis(identity: identity), recorded: nil)
    }
}
