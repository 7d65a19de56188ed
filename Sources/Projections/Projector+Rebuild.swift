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
        /// Rows of all tables and records of all indexes.
        package let rows: UInt64
        /// Whether the new rows equal those that had grown, row for row and byte for byte.
        package let equal: Bool
        /// The first row that differs, or why the old rows could not be compared; nil when they are equal.
        package let difference: String?
    }

    /// Threads that decode for a rebuild: as many as this kind of machine has cores; one of them waits while
    /// the rows are made.
    private static let decoders = 2

    /// Makes the projections anew from the journal beside the old ones, which go on serving, compares both
    /// and lets the new ones take over at the head.
    ///
    /// Runs on the caller's thread and decodes on others. Appends go on; their projecting pauses for the last
    /// stretches, not for the comparison, which reads one snapshot of each. Old rows that cannot be brought
    /// to the head are a difference, not a failure: making them anew is what heals them. A rebuild that was
    /// cut off is resumed where its last checkpoint stands.
    ///
    /// Every record is verified on the way: rows that were made from what was written must not give way to
    /// rows made from what was not.
    /// - Throws: `ProjectionError.stopped` when another rebuild is under way, `damagedJournal` when a record
    ///   is not what was written; what reading the journal, writing the new rows and `progress` throw. Then
    ///   the old ones go on.
    package func rebuild(progress: (Position, Position) throws -> Void = { _, _ in }) throws -> Rebuilt {
        guard rebuilds.try() else { throw ProjectionError.stopped("another rebuild is under way") }
        defer { rebuilds.unlock() }
        let place = EnginePaths.rebuilding(directory)
        let fresh = try Self.open(place, for: journal, options).0
        fresh.start()
        do {
            return try rebuild(fresh, at: place, progress)
        } catch {
            fresh.stop()
            throw error
        }
    }

    private func rebuild(
        _ fresh: Engine, at place: String, _ progress: (Position, Position) throws -> Void
    ) throws -> Rebuilt {
        // Nobody reads it before it takes over.
        fresh.holdBack(true)
        try feed(fresh, progress)
        let (rows, difference) = try compare(fresh, progress)
        try feed(fresh, progress)
        applying.lock()
        defer { applying.unlock() }
        try fresh.extend(progress: progress)
        fresh.holdBack(false)
        try EnginePaths.exchange(directory, for: place)
        let old = engine.withLock { engine in
            let old = engine
            engine = fresh
            return old
        }
        old?.stop()
        state.withLock { $0.failure = nil }
        note(fresh.position)
        return Rebuilt(position: fresh.position, rows: rows, equal: difference == nil, difference: difference)
    }

    /// Brings a new state near the head, events decoded and verified on threads of their own.
    private func feed(_ fresh: Engine, _ progress: (Position, Position) throws -> Void) throws {
        let feed = ImageFeed(
            journal, from: fresh.position + 1, through: journal.head.position, threads: Self.decoders)
        defer { feed.stop() }
        while let page = try feed.next() {
            try fresh.apply(page)
            feed.giveBack(page)
            try progress(fresh.position, journal.head.position)
        }
    }

    /// Seals both states at the head, and compares what is sealed while the rest goes on.
    private func compare(
        _ fresh: Engine, _ progress: (Position, Position) throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        applying.lock()
        var isHeld = true
        func release() {
            if isHeld { applying.unlock() }
            isHeld = false
        }
        defer { release() }
        try fresh.extend(progress: progress)
        try fresh.checkpoint()
        let position = fresh.position
        let old: Engine
        do {
            old = try grown(to: position)
        } catch {
            return (0, "the old rows cannot be brought to position \(position): \(error)")
        }
        let head = journal.head.position
        return try StateComparison.compare(fresh, old, taken: release) { try progress(position, head) }
    }

    /// The state that serves, brought to a position and sealed there.
    private func grown(to position: Position) throws -> Engine {
        let grown = try serving()
        try grown.extend(until: position) { _, _ in }
        try grown.checkpoint()
        _ = try SealedSnapshot.take(of: grown)
        note(grown.position)
        return grown
    }
}
