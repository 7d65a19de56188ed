import Digest
import Foundation
import LMDB
import Model
import Platform

/// The journal's environment, which a failed write takes away until it has been opened anew.
///
/// The only writes there are: `append` at the end of the records.
final class JournalStore: Sendable {
    private let directory: String
    private let options: Environment.Options
    private let slot: Gate<Environment?>
    /// Seconds that a reader waits for an environment that is being opened anew.
    private static let patience = 10.0
    /// LMDB's code for an environment that must be closed.
    private static let panic: Int32 = -30795

    init(directory: String, options: Environment.Options) throws {
        self.directory = directory
        self.options = options
        slot = Gate(try Self.open(directory, options))
    }

    private static func open(_ directory: String, _ options: Environment.Options) throws -> Environment {
        do {
            return try Environment(
                directory: directory, tables: JournalTables.all, create: false, options: options)
        } catch let error as StoreError {
            throw LedgerError(opening: error)
        }
    }

    /// Runs `body` on a short snapshot; waits for an environment that is being opened anew.
    func read<Result>(_ body: (borrowing ReadTransaction) throws -> Result) throws -> Result {
        let environment = try current(not: nil)
        do {
            return try environment.read(body)
        } catch let error as StoreError where error.code == Self.panic {
            return try current(not: environment).read(body)
        }
    }

    private func current(not stale: Environment?) throws -> Environment {
        let found = slot.wait(until: Date(timeIntervalSinceNow: Self.patience)) { environment in
            environment === stale ? nil : environment
        }
        guard let found else {
            throw LedgerError(
                .unavailable, "the journal is being opened anew after a failed write; try again")
        }
        return found
    }

    /// Appends records at the end and commits them durably.
    /// - Throws: `StoreError`; then it is unknown whether they are on the disk. A position that is not greater than
    ///   the last is refused with `keyExists`, and nothing is written.
    func append(_ records: [(position: Position, bytes: [UInt8])]) throws {
        guard let environment = slot.look({ $0 }) else {
            throw LedgerError(.unavailable, "the journal is not open for writing")
        }
        try environment.write { transaction in
            for record in records {
                try transaction.append(
                    JournalTables.records, RecordLayout.key(record.position), record.bytes)
            }
        }
    }

    /// Takes the environment away from all; it closes when the last reader is done.
    func close() {
        slot.change { $0 = nil }
    }

    /// Opens the environment anew, with a larger map when the old one was used up.
    /// - Throws: `LedgerError`, of kind `held` while a reader still has the old one.
    func reopen() throws {
        let opened = try Self.open(directory, options)
        slot.change { $0 = opened }
    }

    /// Bytes of the file in use and of its map.
    func size() throws -> (used: Int, map: Int) { try current(not: nil).size() }

    func clearStaleReaders() throws { try current(not: nil).clearStaleReaders() }
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
