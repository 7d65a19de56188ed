/// Decides what the writer does next: a state machine over numbers, which the thread that owns it obeys.
///
/// Times are microseconds of a clock that never jumps. `Element` is what waits to be written, in arrival
/// order.
package struct Batcher<Element: Sendable>: Sendable {
    /// What bounds a batch and how long anything waits.
    package struct Limits: Hashable, Sendable {
        /// A commit takes no more once it has that many events. Larger ones gain little and delay answers.
        package var events = 10_000
        /// A commit takes no more once it has that many bytes of bodies.
        package var bytes = 8 << 20
        /// Events that may lie between the identifier index and the head: what is remembered beside it. About
        /// what the projections' inbox holds: those that it has no room for are read from the journal and
        /// decoded once more, by the very thread that is behind.
        package var uncovered: UInt64 = 65_536
        /// How long a batch waits for as many producers as were answered by the one before; 0 is not at all.
        package var gather: Int64 = 0
        /// How long what waits is left without an answer while nothing can be written.
        package var patience: Int64 = 10_000_000
        /// The pause before the journal is opened anew once more; doubles up to `reopenPauseMax`.
        package var reopenPause: Int64 = 10_000
        package var reopenPauseMax: Int64 = 1_000_000
        /// How often the index is looked at while the writer waits for it.
        package var coveredPause: Int64 = 10_000
        /// The anchor is replaced at most that often.
        package var anchorInterval: Int64 = 1_000_000

        package init() {}
    }

    /// What to do now. After doing it, tell the batcher how it went and ask again.
    package enum Action {
        /// Write these, then call `committed` or `failed`.
        case commit([Element])
        /// Answer these with a retryable refusal: nothing can be written at present.
        case turnAway([Element])
        /// Open the journal anew, then call `reopened` or `reopenFailed`.
        case reopen
        /// Replace the anchor, then call `anchored`.
        case anchor
        /// Nothing to do before that time, or before something arrives; nil is for as long as it takes.
        case wait(until: Int64?)
        /// Everything is written or turned away: the end.
        case end
    }

    private struct Entry: Sendable {
        let element: Element
        let events: Int
        let bytes: Int
        let arrived: Int64
    }

    private enum Phase: Equatable {
        case writing
        case broken(since: Int64, next: Int64, pause: Int64)
    }

    private let limits: Limits
    private var queue: [Entry] = []
    /// The first entry of `queue` that still waits; those before it are gone.
    private var first = 0
    private var phase = Phase.writing
    private var ending = false
    private var heldSince: Int64?
    private var lastBatch = 0
    private var anchorDue: Int64?
    private var anchorNotBefore: Int64 = .min

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Elements that wait.
    package var waiting: Int { queue.count - first }

    /// Whether all that arrived is written and nothing is broken: who has more may write it at once, and
    /// then calls `committed` or `failed`.
    package var isFree: Bool { waiting == 0 && phase == .writing && !ending }

    /// When there is something to do though nothing arrives, nil when there is not.
    package var due: Int64? {
        if case .broken(_, let next, _) = phase { return next }
        return anchorDue
    }

    /// Takes what has come, with the number of events in it and the bytes of their bodies.
    package mutating func arrived(_ element: Element, events: Int, bytes: Int, now: Int64) {
        queue.append(Entry(element: element, events: events, bytes: bytes, arrived: now))
    }

    /// Asks for the end: what waits is still written, or turned away when it cannot be.
    package mutating func finish() { ending = true }

    /// What to do now, when `uncovered` events lie between the identifier index and the head.
    package mutating func next(now: Int64, uncovered: UInt64) -> Action {
        if case .broken(let since, let next, _) = phase { return broken(since: since, next: next, now: now) }
        guard waiting > 0 else { return idle(now: now) }
        if uncovered > limits.uncovered { return held(now: now) }
        heldSince = nil
        if let gathered = gathering(now: now) { return .wait(until: gathered) }
        if let due = anchorDue, due <= now { return .anchor }
        let batch = take(events: limits.events, bytes: limits.bytes)
        lastBatch = batch.count
        return .commit(batch)
    }

    /// The batch is durable and answered.
    package mutating func committed(now: Int64) {
        if anchorDue == nil { anchorDue = max(now, anchorNotBefore) }
    }

    /// The batch failed and is answered as unknown; the journal has to be opened anew.
    package mutating func failed(now: Int64) {
        guard case .writing = phase else { return }
        phase = .broken(since: now, next: now, pause: limits.reopenPause)
    }

    package mutating func reopened() { phase = .writing }

    package mutating func reopenFailed(now: Int64) {
        guard case .broken(let since, _, let pause) = phase else { return }
        phase = .broken(since: since, next: now + pause, pause: min(pause * 2, limits.reopenPauseMax))
    }

    /// The anchor was replaced, or could not be and is tried again after the interval.
    package mutating func anchored(now: Int64, again: Bool = false) {
        anchorNotBefore = now + limits.anchorInterval
        anchorDue = again ? anchorNotBefore : nil
    }

    private mutating func idle(now: Int64) -> Action {
        heldSince = nil
        if let due = anchorDue {
            if ending || due <= now { return .anchor }
            return .wait(until: due)
        }
        return ending ? .end : .wait(until: nil)
    }

    private mutating func broken(since: Int64, next: Int64, now: Int64) -> Action {
        if now - since >= limits.patience || ending && next > now {
            if waiting > 0 { return .turnAway(take(events: .max, bytes: .max)) }
            if ending { return .end }
        }
        return next <= now ? .reopen : .wait(until: next)
    }

    /// The projections are too far behind for more to be remembered.
    private mutating func held(now: Int64) -> Action {
        let since = heldSince ?? now
        heldSince = since
        if now - since >= limits.patience || ending {
            return .turnAway(take(events: .max, bytes: .max))
        }
        return .wait(until: now + limits.coveredPause)
    }

    /// Until when to wait for more producers, nil when it is time to write.
    private func gathering(now: Int64) -> Int64? {
        guard limits.gather > 0, !ending, lastBatch > 1, waiting < lastBatch else { return nil }
        let until = queue[first].arrived + limits.gather
        return until > now ? until : nil
    }

    private mutating func take(events: Int, bytes: Int) -> [Element] {
        var batch: [Element] = []
        var sum = (events: 0, bytes: 0)
        while first < queue.count, sum.events < events, sum.bytes < bytes {
            let entry = queue[first]
            batch.append(entry.element)
            sum.events += entry.events
            sum.bytes += entry.bytes
            first += 1
        }
        if first == queue.count {
            queue.removeAll(keepingCapacity: true)
            first = 0
        } else if first > 1024, first * 2 > queue.count {
            queue.removeFirst(first)
            first = 0
        }
        return batch
    }
}
