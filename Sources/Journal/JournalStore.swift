import Digest
import Foundation
import LMDB
import Model
import Platform
import Synchronization

/// The journal's environment, which a failed write takes away until it has been opened anew, and the
/// write-ahead log in front of it.
///
/// A small commit is durable in the log first and in memory, the *tail*; the table of records takes the tail
/// over in one commit, with the next large batch, when the tail is full or when there is time. The only
/// writes there are: records at the end, and a new dictionary beside them.
final class JournalStore: Sendable {
    private let paths: LedgerPaths
    private let readOnly: Bool
    /// Address space for the file; grows when a write found it used up.
    private let mapBytes: Mutex<Int>
    private let slot: Gate<Slot>
    private let generations = Mutex(0)
    /// The writer's; nil for a reader.
    let log: Mutex<WriteAheadLog?>
    let tail: Mutex<RecordTail>

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

    /// Held while records go from the log to the table.
    private let settling = Mutex(())

    /// Opens the environment and the log, and makes a log for a ledger that has none.
    /// - Throws: `LedgerError` when one of them is not whole, or not of the ledger that the anchor names.
    init(_ paths: LedgerPaths, anchor: Anchor, mapBytes: Int, readOnly: Bool) throws {
        self.paths = paths
        self.readOnly = readOnly
        self.mapBytes = Mutex(mapBytes)
        let opened = try Self.open(
            paths.journal, Environment.Options(mapBytes: mapBytes, readOnly: readOnly))
        // What is read from here on is answered for, so it has to be on the disk.
        if !readOnly { try opened.sync() }
        let meta = try opened.read { try JournalMeta(reading: $0, RecordTail()) }
        try LedgerShape.check(anchor, isOf: meta, paths)
        if !meta.hasLog, !readOnly {
            try OverwrittenFile.make(paths.ahead, size: WriteAheadLog.size)
            try opened.write {
                try $0.insert(JournalTables.meta, JournalTables.ahead, [WriteAheadFrame.layout])
            }
        }
        var tail = RecordTail()
        var log: WriteAheadLog?
        if meta.hasLog || !readOnly {
            let file = try WriteAheadLog.open(paths.ahead, readOnly: readOnly)
            let frames = try WriteAheadReplay.frames(
                in: file.read(), identity: meta.identity, after: meta.head.position, path: paths.ahead)
            for frame in frames { tail.append(frame) }
            if !readOnly { log = WriteAheadLog(file, identity: meta.identity) }
        }
        self.log = Mutex(log)
        self.tail = Mutex(tail)
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

    /// Runs `body` on a short snapshot of the table and the tail that goes with it.
    func readRecords<Result>(
        waits: Bool = true, _ body: (borrowing ReadTransaction, RecordTail) throws -> Result
    ) throws -> Result {
        let tail = self.tail.withLock { $0 }
        return try read(waits: waits) { try body($0, tail) }
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

    /// Appends records at the end, and the dictionary that the next will need, durably: a small batch to the
    /// log, a large one to the table, with what stands in the log. The writer's.
    /// - Throws: `StoreError` or `SystemError`; then it is unknown whether they are on the disk. A position
    ///   that does not follow the last is refused with `keyExists`, and nothing is written.
    func append(_ batch: RecordBatch) throws {
        let environment = try writable()
        let end = try tail.withLock { $0.last } ?? Self.end(of: environment)
        for (record, position) in zip(batch.records, end + 1 ..< .max) where record.position != position {
            throw StoreError(
                .keyExists, "a record at position \(record.position) was to be written at \(position)")
        }
        guard log.withLock({ $0?.takes(batch) ?? false }) else { return try settle(environment, with: batch) }
        let frame = WriteAheadFrame(batch)
        let turned = try log.withLock { try $0?.write(frame) ?? false }
        tail.withLock { $0.append(frame, turned: turned) }
    }

    /// Whether a half of the log is full, so that `settleFull` has something to do.
    var isSettlingDue: Bool { tail.withLock { $0.full > 0 } }

    /// Moves what stands in the full half of the log to the table, beside the writer, who goes on in the
    /// other. Any one thread.
    /// - Throws: `StoreError`; what stood in the log still does.
    func settleFull() throws {
        let environment = try writable()
        try settling.withLock { _ in
            let frames = tail.withLock { Array($0.frames.prefix($0.full)) }
            guard let last = frames.last?.last else { return }
            try put(frames, with: nil, environment)
            tail.withLock { $0.drop(through: last) }
            log.withLock { $0?.otherIsSettled() }
        }
    }

    /// Moves all that stands in the log to the table; nothing when there is nothing. The writer's.
    /// - Throws: `StoreError`; what stood in the log still does.
    func settle() throws {
        guard tail.withLock({ !$0.isEmpty }) else { return }
        try settle(writable(), with: nil)
    }

    private func writable() throws -> Environment {
        guard let environment = slot.look({ $0.environment }) else {
            throw LedgerError(.unavailable, "the journal is not open for writing")
        }
        return environment
    }

    /// The last position of the table, 0 when there is none.
    private static func end(of environment: Environment) throws -> Position {
        try environment.read { try RecordTail().head($0)?.position ?? 0 }
    }

    /// Puts the tail and a batch into the table in one commit; then the log begins anew.
    private func settle(_ environment: Environment, with batch: RecordBatch?) throws {
        try settling.withLock { _ in
            let frames = tail.withLock { $0.frames }
            try put(frames, with: batch, environment)
            try log.withLock { try $0?.restart() }
            tail.withLock { $0 = RecordTail() }
        }
    }

    private func put(
        _ frames: [WriteAheadFrame], with batch: RecordBatch?, _ environment: Environment
    ) throws {
        do {
            try environment.write { transaction in
                if let dictionary = batch?.dictionary {
                    try transaction.insert(
                        JournalTables.dictionaries, DictionaryLayout.key(dictionary.number), dictionary.row)
                }
                for frame in frames { try frame.append(to: &transaction) }
                if let batch { try WriteAheadFrame(batch).append(to: &transaction) }
            }
        } catch let error as StoreError where error.kind == .mapFull {
            // The next environment has room for all this, whatever the old map was.
            let map = try environment.size().map
            let bytes = frames.reduce(batch?.bytes.count ?? 0) { $0 + $1.bytes.count }
            mapBytes.withLock { $0 = max($0, map) * 2 + bytes * 4 }
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

    /// Opens the environment anew, with a larger map when the old one was used up, and moves to the table
    /// what is acknowledged and stands in the log alone.
    /// - Throws: `LedgerError`, of kind `held` while a reader still has the old one.
    func reopen() throws {
        let options = Environment.Options(mapBytes: mapBytes.withLock { $0 }, readOnly: readOnly)
        let opened = try Self.open(paths.journal, options)
        try opened.sync()
        // The commit that failed may have reached the disk.
        let end = try Self.end(of: opened)
        tail.withLock { $0.drop(through: end) }
        try settle(opened, with: nil)
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
