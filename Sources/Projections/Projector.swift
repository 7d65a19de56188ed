import Foundation
package import Journal
import LMDB
package import Model
import Platform
import Synchronization

/// Keeps the projections behind the journal, and hands out snapshots of them.
///
/// One thread applies records in batches: when many have gathered, when a query waits for them, and when
/// nothing else happens. So bulk appends and projections do not fight for the device, and a query sees every
/// event acknowledged before it was asked.
package final class Projector: Sendable {
    /// Records a transaction. Larger ones leave long free lists behind, smaller ones flush more often.
    package static let batchRecords = 8_192
    /// Bytes of records read at once.
    package static let batchBytes = 8 << 20
    /// How long the thread lets a few records gather, in seconds, when nobody waits.
    private static let idleSeconds = 0.25

    private struct State: Sendable {
        var head: Position
        var demand: Position = 0
        var position: Position
        var failure: String?
        var stopping = false
        var finished = true
    }

    private let journal: Journal
    private let directory: String
    private let events: EventShelf
    private let store: Mutex<ViewStore>
    /// Held while rows are written and while a rebuilt state takes over.
    private let applying = NSLock()
    private let applier = Mutex(Applier())
    private let state: Mutex<State>
    private let changed = NSCondition()
    /// Why projections found at the start were thrown away and are made anew, nil when they were not.
    package let discarded: String?

    /// Opens the projections in a directory (`DIR/views`), made anew when they cannot serve the journal.
    package init(journal: Journal, directory: String) throws {
        self.journal = journal
        self.directory = directory
        try ViewStore.remove(Self.rebuilding(directory))
        let (store, discarded) = try ViewStore.open(directory, for: journal)
        self.discarded = discarded
        self.events = EventShelf(journal: journal)
        let transaction = try store.environment.snapshot()
        let position = try View.word(Keys.position, in: transaction)
        self.store = Mutex(store)
        self.state = Mutex(State(head: journal.head.position, position: position))
    }

    private static func rebuilding(_ directory: String) -> String { directory + ".rebuild" }

    /// The position of the last committed state. Any thread.
    package var position: Position { state.withLock { $0.position } }

    /// Why applying has stopped, nil while it goes on. Queries are refused with it.
    package var failure: String? { state.withLock { $0.failure } }

    /// Bytes of the projections' file in use.
    package func size() throws -> Int { try store.withLock { $0 }.environment.size().used }

    /// Answers where ids stand, for the duplicate check.
    package var identifierIndex: IdentifierIndex {
        IdentifierIndex(
            covered: { [self] in position },
            positions: { [self] keys in
                try read { view in
                    try keys.map { try view.position(of: $0.id, type: $0.type, asOf: .max) }
                }
            })
    }

    /// Runs `body` on one short snapshot of all projections, on the caller's thread.
    package func read<Result>(_ body: (borrowing View) throws -> Result) throws -> Result {
        let environment = store.withLock { $0.environment }
        let view = try View.make(of: try environment.snapshot(), events: events)
        return try body(view)
    }

    /// Starts the thread.
    package func start() {
        state.withLock { $0.finished = false }
        let thread = Thread { [self] in run() }
        thread.name = "projector"
        // Below the writer's, so that applying never takes its turn.
        thread.qualityOfService = .utility
        thread.start()
    }

    /// Tells how far the journal reaches. Called by the writer after each commit.
    package func noteHead(_ position: Position) {
        let due = state.withLock { state in
            state.head = max(state.head, position)
            return state.head - min(state.head, state.position) >= UInt64(Self.batchRecords)
        }
        if due { signal() }
    }

    /// Asks for a state that has taken in a position, and waits for it on the caller's thread.
    ///
    /// `deadline` is in microseconds of the monotonic clock. False when the time is over or applying has
    /// stopped.
    package func wait(for position: Position, until deadline: Int64) -> Bool {
        let reached = state.withLock { state in
            state.demand = max(state.demand, position)
            state.head = max(state.head, position)
            return state.position >= position
        }
        if reached { return true }
        changed.lock()
        defer { changed.unlock() }
        changed.broadcast()
        while true {
            let (now, over) = state.withLock { ($0.position, $0.failure != nil || $0.finished) }
            if now >= position { return true }
            // Looked at anew at least every second, so that no deadline is too far for the system's timers.
            let left = min(
                deadline.subtractingReportingOverflow(System.monotonicClock()).partialValue, 1_000_000)
            if over || left <= 0 { return false }
            _ = changed.wait(until: Date(timeIntervalSinceNow: Double(left) / 1_000_000))
        }
    }

    /// Ends the thread after it has applied what is there, and waits for it.
    package func stop() {
        state.withLock { $0.stopping = true }
        changed.lock()
        changed.broadcast()
        while !state.withLock({ $0.finished }) { changed.wait() }
        changed.unlock()
    }

    private func signal() {
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }

    private func run() {
        while true {
            let (work, ending) = awaitWork()
            if work {
                do {
                    while try applyNext(), !isSatisfied() {}
                } catch {
                    let next = position + 1
                    state.withLock { $0.failure = "projecting stopped at position \(next): \(error)" }
                }
                signal()
            }
            if ending || state.withLock({ $0.failure != nil }) { break }
        }
        state.withLock { $0.finished = true }
        signal()
    }

    /// Waits until there is a reason to apply; whether there is, and whether the thread is to end afterwards.
    private func awaitWork() -> (work: Bool, ending: Bool) {
        changed.lock()
        defer { changed.unlock() }
        while true {
            let now = state.withLock { $0 }
            let behind = now.head > now.position
            if now.stopping { return (behind, true) }
            if now.demand > now.position { return (true, false) }
            if behind, now.head - now.position >= UInt64(Self.batchRecords) { return (true, false) }
            let woken = changed.wait(until: Date(timeIntervalSinceNow: Self.idleSeconds))
            if !woken, state.withLock({ $0.head > $0.position }) { return (true, false) }
        }
    }

    /// Whether applying can pause: nobody waits, and less than a batch has gathered since.
    private func isSatisfied() -> Bool {
        let now = state.withLock { $0 }
        if now.stopping || now.demand > now.position { return now.head <= now.position }
        return now.head - min(now.head, now.position) < UInt64(Self.batchRecords)
    }

    /// Applies the next batch in one transaction; false when there is nothing to apply.
    @discardableResult
    private func applyNext() throws -> Bool {
        applying.lock()
        defer { applying.unlock() }
        let from = position + 1
        let records = try journal.records(from: from, count: Self.batchRecords, bytes: Self.batchBytes)
        guard let last = records.last else { return false }
        let environment = store.withLock { $0.environment }
        try applier.withLock { applier in
            try environment.write { transaction in try applier.apply(records, in: &transaction) }
        }
        state.withLock { state in
            state.position = last.position
            state.head = max(state.head, last.position)
        }
        signal()
        return true
    }

    /// Applies everything up to the journal's head on the caller's thread; for use without `start`.
    package func catchUp(progress: (Position, Position) throws -> Void = { _, _ in }) throws {
        while try applyNext() { try progress(position, journal.head.position) }
    }
}

