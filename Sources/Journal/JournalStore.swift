import Digest
import Foundation
import LMDB
import Model
import Platform
import Synchronization

/// The journal's environment, which a failed write takes away until it has been opened anew.
///
/// The only writes there are: `append` at the end of the records, and of a new dictionary beside them.
final class JournalStore: Sendable {
    private let directory: String
    private let readOnly: Bool
    /// Address space for the file; grows when a write found it used up.
    private let mapBytes: Mutex<Int>
    private let slot: Gate<Slot>
    private let generations = Mutex(0)

    private enum Slot {
        /// The generation tells one opening from the next.
        case open(Environment, generation: Int)
        /// Taken away after a failed write, to be opened anew.
        case mending
        case closed

        var environment: Environment? {
            if case .open(let environment, _) = self { environment } else { nil }
        }
    }

    /// Microseconds that a reader waits for an environment that is being opened anew.
    private static let patience: Int64 = 10_000_000
    /// LMDB's code for an environment that must be closed.
    private static let panic: Int32 = -30795

    init(directory: String, mapBytes: Int, readOnly: Bool) throws {
        self.directory = directory
        self.readOnly = readOnly
        self.mapBytes = Mutex(mapBytes)
        let opened = try Self.open(directory, Environment.Options(mapBytes: mapBytes, readOnly: readOnly))
        // What is read from here on is answered for, so it has to be on the disk.
        if !readOnly { try opened.sync() }
        slot = Gate(.open(opened, generation: 0))
    }

    private static func open(_ directory: String, _ options: Environment.Options) throws -> Environment {
        do {
            return try Environment(
                directory: directory, tables: JournalTables.all, create: false, options: options)
        } catch let error as StoreError {
            throw LedgerError(opening: error)
        }
    }

    /// Runs `body` on a short snapshot; waits for an environment that is being opened anew, unless the caller
    /// may not.
    func read<Result>(
        waits: Bool = true, _ body: (borrowing ReadTransaction) throws -> Result
    ) throws -> Result {
        var failed: Int?
        do {
            return try read(after: nil, waits, noting: &failed, body)
        } catch let error as StoreError where error.code == Self.panic {
            return try read(after: failed, waits, noting: &failed, body)
        }
    }

    /// Reads in an environment of a later generation than the given one. No reference to an environment
    /// outlives this: the next cannot be opened while one is held.
    private func read<Result>(
        after stale: Int?, _ waits: Bool, noting generation: inout Int?,
        _ body: (borrowing ReadTransaction) throws -> Result
    ) throws -> Result {
        let (environment, number) = try current(after: stale, waits: waits)
        generation = number
        return try environment.read(body)
    }

    /// The environment, when one of a later generation is open or will be soon.
    private func current(
        after stale: Int? = nil, waits: Bool = true
    ) throws -> (environment: Environment, generation: Int) {
        let deadline = waits ? System.monotonicClock() + Self.patience : 0
        let found = slot.wait(untilMicroseconds: deadline) { slot -> Slot? in
            switch slot {
            case .open(_, let generation): generation == stale ? nil : slot
            case .mending: nil
            case .closed: slot
            }
        }
        guard case .open(let environment, let generation) = found else {
            throw LedgerError(
                .unavailable,
                found == nil
                    ? "the journal is being opened anew after a failed write; try again"
                    : "the journal is closed")
        }
        return (environment, generation)
    }

    /// Appends records at the end, and the dictionary that the next will need, and commits them durably.
    /// - Throws: `StoreError`; then it is unknown whether they are on the disk. A position that is not
    ///   greater than the last is refused with `keyExists`, and nothing is written.
    func append(_ batch: RecordBatch) throws {
        guard let environment = slot.look({ $0.environment }) else {
            throw LedgerError(.unavailable, "the journal is not open for writing")
        }
        do {
            try environment.write { transaction in
                if let dictionary = batch.dictionary {
                    try transaction.insert(
                        JournalTables.dictionaries, DictionaryLayout.key(dictionary.number), dictionary.row)
                }
                let bytes = batch.bytes.span
                var key = InlineArray<8, UInt8>(repeating: 0)
                var start = 0
                for record in batch.records {
                    key.put(record.position, at: 0)
                    try transaction.append(
                        JournalTables.records, key: key.span, value: bytes.extracting(start..<record.end))
                    start = record.end
                }
            }
        } catch let error as StoreError where error.kind == .mapFull {
            // The next environment has room for this batch, whatever the old map was.
            let map = try environment.size().map
            mapBytes.withLock { $0 = max($0, map) * 2 + batch.bytes.count * 4 }
            throw error
        }
    }

    /// Takes the environment away from all, to be opened anew; it closes when the last reader is done.
    func take() {
        slot.change { if case .open = $0 { $0 = .mending } }
    }

    /// Takes the environment away for good.
    func close() {
        slot.change { $0 = .closed }
    }

    /// Opens the environment anew, with a larger map when the old one was used up.
    /// - Throws: `LedgerError`, of kind `held` while a reader still has the old one.
    func reopen() throws {
        let options = Environment.Options(mapBytes: mapBytes.withLock { $0 }, readOnly: readOnly)
        let opened = try Self.open(directory, options)
        try opened.sync()
        let generation = generations.withLock { generations in
            generations += 1
            return generations
        }
        slot.change { if case .mending = $0 { $0 = .open(opened, generation: generation) } }
    }

    /// Bytes of the file in use and of its map.
    func size() throws -> (used: Int, map: Int) { try current().environment.size() }

    /// Does nothing while there is no environment.
    func clearStaleReaders() throws { try slot.look { $0.environment }?.clearStaleReaders() }
}

extension LedgerError {
    /// What a failure to open the store means for the ledger.
    init(opening error: StoreError) {
        switch error.kind {
        case .corrupted, .otherLayout:
            self.init(.damaged, "\(error.message); restore the ledger from a backup")
        case .alreadyOpen:
            self.init(.held, error.message)
        default:
            self.init(.system, error.message)
        }
    }
}
