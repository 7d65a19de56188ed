package import LMDB
package import Model
import Platform
import Synchronization

/// Sorted runs of fixed-size records in an LMDB environment of their own: the indexes of what is sealed.
///
/// A generation's records are written sorted as one immutable run a kind (`seal`), and runs of like size are
/// merged eight at a time in small steps (`mergeStep`, or a thread of the store's own). Nothing is ever put
/// in the middle of something: an index entry costs the bytes of two or three sequential writes instead of a
/// page.
///
/// Laws: what is visible, and the position that it covers, change in one transaction, the last of a seal. A
/// seal through a position that is covered already does nothing. The records that a kind holds depend on what
/// was sealed, never on what was merged. A crash at any point loses only runs that were not visible yet.
///
/// Seals come from one thread at a time, merges from another; snapshots from any, without waiting.
package final class RunStore: Sendable {
    /// What a write changes beside the file.
    struct Writer {
        var nextRun: UInt64
        /// Runs of the seal that is under way.
        var sealing: Set<UInt64> = []
        /// A seal has failed, so rows are there that merging does not know of.
        var hasGarbage = false
    }

    struct Published {
        var catalog: RunCatalog
        /// What becomes visible with a commit that is under way.
        var coming: RunCatalog?
        /// Bytes put into the environment since it was opened.
        var bytesPut = 0
        var mergeFailure: String?
    }

    let environment: Environment
    let tuning: RunTuning
    let gate = RunGate()
    /// Held through each write transaction, and until what it changed is published.
    let writer: Mutex<Writer>
    let published: Mutex<Published>
    /// What is to be merged and removed; nil: not known, look at the rows.
    let merging = Mutex<MergeWork?>(nil)
    private let sealer = Mutex(())
    private let beforeCommit: @Sendable (RunStep) throws -> Void

    /// Opens the runs of a journal in a directory, whose parent must exist; makes them when `create` and
    /// there are none.
    ///
    /// Cost: what memory keeps of each run is read, about 1.4 bytes a record of the kinds with a filter.
    /// `beforeCommit` is called before each commit; when it throws, the transaction is given up and the
    /// error thrown on. Tests stop the store there.
    /// - Throws: `StoreError` of kind `otherLayout` when the runs are another journal's; `ProjectionError`
    /// and `StoreError` when they are damaged. They hold nothing that the journal does not: remove them.
    package init(
        opening directory: String, journalIdentity: [UInt8], create: Bool, tuning: RunTuning = RunTuning(),
        options: Environment.Options = .init(),
        beforeCommit: @escaping @Sendable (RunStep) throws -> Void = { _ in }
    ) throws {
        let isNew = try FileFacts(path: directory + "/data.mdb") == nil
        if isNew, create, try FileFacts(path: directory) == nil {
            try Files.makeDirectory(directory, mode: 0o750)
        }
        environment = try Environment(
            directory: directory, tables: RunTables.all, create: isNew && create, options: options)
        self.tuning = tuning
        self.beforeCommit = beforeCommit
        if isNew {
            try environment.write { transaction in
                try transaction.put(RunTables.state, RunTables.journal, journalIdentity)
                try RunCatalog(version: 0, position: 0, runs: []).put(in: &transaction)
            }
        }
        let (catalog, nextRun) = try environment.read { transaction in
            guard try transaction.get(RunTables.state, RunTables.journal) == journalIdentity else {
                throw StoreError(.otherLayout, "\(directory) holds the runs of another journal")
            }
            var runs: [[Run]] = RunKind.allCases.map { _ in [] }
            let rows = try RunRow.all(in: transaction)
            for row in rows where row.state == .visible {
                runs[Int(row.kind.rawValue)].append(try Run(loading: row, in: transaction))
            }
            let catalog = RunCatalog(
                version: try Self.word(RunTables.version, in: transaction),
                position: try Self.word(RunTables.position, in: transaction), runs: runs)
            return (catalog, (rows.last?.id ?? 0) + 1)
        }
        writer = Mutex(Writer(nextRun: nextRun))
        published = Mutex(Published(catalog: catalog))
    }

    private static func word(_ key: [UInt8], in transaction: borrowing ReadTransaction) throws -> UInt64 {
        let found = try transaction.get(RunTables.state, key) { bytes in
            bytes.count == 8 ? bytes.word(bigEndianAt: 0) : nil
        }
        guard let found, let word = found else {
            throw ProjectionError.damagedRow(
                table: RunTables.state.name, detail: String(decoding: key, as: UTF8.self))
        }
        return word
    }

    /// The last position that the visible runs cover; 0 when there are none.
    package var position: Position { published.withLock { $0.catalog.position } }

    /// What is visible now, for as long as the snapshot lives; keep that short. Cost: under a microsecond.
    package func snapshot() throws -> RunSnapshot {
        // A commit is in the file a moment before its catalog is published; the snapshot may fall between.
        for _ in 0..<1000 {
            let transaction = try environment.snapshot()
            let version = try Self.word(RunTables.version, in: transaction)
            let catalog = published.withLock { published in
                published.catalog.version == version
                    ? published.catalog : published.coming?.version == version ? published.coming : nil
            }
            if let catalog { return RunSnapshot(transaction: transaction, catalog: catalog) }
        }
        throw StoreError(.other, "the runs' environment has to be opened again: a commit ended in doubt")
    }

    /// Makes the records of one generation visible, each a run of its kind, and moves the position to
    /// `through`: both in the last of several transactions of a few MiB. Durable when it returns.
    ///
    /// Records are whole and sorted as bytes, and none is visible already. Nothing is done when `through` is
    /// covered already. When it throws, nothing is visible; what was written is removed by later merge steps.
    /// Waits at most for one merge step that has begun.
    /// - Throws: `StoreError`; of kind `other` when records are not sorted or not whole.
    package func seal(_ runs: [(kind: RunKind, records: [UInt8])], through: Position) throws {
        try sealer.withLock { _ in
            guard through > position else { return }
            guard through <= IndexEntry.positionMax else {
                throw StoreError(.other, "position \(through) does not fit an index record")
            }
            for run in runs where run.records.count % run.kind.recordBytes != 0 {
                throw StoreError(.other, "\(run.records.count) bytes are no whole \(run.kind) records")
            }
            gate.beginSeal()
            defer { gate.endSeal() }
            var work = SealWork(runs.filter { !$0.records.isEmpty }, tuning: tuning) {
                writer.withLock { writer in
                    defer { writer.nextRun += 1 }
                    writer.sealing.insert(writer.nextRun)
                    return writer.nextRun
                }
            }
            defer { writer.withLock { $0.sealing = [] } }
            do {
                var isDone = false
                while !isDone {
                    try commit { transaction, catalog, bytesPut in
                        isDone = try work.step(in: &transaction, bytesPut: &bytesPut)
                        guard isDone else { return (.seal, nil) }
                        return (.sealVisible, catalog.changed(adding: work.finished, position: through))
                    }
                }
            } catch {
                writer.withLock { $0.hasGarbage = true }
                throw error
            }
        }
    }

    /// One write transaction: `body` puts rows and names the step, and the catalog that comes with it.
    func commit(
        _ body: (inout WriteTransaction, RunCatalog, inout Int) throws -> (
            step: RunStep, catalog: RunCatalog?
        )
    ) throws {
        try writer.withLock { _ in
            let current = published.withLock { $0.catalog }
            var bytesPut = 0
            do {
                try environment.write { transaction in
                    let (step, catalog) = try body(&transaction, current, &bytesPut)
                    try catalog?.put(in: &transaction)
                    published.withLock { $0.coming = catalog }
                    try beforeCommit(step)
                }
                published.withLock { published in
                    published.bytesPut += bytesPut
                    published.catalog = published.coming ?? published.catalog
                    published.coming = nil
                }
            } catch {
                settle()
                throw error
            }
        }
    }

    /// After a commit that failed: looks whether it is there all the same. When even that cannot be told,
    /// both catalogs stay, for snapshots of either.
    private func settle() {
        guard
            let version = try? environment.read({ try Self.word(RunTables.version, in: $0) })
        else { return }
        published.withLock { published in
            if let coming = published.coming, coming.version == version { published.catalog = coming }
            published.coming = nil
        }
    }
}
