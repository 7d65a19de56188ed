import Foundation
import Platform
import Projections
import Synchronization

/// Jobs that read the store and are independent of each other, done on two threads: the caller's, and one
/// beside it with a snapshot of its own.
///
/// What a job comes to must be bound to a position, so that it does not show which of the two did it. Jobs
/// are begun in their order, so put the longest first. The caller's snapshot is held until the last is done:
/// that is as long as the deadline of a question, which every job has to look at.
enum SharedWork {
    /// - Returns: what each job came to, in their order.
    /// - Throws: what the first of the jobs failed with, by their order.
    static func run<Job: Sendable, Result: Sendable>(
        _ jobs: [Job], _ view: borrowing View, isAlone: Bool = ParallelWork.helpers == 0,
        _ work: @escaping @Sendable (Job, borrowing View) throws -> Result
    ) throws -> [Result] {
        let desk = Desk<Job, Result>(jobs)
        if isAlone || jobs.count < 2 {
            desk.work(view, work)
            return try desk.results
        }
        let snapshots = view.snapshots
        let thread = Thread {
            // Whoever gets no snapshot does nothing, and the caller does it all.
            _ = Swift.Result { try snapshots.read { desk.work($0, work) } }
            desk.endHelper()
        }
        thread.name = "shared"
        thread.start()
        desk.work(view, work)
        desk.waitForHelper()
        return try desk.results
    }
}

/// The jobs, and what has come of them.
private final class Desk<Job: Sendable, Result: Sendable>: Sendable {
    private struct State: Sendable {
        var next = 0
        var results: [Swift.Result<Result, any Error>?]
        var isStopped = false
        var hasHelperEnded = false
    }

    private let jobs: [Job]
    private let state: Mutex<State>
    private let ended = MonotonicCondition()

    init(_ jobs: [Job]) {
        self.jobs = jobs
        state = Mutex(State(results: jobs.map { _ in nil }))
    }

    /// Does jobs until none is left or one has failed.
    func work(_ view: borrowing View, _ work: (Job, borrowing View) throws -> Result) {
        while let number = take() {
            let result = Swift.Result { try work(jobs[number], view) }
            state.withLock { state in
                state.results[number] = result
                if case .failure = result { state.isStopped = true }
            }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard !state.isStopped, state.next < state.results.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func endHelper() {
        ended.lock()
        state.withLock { $0.hasHelperEnded = true }
        ended.broadcast()
        ended.unlock()
    }

    func waitForHelper() {
        ended.lock()
        while !state.withLock({ $0.hasHelperEnded }) { ended.wait() }
        ended.unlock()
    }

    /// Jobs are begun in order, so before one that was not done there is one that failed.
    var results: [Result] {
        get throws { try state.withLock { $0.results }.map { try $0?.get() }.compactMap(\.self) }
    }
}
