import Foundation
import Journal
import LMDB
package import Model
import Platform
import Synchronization

extension Projector {
    /// What a rebuild came to.
    package struct Rebuilt: Sendable {
        package let position: Position
        /// Rows of all tables.
        package let rows: UInt64
        /// Whether the new rows equal those that had grown, key for key and value for value.
        package let equal: Bool
        /// The first row that differs, or why the old rows could not be compared; nil when they are equal.
        package let difference: String?
    }

    /// Makes the projections anew from the journal beside the old ones, which go on serving, compares both
    /// row by row and lets the new ones take over at the head.
    ///
    /// Runs on the caller's thread. Appends go on; their projecting pauses for the last stretches, not for
    /// the comparison, which reads one snapshot of each. Old rows that cannot be brought to the head are a
    /// difference, not a failure: making them anew is what heals them.
    ///
    /// The chain is verified first: rows that were made from what was written must not give way to rows made
    /// from what was not.
    /// - Throws: `ProjectionError.stopped` when another rebuild is under way, `damagedJournal` when a record
    ///   is not what was written; what reading the journal, writing
    ///   the new rows and `progress` throw. Then the old ones go on.
    package func rebuild(progress: (Position, Position) throws -> Void = { _, _ in }) throws -> Rebuilt {
        guard rebuilds.try() else { throw ProjectionError.stopped("another rebuild is under way") }
        defer { rebuilds.unlock() }
        let place = Self.rebuilding(directory)
        try ViewStore.remove(place)
        do {
            return try rebuild(at: place, progress: progress)
        } catch {
            // Unfinished rows would only take room; the error that left them is the one to tell.
            try? ViewStore.remove(place)
            throw error
        }
    }

    private func rebuild(
        at place: String, progress: (Position, Position) throws -> Void
    ) throws -> Rebuilt {
        if let fault = try journal.verify(progress: progress).fault {
            throw ProjectionError.damagedJournal(fault.description)
        }
        let fresh = try ViewStore.create(place, for: journal)
        var builder = Applier()
        var reached = try Self.extend(fresh, with: &builder, from: 0, journal: journal, progress: progress)
        let (rows, difference) = try compare(fresh, with: &builder, &reached, progress)
        applying.lock()
        defer { applying.unlock() }
        reached = try Self.extend(fresh, with: &builder, from: reached, journal: journal, progress: progress)
        try takeOver(fresh, from: place)
        applier.withLock { $0 = builder }
        note(reached)
        try ViewStore.remove(Self.replaced(directory))
        return Rebuilt(position: reached, rows: rows, equal: difference == nil, difference: difference)
    }

    /// Brings both to one position, takes a snapshot of each there, and compares these while the rest goes
    /// on.
    private func compare(
        _ fresh: ViewStore, with builder: inout Applier, _ reached: inout Position,
        _ progress: (Position, Position) throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        applying.lock()
        let left: ReadTransaction
        let right: ReadTransaction
        do {
            defer { applying.unlock() }
            reached = try Self.extend(
                fresh, with: &builder, from: reached, journal: journal, progress: progress)
            left = try fresh.environment.snapshot()
            do {
                right = try grownSnapshot(at: reached)
            } catch {
                return (0, "\(error)")
            }
        }
        var rows: UInt64 = 0
        for table in Tables.all {
            let (walked, difference) = try RowComparison.compare(table, left, right) {
                try progress(reached, journal.head.position)
            }
            rows += walked
            if let difference { return (rows, difference) }
        }
        return (rows, nil)
    }

    /// The rows that have grown, as of a position that they are brought to.
    private func grownSnapshot(at reached: Position) throws -> ReadTransaction {
        let grown = try serving()
        let position = try applier.withLock { applier in
            try Self.extend(
                grown, with: &applier, from: self.position, until: reached, journal: journal,
                progress: { _, _ in })
        }
        note(position)
        return try grown.environment.snapshot()
    }

    /// Puts the new rows at the old ones' place. Whoever still reads the old ones goes on with their open
    /// file.
    private func takeOver(_ fresh: ViewStore, from place: String) throws {
        let old = Self.replaced(directory)
        try ViewStore.remove(old)
        if try FileFacts(path: directory) != nil { try Files.rename(directory, to: old) }
        try Files.rename(place, to: directory)
        try Files.syncDirectory(Files.directory(of: directory))
        store.withLock { $0 = ViewStore(environment: fresh.environment, directory: directory) }
    }

    /// Applies records from behind a position up to another, in batches; how far the rows reach then.
    static func extend(
        _ store: ViewStore, with applier: inout Applier, from position: Position, until last: Position = .max,
        journal: Journal, progress: (Position, Position) throws -> Void
    ) throws -> Position {
        var reached = position
        while reached < last {
            let count = Int(clamping: min(UInt64(batchRecords), last - reached))
            let records = try journal.records(from: reached + 1, count: count, bytes: batchBytes)
            guard let newest = records.last else { break }
            try store.environment.write { transaction in try applier.apply(records, in: &transaction) }
            reached = newest.position
            try progress(reached, journal.head.position)
        }
        return reached
    }

    /// Writes rows past the applier, so that a test can plant what a comparison must find.
    func plant(_ body: (inout WriteTransaction) throws -> Void) throws {
        try serving().environment.write(body)
    }
}
