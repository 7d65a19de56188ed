import Digest
import Foundation
import LMDB
import Model
import Platform

/// Whether a directory holds a ledger that may be opened, told before anything of it is used.
enum LedgerShape {
    /// - Throws: `LedgerError`: no directory, no ledger, half a ledger, a remote file system.
    static func check(_ paths: LedgerPaths, allowRemote: Bool) throws {
        do {
            guard let facts = try FileFacts(path: paths.directory + "/.") else {
                throw LedgerError(
                    .notALedger, "\(paths.directory) is not there; make a ledger with `daybookd init`")
            }
            guard facts.kind == .directory else {
                throw LedgerError(.notALedger, "\(paths.directory) is not a directory")
            }
            let journal = try FileFacts(path: paths.journal)
            let anchor = try FileFacts(path: paths.anchor)
            if journal == nil, anchor == nil {
                throw LedgerError(
                    .notALedger,
                    "\(paths.directory) holds no ledger: expected journal/ and anchor; make one with `daybookd init`"
                )
            }
            guard journal?.kind == .directory else {
                throw LedgerError(
                    .damaged,
                    "\(paths.journal) is not there, though an anchor is; restore the ledger from a backup")
            }
            guard anchor?.kind == .regular else {
                throw LedgerError(
                    .damaged,
                    "\(paths.anchor) is not there, though a journal is: `daybookd init` did not finish, or the file "
                        + "was lost; restore it from a backup, or remove a ledger that was never used")
            }
            try refuseRemote(paths.journal, allowRemote: allowRemote)
        } catch let error as SystemError {
            throw LedgerError(.system, error.description)
        }
    }

    static func refuseRemote(_ path: String, allowRemote: Bool) throws {
        guard !allowRemote, let remote = try Files.remoteFileSystem(path) else { return }
        throw LedgerError(
            .remote,
            "\(path) is on \(remote), where locks and memory maps cannot be relied on; use a local disk")
    }

    static func lock(_ paths: LedgerPaths) throws -> FileLock {
        do {
            guard let lock = try FileLock(path: paths.lock) else {
                throw LedgerError(
                    .held, "another daemon holds \(paths.directory); stop it with `daybookd stop` first")
            }
            return lock
        } catch let error as SystemError {
            throw LedgerError(.system, error.description)
        }
    }

    private static func refusal(_ fault: String, _ paths: LedgerPaths) -> LedgerError {
        LedgerError(
            .behindAnchor,
            "\(paths.journal) \(fault): it was cut short or exchanged; restore the ledger from a backup")
    }

    /// - Throws: `LedgerError` of kind `behindAnchor` when the journal is another ledger's.
    static func check(_ anchor: Anchor, isOf meta: JournalMeta, _ paths: LedgerPaths) throws {
        let identity = Hex.text(meta.identity)
        guard anchor.identity == identity else {
            throw refusal("is ledger \(identity), the anchor names \(anchor.identity)", paths)
        }
    }

    /// - Throws: `LedgerError` of kind `behindAnchor` when the journal ends before the anchor, or is not the
    ///   one that it was written for.
    static func check(
        _ anchor: Anchor, against meta: JournalMeta, in store: JournalStore, _ paths: LedgerPaths
    ) throws {
        guard meta.head.position >= anchor.position else {
            throw refusal(
                "ends at position \(meta.head.position), the anchor names \(anchor.position)", paths)
        }
        let found: SHA256Digest?
        if anchor.position == 0 {
            found = Chain.genesis(identity: meta.identity)
        } else {
            found = try store.readRecords { table, tail in
                try tail.get(anchor.position, table) { value in
                    try RecordLayout.head(value, position: anchor.position).digest
                }
            }
        }
        guard found == anchor.digest else {
            throw refusal(
                "has digest \(found?.hex ?? "none") at position \(anchor.position), "
                    + "the anchor names \(anchor.digest.hex)", paths)
        }
    }
}