extension Projector {
    /// Writes rows past the applier, so that a test can plant what the comparison must find.
    func plant(_ body: (inout WriteTransaction) throws -> Void) throws {
        try store.withLock { $0 }.environment.write(body)
    }

    /// What a rebuild came to.
    package struct Rebuilt: Sendable {
        package let position: Position
        /// Rows of all tables.
        package let rows: UInt64
        /// Whether the new rows equal those that had grown, key for key and value for value.
        package let equal: Bool
        /// The first row that differs, when one does.
        package let difference: String?
    }

    /// Makes the projections anew from the journal beside the old ones, which go on serving, compares both
    /// row by row and lets the new ones take over at the head.
    ///
    /// Runs on the caller's thread. Appends go on; their projecting pauses for the last stretch and the
    /// comparison.
    package func rebuild(progress: (Position, Position) throws -> Void = { _, _ in }) throws -> Rebuilt {
        let place = Self.rebuilding(directory)
        try ViewStore.remove(place)
        let fresh = try ViewStore.create(place, for: journal)
        var builder = Applier()
        var reached = try Self.extend(fresh, with: &builder, from: 0, journal: journal, progress: progress)
        applying.lock()
        defer { applying.unlock() }
        // Both have to stand at one position to be compared.
        let grown = store.withLock { $0 }
        reached = try Self.extend(fresh, with: &builder, from: reached, journal: journal, progress: progress)
        let position = try applier.withLock { applier in
            try Self.extend(
                grown, with: &applier, from: self.position, until: reached, journal: journal,
                progress: { _, _ in })
        }
        state.withLock { $0.position = max($0.position, position) }
        let (rows, difference) = try Self.compare(fresh, grown, events: events)
        let old = directory + ".old"
        try ViewStore.remove(old)
        try Files.rename(directory, to: old)
        try Files.rename(place, to: directory)
        try Files.syncDirectory(Files.directory(of: directory))
        store.withLock { $0 = ViewStore(environment: fresh.environment, directory: directory) }
        applier.withLock { $0 = builder }
        state.withLock { $0.position = max($0.position, reached) }
        signal()
        try ViewStore.remove(old)
        return Rebuilt(position: reached, rows: rows, equal: difference == nil, difference: difference)
    }

    private static func extend(
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

    /// Counts the rows of the first and names the first row in which the two differ.
    private static func compare(
        _ a: ViewStore, _ b: ViewStore, events: EventShelf
    ) throws -> (rows: UInt64, difference: String?) {
        let left = try a.environment.snapshot()
        let right = try b.environment.snapshot()
        var rows: UInt64 = 0
        for table in Tables.all {
            let (walked, difference) = try RowComparison.compare(table, left, right)
            rows += walked
            if let difference { return (rows, difference) }
        }
        return (rows, nil)
    }
}
