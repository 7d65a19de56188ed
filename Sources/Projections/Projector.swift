import Foundation
package import Journal
import LMDB
package import Model
import Platform
import Synchronization

/// Keeps the projections behind the journal, and hands out snapshots of them.
///
/// One thread applies events in batches, as the writer hands them over or, when it lags, as the journal has
/// them: when many have gathered, when a query waits for them, and when nothing else happens. A query sees
/// every event acknowledged before it was asked.
package final class Projector: Sendable {
    /// Events a batch.
    package static let batchEvents = 8_192
    /// Events that have to gather before the thread takes them in without being asked: many while large
    /// commits come, since many at once cost less; fewer while small ones do, whose producers wait for the
    /// core meanwhile.
    private static let gatherEvents: UInt64 = 4_096
    private static let gatherFewEvents: UInt64 = 1_024
    /// Events of a commit that is a large one: no event loop writes so many itself.
    private static let largeCommit: UInt64 = 257
    /// How long the thread lets a few events gather, in microseconds, when nobody waits.
    private static let idleMicroseconds: Int64 = 250_000
    /// How long nothing has to happen, in microseconds, before what is in memory is sealed, if it is worth
    /// it.
    private static let restMicroseconds: Int64 = 5_000_000
    private static let restEvents: Position = 8_192
    /// How long the thread waits, in microseconds, before it tries again what has failed.
    private static let retryMicroseconds: Int64 = 1_000_000

    struct State: Sendable {
        var head: Position
        /// How many events have to gather.
        var gather = Projector.gatherFewEvents
        var demand: Position = 0
        var failure: String?
        var stopping = false
        var finished = true
    }

    let journal: Journal
    let directory: String
    let options: EngineOptions
    private let events: EventShelf
    /// Nil while a state that has failed is opened anew.
    let engine: Mutex<Engine?>
    /// Held while events are applied and while a rebuilt state takes over.
    let applying = NSLock()
    private let inbox = ImageInbox()
    /// When events were last taken in, by the clock that never jumps.
    private let lastApplied = Atomic(System.monotonicClock())
    let state: Mutex<State>
    /// The position last shown, kept while there is no engine.
    private let shown: Mutex<Position>
    /// Held by the one rebuild that may be under way.
    let rebuilds = NSLock()
    private let changed = MonotonicCondition()
    /// Why projections found at the start were thrown away and are made anew, nil when they were not.
    package let discarded: String?

    /// Opens the projections in a directory (`DIR/views`), made anew when they cannot serve the journal.
    package init(
        journal: Journal, directory: String, options: EngineOptions = .standard
    ) throws {
        self.journal = journal
        self.directory = directory
        self.options = options
        try EnginePaths.settle(directory)
        let (opened, discarded) = try Self.open(directory, for: journal, options)
        self.discarded = discarded
        events = EventShelf()
        engine = Mutex(opened)
        shown = Mutex(opened.position)
        state = Mutex(State(head: journal.head.position))
    }

    /// Opens a state, or makes an empty one in the place of one that cannot serve: projections hold nothing
    /// that the journal does not.
    static func open(
        _ directory: String, for journal: Journal, _ options: EngineOptions
    ) throws -> (Engine, discarded: String?) {
        let why: String
        do {
            return (try Engine(directory, for: journal, options: options), nil)
        } catch let error as StoreError where error.kind == .corrupted || error.kind == .otherLayout {
            why = error.message
        } catch let error as ProjectionError {
            why = error.description
        }
        try EnginePaths.remove(directory)
        return (try Engine(directory, for: journal, options: options), why)
    }

    /// The position of the last state shown to readers. Any thread.
    package var position: Position { shown.withLock { $0 } }

    /// The last position that is sealed: what a restart need not read again.
    package var sealedPosition: Position { engine.withLock { $0 }?.sealedPosition ?? 0 }

    /// Bytes of rows and index in memory that no checkpoint has sealed yet.
    package var hotBytes: Int { engine.withLock { $0 }?.hotBytes ?? 0 }

    /// Why applying does not get on, nil while it does. Queries are refused with it meanwhile; it is tried
    /// again.
    package var failure: String? { state.withLock { $0.failure } }

    /// Why checkpoints cannot be written, nil while they can. Events are taken in until memory's bound is
    /// reached.
    package var sealingFailure: String? { engine.withLock { $0 }?.failure }

    /// Bytes of the projections' files in use.
    package func size() throws -> Int {
        let engine = try serving()
        return try engine.columns.size().used + engine.runs.figures().bytesOnDisk
    }

    /// The state that serves.
    /// - Throws: `ProjectionError.stopped` while it is opened anew after a failure.
    func serving() throws -> Engine {
        guard let engine = engine.withLock({ $0 }) else {
            throw ProjectionError.stopped(failure ?? "the projections are being opened anew; try again")
        }
        return engine
    }

    /// Runs `body` on one short snapshot of all projections, on the caller's thread.
    ///
    /// - Parameter allowance: bytes that `body` may look at where it must neither take long nor wait; beyond
    ///   them the view throws `AllowanceSpent`. Nil where it has time.
    package func read<Result>(
        allowance: Int? = nil, _ body: (borrowing View) throws -> Result
    ) throws -> Result {
        let view = try serving().view(events, allowance: allowance)
        return try body(view)
    }

    /// Starts the threads: one that applies, one that seals, one that merges.
    package func start() {
        state.withLock { $0.finished = false }
        engine.withLock { $0 }?.start()
        let thread = Thread { [self] in run() }
        thread.start()
    }

    /// Takes events that were just committed, the first of them at a position. Called by the writer after
    /// each commit; returns at once. What there is no room for is read from the journal later.
    package func take(_ images: [ImageBlock], first: Position) {
        inbox.add(images)
        noteHead(images.last?.last ?? first - 1)
    }

    /// Tells how far the journal reaches.
    package func noteHead(_ position: Position) {
        let due = state.withLock { state in
            let before = state.head
            state.head = max(before, position)
            state.gather =
                state.head - before >= Self.largeCommit ? Self.gatherEvents : Self.gatherFewEvents
            let shown = self.position
            let (was, now) = (before - min(before, shown), state.head - min(state.head, shown))
            return now >= state.gather && (was < state.gather || now - was >= state.gather)
        }
        if due { signal() }
    }

    /// Asks for a state that has taken in a position, and waits for it on the caller's thread.
    ///
    /// `deadline` is in microseconds of the monotonic clock. False when the time is over or applying has
    /// stopped.
    package func wait(for position: Position, until deadline: Int64) -> Bool {
        let durable = journal.head.position
        state.withLock { state in
            state.demand = max(state.demand, min(position, durable))
            state.head = max(state.head, durable)
        }
        if self.position >= position { return true }
        changed.lock()
        defer { changed.unlock() }
        changed.broadcast()
        while true {
            if self.position >= position { return true }
            let over = state.withLock { $0.failure != nil || $0.finished }
            if over || System.monotonicClock() >= deadline { return false }
            _ = changed.wait(untilMicroseconds: deadline)
        }
    }

    /// Ends the threads after what is there is applied and sealed, and waits for them.
    package func stop() {
        state.withLock { $0.stopping = true }
        changed.lock()
        changed.broadcast()
        while !state.withLock({ $0.finished }) { changed.wait() }
        changed.unlock()
        engine.withLock { $0 }?.stop()
    }

    /// Notes how far readers see now, and wakes who waits for it.
    func note(_ position: Position) {
        shown.withLock { $0 = max($0, position) }
        signal()
    }

    func signal() {
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }

    private func run() {
        System.nameThread("projector")
        var isWhole = true
        var failures = 0
        while true {
            let (work, ending) = awaitWork()
            if work || !isWhole || ending {
                do {
                    if !isWhole { try reopen() }
                    isWhole = true
                    while try applyNext(), !isSatisfied() {}
                    if ending || isAtRest() { try applying.withLock { try serving().checkpoint() } }
                    state.withLock { $0.failure = nil }
                    failures = 0
                } catch {
                    isWhole = false
                    failures += 1
                    let reached = position
                    state.withLock {
                        $0.failure = "projecting does not get past position \(reached): \(error)"
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

    /// After a failure it is unknown what was taken in: the state is opened anew, as the last checkpoint left
    /// it, and brought to where readers were.
    ///
    /// Until then there is none: the duplicate check relies on every id up to there being found.
    private func reopen() throws {
        applying.lock()
        defer { applying.unlock() }
        let before = position
        let old = engine.withLock { engine in
            defer { engine = nil }
            return engine
        }
        old?.stop()
        let opened = try Self.open(directory, for: journal, options).0
        try opened.extend(until: before) { _, _ in
            if state.withLock({ $0.stopping }) { throw ProjectionError.stopped("asked to stop") }
        }
        opened.start()
        engine.withLock { $0 = opened }
    }

    /// Whether nothing has come for a while and a restart would have to read much again.
    private func isAtRest() -> Bool {
        let position = self.position
        guard System.monotonicClock() - lastApplied.load(ordering: .relaxed) >= Self.restMicroseconds,
            state.withLock({ $0.head }) <= position
        else { return false }
        return position - min(position, sealedPosition) >= Self.restEvents
    }

    /// Waits until there is a reason to apply or to seal; whether there is, and whether the thread is to end
    /// afterwards.
    private func awaitWork() -> (work: Bool, ending: Bool) {
        changed.lock()
        defer { changed.unlock() }
        while true {
            let now = state.withLock { $0 }
            let position = self.position
            let behind = now.head > position
            if now.stopping { return (behind, true) }
            if behind, now.failure != nil { return (true, false) }
            if behind, now.demand > position { return (true, false) }
            if behind, now.head - position >= now.gather { return (true, false) }
            let woken = changed.wait(
                untilMicroseconds: System.monotonicClock() + Self.idleMicroseconds)
            if !woken, state.withLock({ $0.head }) > self.position || isAtRest() { return (true, false) }
        }
    }

    /// Whether applying can pause: nobody waits, and few have gathered since.
    private func isSatisfied() -> Bool {
        let now = state.withLock { $0 }
        let position = self.position
        if now.stopping || now.demand > position { return now.head <= position }
        return now.head - min(now.head, position) < now.gather
    }

    /// Applies the next batch; false when there is nothing to apply.
    @discardableResult
    private func applyNext() throws -> Bool {
        applying.lock()
        defer { applying.unlock() }
        let engine = try serving()
        let next = engine.position + 1
        guard next <= journal.head.position else { return false }
        var batch = inbox.take(from: next, atMost: Self.batchEvents)
        if batch.count == 0 { batch = try journal.images(from: next, count: Self.batchEvents) }
        guard batch.count > 0 else { return false }
        let fewCome = state.withLock { $0.gather == Self.gatherFewEvents }
        if fewCome { System.giveWay() }
        try engine.apply(batch, givesWay: fewCome)
        lastApplied.store(System.monotonicClock(), ordering: .relaxed)
        note(batch.last)
        return true
    }

    /// Applies everything up to the journal's head on the caller's thread; for use without `start`.
    package func catchUp(progress: (Position, Position) throws -> Void = { _, _ in }) throws {
        while try applyNext() { try progress(position, journal.head.position) }
    }

    /// Seals everything that was taken in; for use without `start`.
    package func checkpoint() throws { try applying.withLock { try serving().checkpoint() } }
}
