import Foundation
import Platform
import Synchronization

/// What work on several threads adds up to.
protocol Mergeable: Sendable {
    /// Adds what another has taken: one that was a copy of this one before either took anything. What comes
    /// out must not depend on which of the two took what.
    mutating func merge(_ other: Self) throws
}

/// Jobs that one thread makes and that are done there and on helpers beside it, in any order.
///
/// Bounded: a few jobs wait at most; while so many do, the thread that makes them does one itself. Helpers
/// are threads of the one call, begun when there is more than one job. When it returns or throws, they have
/// ended.
enum ParallelWork {
    /// As many as there are other cores, up to three.
    static let helpers = max(0, min(3, ProcessInfo.processInfo.activeProcessorCount - 1))

    /// - Parameters:
    ///   - state: what jobs add to. Every helper has a copy of it, as it is now; they are merged at the end.
    ///   - work: does a job.
    ///   - make: makes the jobs and hands them over one by one, on this thread.
    /// - Throws: what `make`, `work` or a merge threw first; `state` is of no use then.
    static func run<State: Mergeable, Job: Sendable>(
        _ state: inout State, helpers: Int = helpers,
        work: @escaping @Sendable (inout State, Job) throws -> Void,
        make: (_ hand: (Job) throws -> Void) throws -> Void
    ) throws {
        // A single job is not worth a thread.
        var first: Job?
        var crew: Crew<State, Job>?
        let start = state
        func hand(_ job: Job) throws {
            if helpers == 0 { return try work(&state, job) }
            if let crew {
                if try !crew.take(job) { try work(&state, job) }
            } else if let held = first {
                let new = Crew(start, helpers: helpers, work: work)
                crew = new
                first = nil
                for job in [held, job] where try !new.take(job) { try work(&state, job) }
            } else {
                first = job
            }
        }
        do {
            try make(hand)
            if let job = first { try work(&state, job) }
            while let job = crew?.steal() { try work(&state, job) }
        } catch {
            _ = crew?.end(discarding: true)
            throw error
        }
        guard let crew else { return }
        for other in try crew.end(discarding: false).get() { try state.merge(other) }
    }
}

/// The helpers of one call, and the jobs that wait for them.
private final class Crew<State: Mergeable, Job: Sendable>: Sendable {
    private struct Shared: Sendable {
        var waiting: [Job] = []
        var isEnding = false
        var running: Int
        var done: [State] = []
        var failure: (any Error)?
    }

    private let waitingMaximum: Int
    private let work: @Sendable (inout State, Job) throws -> Void
    private let shared: Mutex<Shared>
    private let changed = MonotonicCondition()

    init(_ start: State, helpers: Int, work: @escaping @Sendable (inout State, Job) throws -> Void) {
        self.work = work
        waitingMaximum = helpers + 1
        shared = Mutex(Shared(running: helpers))
        for _ in 0..<helpers {
            let thread = Thread { [self] in run(start) }
            thread.name = "chunks"
            thread.start()
        }
    }

    /// Lets a job wait for a helper; false when as many wait as may.
    /// - Throws: what a helper failed with.
    func take(_ job: Job) throws -> Bool {
        changed.lock()
        defer { changed.unlock() }
        let isTaken = try shared.withLock { shared in
            if let failure = shared.failure { throw failure }
            guard shared.waiting.count < waitingMaximum else { return false }
            shared.waiting.append(job)
            return true
        }
        if isTaken { changed.broadcast() }
        return isTaken
    }

    /// Takes a job back that no helper has begun.
    func steal() -> Job? { shared.withLock { $0.waiting.popLast() } }

    /// Ends the helpers and waits for them.
    /// - Parameter discarding: whether jobs that wait are not wanted any more.
    /// - Returns: what they have come to.
    func end(discarding: Bool) -> Result<[State], any Error> {
        changed.lock()
        defer { changed.unlock() }
        shared.withLock { shared in
            shared.isEnding = true
            if discarding { shared.waiting = [] }
        }
        changed.broadcast()
        while shared.withLock({ $0.running > 0 }) { changed.wait() }
        return shared.withLock { shared in
            if let failure = shared.failure { return .failure(failure) }
            return .success(shared.done)
        }
    }

    private func run(_ start: State) {
        var state = start
        let result = Result { while let job = next() { try work(&state, job) } }
        changed.lock()
        shared.withLock { shared in
            switch result {
            case .success: shared.done.append(state)
            case .failure(let error):
                shared.failure = shared.failure ?? error
                shared.waiting = []
            }
            shared.running -= 1
        }
        changed.broadcast()
        changed.unlock()
    }

    /// The next job; nil at the end. Waits for it.
    private func next() -> Job? {
        changed.lock()
        defer { changed.unlock() }
        while true {
            let (job, isEnd) = shared.withLock { shared in
                (
                    shared.waiting.isEmpty ? nil : shared.waiting.removeFirst(),
                    shared.isEnding || shared.failure != nil
                )
            }
            if let job { return job }
            if isEnd { return nil }
            changed.wait()
        }
    }
}
