import Synchronization
import Testing

@testable import Queries

@Suite("Work on several threads")
struct ParallelWorkTests {
    private struct Sum: Mergeable {
        var total = 0
        var jobs = 0

        mutating func merge(_ other: Sum) throws {
            total += other.total
            jobs += other.jobs
        }
    }

    private struct Failure: Error, Equatable {
        let job: Int
    }

    private func sum(
        jobs: Int, helpers: Int, started: Int = 0, failingAt: Int? = nil, makerFailsAt: Int? = nil
    ) throws -> (sum: Sum, handed: Int) {
        var sum = Sum()
        var handed = 0
        try ParallelWork.run(&sum, helpers: helpers) { (sum: inout Sum, job: Int) in
            if job == failingAt { throw Failure(job: job) }
            sum.total += job
            sum.jobs += 1
        } make: { hand in
            for job in 0..<jobs {
                if job == makerFailsAt { throw Failure(job: job) }
                try hand(job)
                handed += 1
            }
        }
        return (sum, handed)
    }

    @Test("does every job once, on however many threads", arguments: [0, 1, 3], [0, 1, 2, 3, 10, 5_000])
    func all(_ helpers: Int, _ jobs: Int) throws {
        let found = try sum(jobs: jobs, helpers: helpers)
        #expect(found.sum.jobs == jobs)
        #expect(found.sum.total == jobs * (jobs - 1) / 2)
    }

    @Test("ends with the failure of a job, wherever that was done", arguments: [0, 1, 3], [0, 1, 7, 999])
    func failingJob(_ helpers: Int, _ job: Int) {
        #expect(throws: Failure(job: job)) { try sum(jobs: 1_000, helpers: helpers, failingAt: job) }
    }

    @Test("ends with the failure of who makes the jobs, and every thread has ended by then")
    func failingMaker() {
        for helpers in [0, 1, 3] {
            let running = Mutex(0)
            let all = Mutex(0)
            #expect(throws: Failure(job: 40)) {
                var sum = Sum()
                try ParallelWork.run(&sum, helpers: helpers) { (_: inout Sum, _: Int) in
                    running.withLock { $0 += 1 }
                    all.withLock { $0 += 1 }
                    running.withLock { $0 -= 1 }
                } make: { hand in
                    for job in 0..<40 { try hand(job) }
                    throw Failure(job: 40)
                }
            }
            let seen = all.withLock { $0 }
            #expect(running.withLock { $0 } == 0)
            #expect(seen <= 40)
            // No job is done any more.
            #expect(all.withLock { $0 } == seen)
        }
    }

    @Test("makes no more jobs than are done soon")
    func bounded() throws {
        let ahead = Mutex((made: 0, done: 0, most: 0))
        var sum = Sum()
        try ParallelWork.run(&sum, helpers: 2) { (sum: inout Sum, _: Int) in
            sum.jobs += 1
            ahead.withLock { $0.done += 1 }
        } make: { hand in
            for job in 0..<2_000 {
                ahead.withLock {
                    $0.made += 1; $0.most = max($0.most, $0.made - $0.done)
                }
                try hand(job)
            }
        }
        #expect(sum.jobs == 2_000)
        // Three that wait, one on each thread, and the one just made.
        #expect(ahead.withLock { $0.most } <= 7)
    }
}
