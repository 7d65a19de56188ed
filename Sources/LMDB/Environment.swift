import Foundation
import Platform
import Synchronization

/// An LMDB environment: one file of tables, one writer at a time, any number of readers on snapshots.
///
/// Rules, each with its reason:
/// - *One environment a file and process.* A second one would share the file's locks and let pages be reused
///   under open readers. `init` refuses it, whatever path leads to the file.
/// - *A snapshot is short and never crosses a suspension.* While it lives no page it sees is reused, so the
///   file grows. Transactions exist only inside a synchronous closure.
/// - *Writers are one thread's affair.* The write lock belongs to a thread; who waits for it waits in the
///   kernel.
package final class Environment: Sendable {
    /// How an environment is opened.
    package struct Options: Sendable {
        /// Address space reserved; the file grows up to it. Not memory.
        package var mapBytes: Int
        /// Read transactions at once, in all processes.
        package var readers: Int
        package var readOnly: Bool

        package init(mapBytes: Int = 64 << 30, readers: Int = 510, readOnly: Bool = false) {
            self.mapBytes = mapBytes
            self.readers = readers
            self.readOnly = readOnly
        }
    }

    package let directory: String
    private let raw: RawEnvironment
    private let handles: [UInt32]
    private let identity: FileIdentity
    private static let registry = Mutex<Set<FileIdentity>>([])
    /// The layouts of the tables, by name.
    private static let layouts = "layouts"

    private struct FileIdentity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// Opens the environment in a directory that must exist, creating `data.mdb` and the tables when
    /// `create`.
    ///
    /// The shape of an existing file is checked before it is mapped: a truncated one would end the process
    /// with a signal later. Cost: two small reads and a transaction.
    /// - Throws: `StoreError` when there is no file and none is to be created, when the file is not whole or
    ///   not LMDB's, when a table has another revision, or when the file is open in this process already.
    package init(directory: String, tables: [Table], create: Bool, options: Options = Options()) throws {
        let file = directory + "/data.mdb"
        let facts = try FileFacts(path: file)
        var mapBytes = options.mapBytes
        if let facts {
            try FileShape.check(file)
            mapBytes = max(mapBytes, Int(facts.size) * 2)
        } else if !create {
            throw StoreError(.corrupted, "\(file) is not there")
        }
        let opened: RawEnvironment
        if let facts {
            try Self.register(FileIdentity(device: facts.device, inode: facts.inode), file)
        }
        do {
            opened = try RawEnvironment(
                path: directory, mapBytes: mapBytes, tables: tables.count + 1, readers: options.readers,
                readOnly: options.readOnly)
        } catch {
            if let facts { Self.unregister(FileIdentity(device: facts.device, inode: facts.inode)) }
            throw error.kind == .outOfMemory
                ? StoreError(
                    .outOfMemory,
                    "\(file): \(error.message); its map wants \(mapBytes) bytes of address space (see ulimit -v)"
                )
                : StoreError(error.kind, "\(file): \(error.message)")
        }
        guard let now = try FileFacts(path: file) else {
            opened.close()
            throw StoreError(.other, "\(file) vanished while it was opened")
        }
        let identity = FileIdentity(device: now.device, inode: now.inode)
        if facts == nil { try Self.register(identity, file) }
        do {
            try System.setCloseOnExec(opened.descriptor)
            handles = try Self.openTables(
                tables, in: opened, create: create, readOnly: options.readOnly, file: file)
            if !options.readOnly { _ = try opened.clearStaleReaders() }
        } catch {
            opened.close()
            Self.unregister(identity)
            throw error
        }
        self.directory = directory
        self.raw = opened
        self.identity = identity
    }

    deinit {
        // In one step: between them, a new file might get the number of one that was removed while it was
        // open.
        Self.registry.withLock { registry in
            raw.close()
            registry.remove(identity)
        }
    }

    private static func register(_ identity: FileIdentity, _ file: String) throws {
        guard registry.withLock({ $0.insert(identity).inserted }) else {
            throw StoreError(.alreadyOpen, "\(file) is open in this process already")
        }
    }

    private static func unregister(_ identity: FileIdentity) {
        registry.withLock { _ = $0.remove(identity) }
    }

    /// Handles are opened once, in a transaction that is committed: those of an aborted one would be closed.
    private static func openTables(
        _ tables: [Table], in raw: RawEnvironment, create: Bool, readOnly: Bool, file: String
    ) throws -> [UInt32] {
        let transaction = try raw.begin(readOnly: readOnly)
        let opened: [UInt32]
        do {
            opened = try handles(of: tables, in: transaction, create: create, file: file)
        } catch {
            transaction.abort()
            throw error
        }
        // A commit frees its transaction whether it succeeds or not.
        try transaction.commit()
        return opened
    }

    private static func handles(
        of tables: [Table], in transaction: RawTransaction, create: Bool, file: String
    ) throws -> [UInt32] {
        guard let layouts = try transaction.open(table: Self.layouts, create: create) else {
            throw StoreError(.otherLayout, "\(file) is an LMDB file, but not one of daybook's")
        }
        return try tables.map { table in
            guard let handle = try transaction.open(table: table.name, create: create) else {
                throw StoreError(.otherLayout, "\(file) has no table \(table.name)")
            }
            let name = Array(table.name.utf8)
            let found = try transaction.get(layouts, name.span) { $0.isEmpty ? 0 : $0[0] }
            if let found, found != table.revision {
                throw StoreError(
                    .otherLayout,
                    "\(file): table \(table.name) has layout \(found), this program reads \(table.revision)")
            }
            if found == nil {
                guard create else {
                    throw StoreError(.otherLayout, "\(file): table \(table.name) has no layout")
                }
                try transaction.put(
                    layouts, name.span, [table.revision].span, append: false, overwrite: false)
            }
            return handle
        }
    }

    /// Runs `body` on a snapshot of the last commit. Any thread; never waits for a writer.
    ///
    /// The transaction ends when `body` returns; keep it short.
    package func read<Result>(_ body: (borrowing ReadTransaction) throws -> Result) throws -> Result {
        let transaction = try snapshot()
        return try body(transaction)
    }

    /// A snapshot of the last commit, for a caller that wraps it in a short-lived type of its own.
    package func snapshot() throws(StoreError) -> ReadTransaction {
        ReadTransaction(raw: try raw.begin(readOnly: true), handles: handles, environment: self)
    }

    /// Runs `body` in a write transaction and commits it durably (two flushes of the device) when it returns.
    ///
    /// Waits for another writer to end. When `body` throws, nothing is written. When the commit itself
    /// throws, it is unknown whether it is on the disk: close the environment, open it again, look.
    package func write<Result>(_ body: (inout WriteTransaction) throws -> Result) throws -> Result {
        var transaction = WriteTransaction(raw: try raw.begin(readOnly: false), handles: handles)
        let result = try body(&transaction)
        try transaction.commit()
        return result
    }

    /// Makes durable whatever the file shows. A process that died between a write and its flush leaves pages
    /// that are read but not yet on the disk; who relies on what it reads after opening calls this first.
    package func sync() throws(StoreError) { try raw.sync() }

    /// Bytes of the file in use, and of the map it may grow to.
    package func size() throws(StoreError) -> (used: Int, map: Int) {
        let extent = try raw.extent()
        return ((extent.lastPage + 1) * extent.pageBytes, extent.mapBytes)
    }

    /// Frees the slots of readers whose process died; how many there were.
    @discardableResult
    package func clearStaleReaders() throws(StoreError) -> Int { try raw.clearStaleReaders() }
}
