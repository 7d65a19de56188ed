package import Digest
import LMDB
package import Model
import Platform
import Synchronization

/// The append-only log of a ledger: numbered, chained records, each with the exact bytes that a producer
/// sent.
///
/// Reading is for any thread, on short snapshots, and never sees more than the durable head. Appending is one
/// thread's affair. Nothing replaces or removes a record: there is no such call.
package final class Journal: Sendable {
    /// How a ledger is opened.
    package struct Options: Sendable {
        /// Address space for the journal's file; it doubles by itself when used up. Not memory.
        package var mapBytes: Int
        /// Whether a remote file system is accepted, on which a crash may lose what was acknowledged.
        package var allowRemote: Bool

        package init(mapBytes: Int = 64 << 30, allowRemote: Bool = false) {
            self.mapBytes = mapBytes
            self.allowRemote = allowRemote
        }
    }

    package let paths: LedgerPaths
    /// 32 hexadecimal digits, made at random with the ledger.
    package let identity: String
    /// Makes the fingerprints of this ledger's indexes: keyed with its identity.
    package let fingerprinter: Fingerprinter
    /// When the ledger was made.
    package let created: Timestamp
    let store: JournalStore
    let dictionaries: RecordDictionaries
    /// Makes records and knows with which dictionary; the writer's.
    let encoder: Mutex<RecordEncoder>
    /// Knows when to learn the next dictionary; the writer's.
    let learning: Mutex<DictionaryRule>
    private let lock: Mutex<FileLock?>
    private let end: Mutex<Head>
    private let anchored: Mutex<Position>

    /// Opens a ledger; unless `readOnly`, takes its lock, which is held as long as the journal lives.
    ///
    /// Cost: a few small reads, whatever the size.
    /// - Throws: `LedgerError` when it is held by another process, is no ledger, is not whole, or was
    ///   exchanged.
    package init(opening directory: String, readOnly: Bool = false, options: Options = Options()) throws {
        let paths = LedgerPaths(directory)
        try LedgerShape.check(paths, allowRemote: options.allowRemote)
        let lock = readOnly ? nil : try LedgerShape.lock(paths)
        let anchor = try Anchor(from: paths.anchor)
        store = try JournalStore(
            paths, anchor: anchor, mapBytes: options.mapBytes, readOnly: readOnly)
        let opened = try store.readRecords { try JournalMeta(reading: $0, $1) }
        try LedgerShape.check(anchor, against: opened, in: store, paths)
        self.lock = Mutex(lock)
        self.paths = paths
        identity = Hex.text(opened.identity)
        fingerprinter = Fingerprinter(key: opened.identity)
        dictionaries = RecordDictionaries(store: store, identity: opened.identity)
        encoder = Mutex(RecordEncoder())
        learning = Mutex(DictionaryRule())
        created = opened.created
        end = Mutex(opened.head)
        anchored = Mutex(anchor.position)
        try adoptTail(readOnly: readOnly)
    }

    /// Takes in what the write-ahead log holds beside the table: checks that it continues the chain, and
    /// moves it to the table.
    private func adoptTail(readOnly: Bool) throws {
        let end = try store.read { table in
            try RecordTail().head(table) ?? Head(position: 0, digest: genesis, recorded: nil)
        }
        guard head.position > end.position else { return }
        var verifier = ChainVerifier(after: end.digest, next: end.position + 1, dictionaries: dictionaries)
        let fault = try verify(
            with: &verifier, to: head.position, pageRecords: 4096, progress: { _, _ in })
        if let fault {
            throw LedgerError(.damaged, "\(paths.ahead): \(fault); restore the ledger from a backup")
        }
        if !readOnly { try store.settle() }
    }

    /// The durable head. Cheap, any thread.
    package var head: Head { end.withLock { $0 } }

    /// The digest that the first record is chained to.
    package var genesis: SHA256Digest { Chain.genesis(identity: Hex.bytes(identity) ?? []) }

    /// Records in order from `position` on: at most `count`, and none more once their bodies reach `bytes`;
    /// empty beyond the head. One short snapshot.
    ///
    /// The structure of each is checked (layout, type, length, no gap); the chain is `ChainVerifier`'s.
    /// Several threads may read at once and do not wait for each other; a body is copied once, or
    /// decompressed into place.
    /// - Throws: `LedgerError` of kind `badRecord`, or `unavailable` while a failed write is being mended.
    package func records(from position: Position, count: Int, bytes: Int = 4 << 20) throws -> [Record] {
        let last = head.position
        let first = max(position, 1)
        guard count > 0, first <= last else { return [] }
        var found: [Record] = []
        var size = 0
        var reader = BodyReader(dictionaries)
        try store.readRecords { table, tail in
            try tail.walk(from: first, table) { key, value in
                let at = try RecordLayout.position(key)
                guard at == first + Position(found.count) else {
                    throw LedgerError(
                        .badRecord,
                        "position \(first + Position(found.count)) is missing from the journal, \(at) follows; "
                            + "run `daybookd verify` and restore from a backup")
                }
                let record = try reader.record(value, position: at)
                found.append(record)
                size += record.body.count
                return found.count < count && size < bytes && at < last
            }
        }
        return found
    }

    /// The record at a position, nil beyond the head. Cost: one descent of the tree.
    /// - Throws: `LedgerError`, of kind `unavailable` while a failed write is being mended; a caller that
    ///   `waits` waits for that first.
    package func record(at position: Position, waits: Bool = true) throws -> Record? {
        guard position > 0, position <= head.position else { return nil }
        var reader = BodyReader(dictionaries)
        let found = try store.readRecords(waits: waits) { table, tail in
            try tail.get(position, table) { try reader.record($0, position: position) }
        }
        guard let found else { throw Self.missing(position) }
        return found
    }

    private static func missing(_ position: Position) -> LedgerError {
        LedgerError(
            .badRecord,
            "position \(position) is missing from the journal; run `daybookd verify` and restore from a backup"
        )
    }

    /// When the record at a position was written, nil beyond the head. Cost: of the head none, else one
    /// descent of the tree; no body is read.
    package func recorded(at position: Position, waits: Bool = true) throws -> Timestamp? {
        let head = self.head
        if position == head.position { return head.recorded }
        guard position > 0, position < head.position else { return nil }
        let found = try store.readRecords(waits: waits) { table, tail in
            try tail.get(position, table) { try RecordLayout.header($0, position: position).recorded }
        }
        guard let found else { throw Self.missing(position) }
        return found
    }

    /// The records at some positions, in their order; nil for those beyond the head. One snapshot.
    package func records(at positions: [Position]) throws -> [Record?] {
        let last = head.position
        var reader = BodyReader(dictionaries)
        return try store.readRecords { table, tail in
            try positions.map { position in
                guard position > 0, position <= last else { return nil }
                return try tail.get(position, table) { try reader.record($0, position: position) }
            }
        }
    }

    /// The last position that was written at a time or before it, 0 when none was. Cost: a binary search.
    package func lastPosition(recordedBy time: Timestamp, waits: Bool = true) throws -> Position {
        let last = head.position
        return try store.readRecords(waits: waits) { table, tail in
            var low: Position = 0
            var high = last
            while low < high {
                let middle = low + (high - low + 1) / 2
                let recorded = try tail.get(middle, table) { value in
                    try RecordLayout.header(value, position: middle).recorded
                }
                guard let recorded else {
                    throw LedgerError(.badRecord, "position \(middle) is missing from the journal")
                }
                if recorded <= time { low = middle } else { high = middle - 1 }
            }
            return low
        }
    }

    /// Bytes of the journal's file in use, and of the map that it may fill before it is opened anew.
    package func size() throws -> (used: Int, map: Int) { try store.size() }

    /// Sets the head to what is known to be durable. Only for the writer thread.
    func advance(to head: Head) { end.withLock { $0 = head } }

    /// Moves what stands in the write-ahead log to the table. Cost: a commit, when there is anything. Only
    /// for whoever appends.
    /// - Throws: `StoreError`; everything is durable all the same, and `recover` moves it.
    package func settle() throws { try store.settle() }

    /// Whether so much stands in the log that `settleFull` should move it. Cheap.
    var isSettlingDue: Bool { store.isSettlingDue }

    /// Moves a full half of the log to the table while the other takes commits. Any one thread.
    /// - Throws: as `settle`.
    func settleFull() throws { try store.settleFull() }

    /// Replaces the anchor by the durable head, if that has moved; the table holds everything then. Cost: two
    /// fsyncs and `settle`. Only for whoever appends.
    package func writeAnchor() throws {
        try settle()
        let head = self.head
        guard anchored.withLock({ $0 }) != head.position else { return }
        try Anchor(identity: identity, position: head.position, digest: head.digest).write(to: paths.anchor)
        anchored.withLock { $0 = head.position }
    }

    /// Whether the anchor lags behind the durable head.
    package var anchorLags: Bool { anchored.withLock { $0 } != head.position }

    /// Closes the file once the last reader is done, then gives the lock back. Whoever reads later is
    /// refused.
    package func close() {
        store.close()
        lock.withLock { $0 = nil }
    }

    /// Frees what readers left behind whose process died. Cheap; once a minute will do.
    package func clearStaleReaders() throws { try store.clearStaleReaders() }
}
