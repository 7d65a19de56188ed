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
    /// How long the thread lets a few records gather, in microseconds, when nobody waits.
    private static let idleMicroseconds: Int64 = 250_000
    /// How long the thread waits, in microseconds, before it tries again what has failed.
    private static let retryMicroseconds: Int64 = 1_000_000

    private struct State: Sendable {
        var head: Position
        var demand: Position = 0
        var position: Position
        var failure: String?
        var stopping = false
        var finished = true
    }

    let journal: Journal
    let directory: String
    private let events: EventShelf
    /// Nil while a store that has failed is opened anew.
    let store: Mutex<ViewStore?>
    /// Held while rows are written and while a rebuilt state takes over.
    let applying = NSLock()
    let applier = Mutex(Applier())
    private let state: Mutex<State>
    /// Held by the one rebuild that may be under way.
    let rebuilds = NSLock()
    private let changed = MonotonicCondition()
    /// Why projections found at the start were thrown away and are made anew, nil when they were not.
    package let discarded: String?

    /// Opens the projections in a directory (`DIR/views`), made anew when they cannot serve the journal.
    package init(journal: Journal, directory: String) throws {
        self.journal = journal
        self.directory = directory
        try Self.clearLeftovers(directory)
        let (store, discarded) = try ViewStore.open(directory, for: journal)
        self.discarded = discarded
        self.events = EventShelf(journal: journal)
        let transaction = try store.environment.snapshot()
        let position = try View.word(Keys.position, in: transaction)
        self.store = Mutex(store)
        self.state = Mutex(State(head: journal.head.position, position: position))
    }

    /// A rebuild that was cut off leaves its unfinished rows, or, between its two renames, the old rows under
    /// another name and none at their place.
    private static func clearLeftovers(_ directory: String) throws {
        try ViewStore.remove(rebuilding(directory))
        if try FileFacts(path: directory) == nil, try FileFacts(path: replaced(directory)) != nil {
            try Files.rename(replaced(directory), to: directory)
        }
        try ViewStore.remove(replaced(directory))
    }

    static func replaced(_ directory: String) -> String { directory + ".old" }

    static func rebuilding(_ directory: String) -> String { directory + ".rebuild" }

    /// The position of the last committed state. Any thread.
    package var position: Position { state.withLock { $0.position } }

    /// Why applying does not get on, nil while it does. Queries are refused with it meanwhile; it is tried
    /// again.
    package var failure: String? { state.withLock { $0.failure } }

    /// Bytes of the projections' file in use.
    package func size() throws -> Int { try serving().environment.size().used }

    /// The store that serves.
    /// - Throws: `ProjectionError.stopped` while it is opened anew after a failure.
    func serving() throws -> ViewStore {
        guard let store = store.withLock({ $0 }) else {
            throw ProjectionError.stopped(failure ?? "the projections are being opened anew; try again")
        }
        return store
    }

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
        let view = try View.make(of: try serving().environment.snapshot(), events: events)
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
        let durable = journal.head.position
        let reached = state.withLock { state in
            state.demand = max(state.demand, min(position, durable))
            state.head = max(state.head, durable)
            return state.position >= position
        }
        if reached { return true }
        changed.lock()
        defer { changed.unlock() }
        changed.broadcast()
        while true {
            let (now, over) = state.withLock { ($0.position, $0.failure != nil || $0.finished) }
            if now >= position { return true }
            if over || System.monotonicClock() >= deadline { return false }
            _ = changed.wait(untilMicroseconds: deadline)
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

    /// Notes how far the rows reach now, and wakes who waits for it.
    func note(_ position: Position) {
        state.withLock { state in
            state.position = max(state.position, position)
            if state.position >= state.head { state.failure = nil }
        }
        signal()
    }

    private func signal() {
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }

    private func run() {
        var isWhole = true
        var failures = 0
        while true {
            let (work, ending) = awaitWork()
            if work || !isWhole {
                do {
                    if !isWhole { try reopen() }
                    isWhole = true
                    while try applyNext(), !isSatisfied() {}
                    state.withLock { $0.failure = nil }
                    failures = 0
                } catch {
                    isWhole = false
                    failures += 1
                    let next = position + 1
                    state.withLock {
                        $0.failure = "projecting does not get past position \(next - 1): \(error)"
                    }
                }
                signal()
            }
            if ending { break }
            // The first failure is mended at once: most pass with the fault that caused them.
            if failures > 1 { pause() }
        }
        state.withLock { $0.finished = true }
        signal()
    }

    /// Waits a while, unless the end is asked for.
    private func pause() {
        changed.lock()
        defer { changed.unlock() }
        let until = System.monotonicClock() + Self.retryMicroseconds
        while !state.withLock({ $0.stopping }), changed.wait(untilMicroseconds: until) {}
    }

    /// After a failure it is unknown what a commit has left: the store is opened anew and read.
    ///
    /// Until the new store has reached what the old one had taken in, there is none: the duplicate check
    /// relies on every id up to there being found.
    private func reopen() throws {
        applying.lock()
        defer { applying.unlock() }
        applier.withLock { $0 = Applier() }
        let before = position
        store.withLock { $0 = nil }
        let opened = try ViewStore.open(directory, for: journal).store
        var reached = try View.word(Keys.position, in: try opened.environment.snapshot())
        if reached < before {
            reached = try applier.withLock { applier in
                try Self.extend(
                    opened, with: &applier, from: reached, until: before, journal: journal
                ) { _, _ in
                    if state.withLock({ $0.stopping }) { throw ProjectionError.stopped("asked to stop") }
                }
            }
        }
        store.withLock { $0 = opened }
        state.withLock { $0.position = reached }
    }

    /// Waits until there is a reason to apply; whether there is, and whether the thread is to end afterwards.
    private func awaitWork() -> (work: Bool, ending: Bool) {
        changed.lock()
        defer { changed.unlock() }
        while true {
            let now = state.withLock { $0 }
            let behind = now.head > now.position
            if now.stopping { return (behind, true) }
            if behind, now.failure != nil { return (true, false) }
            if behind, now.demand > now.position { return (true, false) }
            if behind, now.head - now.position >= UInt64(Self.batchRecords) { return (true, false) }
            let woken = changed.wait(
                untilMicroseconds: System.monotonicClock() + Self.idleMicroseconds)
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
        let environment = try serving().environment
        try applier.withLock { applier in
            try environment.write { transaction in try applier.apply(records, in: &transaction) }
        }
        note(last.position)
        return true
    }

    /// Applies everything up to the journal's head on the caller's thread; for use without `start`.
    package func catchUp(progress: (Position, Position) throws -> Void = { _, _ in }) throws {
        while try applyNext() { try progress(position, journal.head.position) }
    }
}
