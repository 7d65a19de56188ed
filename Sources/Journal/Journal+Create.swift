import Digest
import Foundation
import LMDB
import Platform

extension Journal {
    /// Makes an empty ledger; when this returns it survives a power cut.
    ///
    /// The directory is made (mode 0750) when it is not there; one that holds anything is refused.
    /// - Throws: `LedgerError` of kind `occupied`, `remote` or `system`.
    package static func create(in directory: String, allowRemote: Bool = false) throws {
        let paths = LedgerPaths(directory)
        do {
            try make(paths, allowRemote: allowRemote)
        } catch let error as SystemError {
            throw LedgerError(.system, error.description)
        } catch let error as StoreError {
            throw LedgerError(.system, error.message)
        }
    }

    private static func make(_ paths: LedgerPaths, allowRemote: Bool) throws {
        let parent = Files.directory(of: paths.directory)
        if let facts = try FileFacts(path: paths.directory + "/.") {
            guard facts.kind == .directory else {
                throw LedgerError(.occupied, "\(paths.directory) is there and is not a directory")
            }
            try refuseOccupied(paths)
            try LedgerShape.refuseRemote(paths.directory, allowRemote: allowRemote)
        } else {
            try LedgerShape.refuseRemote(parent, allowRemote: allowRemote)
            try Files.makeDirectory(paths.directory, mode: 0o750)
        }
        guard let identity = Randomness.bytes(16) else {
            throw LedgerError(.system, "the system's random generator failed")
        }
        try Files.makeDirectory(paths.journal, mode: 0o700)
        try makeEnvironment(paths, identity: identity)
        try OverwrittenFile.make(paths.ahead, size: WriteAheadLog.size)
        try Files.syncDirectory(paths.journal)
        try Anchor(identity: Hex.text(identity), position: 0, digest: Chain.genesis(identity: identity))
            .write(to: paths.anchor)
        try Files.syncDirectory(paths.directory)
        try Files.syncDirectory(parent)
    }

    private static func refuseOccupied(_ paths: LedgerPaths) throws {
        if try FileFacts(path: paths.journal) != nil || FileFacts(path: paths.anchor) != nil {
            throw LedgerError(
                .occupied, "\(paths.directory) holds a ledger already; start it with `daybookd run`")
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: paths.directory).sorted()
        } catch {
            throw LedgerError(.system, "\(paths.directory) cannot be listed: \(error.localizedDescription)")
        }
        if let name = names.first {
            throw LedgerError(
                .occupied,
                "\(paths.directory) is not empty (it holds \(name)); a ledger wants a directory of its own")
        }
    }

    private static func makeEnvironment(_ paths: LedgerPaths, identity: [UInt8]) throws {
        let environment = try Environment(directory: paths.journal, tables: JournalTables.all, create: true)
        var created: [UInt8] = []
        created.append(bigEndian: System.wallClock())
        try environment.write { transaction in
            try transaction.insert(JournalTables.meta, JournalTables.identity, identity)
            try transaction.insert(JournalTables.meta, JournalTables.created, created)
            try transaction.insert(JournalTables.meta, JournalTables.layout, [RecordLayout.version])
            try transaction.insert(JournalTables.meta, JournalTables.ahead, [WriteAheadFrame.layout])
        }
    }
}
