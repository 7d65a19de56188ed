import Platform
import Projections
import Synchronization
import Testing

@testable import Queries

@Suite("Work on two snapshots")
struct SharedWorkTests {
    private struct Failure: Error, Equatable {
        let job: Int
    }

    private func ledger(decisions: Int) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append((0..<decisions).map { Lines.decision("d\($0)", model: "m", version: "v1") })
        return ledger
    }

    @Test("gives what each job came to in their order, on one thread or two", arguments: [true, false])
    func all(isAlone: Bool) throws {
        let ledger = try ledger(decisions: 3)
        for jobs in [0, 1, 2, 300] {
            let found = try ledger.projector.read { view in
                try SharedWork.run(Array(0..<jobs), view, isAlone: isAlone) { job, view in
                    // A row of the store, so that either thread reads its own snapshot.
                    (job, view.position, try view.series().count)
                }
            }
            #expect(found.map(\.0) == Array(0..<jobs))
            #expect(found.allSatisfy { $0.1 == 3 && $0.2 == 1 })
        }
    }

    @Test("two threads are at it at the same time")
    func both() throws {
        let ledger = try ledger(decisions: 1)
        let meeting = Meeting()
        let met = try ledger.projector.read { view in
            try SharedWork.run([0, 1], view, isAlone: false) { _, _ in meeting.meet() }
        }
        #expect(met == [true, true])
    }

    @Test("ends with the failure of the first job that failed, and the other thread has ended by then")
    func failing() throws {
        let ledger = try ledger(decisions: 1)
        for isAlone in [true, false] {
            for failing in [0, 1, 9] {
                let running = Running()
                #expect(throws: Failure(job: failing)) {
                    try ledger.projector.read { view in
                        _ = try SharedWork.run(Array(0..<10), view, isAlone: isAlone) { job, _ in
                            running.begin()
                            defer { running.end() }
                            if job >= failing { throw Failure(job: job) }
                        }
                    }
                }
                #expect(running.count == 0)
            }
        }
    }

    /// Jobs under way.
    private final class Running: Sendable {
        private let jobs = Mutex(0)

        var count: Int { jobs.withLock { $0 } }
        func begin() { jobs.withLock { $0 += 1 } }
        func end() { jobs.withLock { $0 -= 1 } }
    }

    /// Where two threads wait for each other.
    private final class Meeting: Sendable {
        private let come = Mutex(0)
        private let changed = MonotonicCondition()

        /// Whether the other one came within a minute.
        func meet() -> Bool {
            changed.lock()
            defer { changed.unlock() }
            come.withLock { $0 += 1 }
            changed.broadcast()
            let deadline = System.monotonicClock() + 60_000_000
            while come.withLock({ $0 }) < 2 {
                guard changed.wait(untilMicroseconds: deadline) else { return false }
            }
            return true
        }
    }
}
