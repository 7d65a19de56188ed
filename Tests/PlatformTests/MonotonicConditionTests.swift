import Foundation
import Platform
import Synchronization
import Testing

@Suite("Waiting by the clock that never jumps", .timeLimit(.minutes(20)))
struct MonotonicConditionTests {
    @Test("a wait ends at its moment of the monotonic clock, not before, and holds the lock again")
    func deadline() {
        let condition = MonotonicCondition()
        condition.lock()
        let deadline = System.monotonicClock() + 20_000
        while condition.wait(untilMicroseconds: deadline) {}
        #expect(System.monotonicClock() >= deadline)
        condition.unlock()
        condition.lock()
        condition.unlock()
    }

    @Test("a moment that has passed is not waited for", arguments: [Int64.min, -1, 0, 1])
    func past(deadline: Int64) {
        let condition = MonotonicCondition()
        condition.lock()
        while condition.wait(untilMicroseconds: deadline) {}
        condition.unlock()
    }

    @Test("a broadcast wakes all who wait, with and without a deadline", arguments: [Int64.max, nil])
    func broadcast(deadline: Int64?) {
        let condition = MonotonicCondition()
        let state = Mutex((open: false, woken: 0))
        for _ in 0..<4 {
            let thread = Thread {
                condition.lock()
                while !state.withLock({ $0.open }) {
                    if let deadline {
                        #expect(condition.wait(untilMicroseconds: deadline))
                    } else {
                        condition.wait()
                    }
                }
                state.withLock { $0.woken += 1 }
                condition.broadcast()
                condition.unlock()
            }
            thread.start()
        }
        condition.lock()
        state.withLock { $0.open = true }
        condition.broadcast()
        while state.withLock({ $0.woken }) < 4 { condition.wait() }
        condition.unlock()
    }

    @Test("the lock keeps others out")
    func exclusion() {
        let condition = MonotonicCondition()
        let counts = Mutex((entered: 0, most: 0, ended: 0))
        for _ in 0..<4 {
            let thread = Thread {
                for _ in 0..<2_000 {
                    condition.lock()
                    counts.withLock { counts in
                        counts.entered += 1
                        counts.most = max(counts.most, counts.entered)
                    }
                    counts.withLock { $0.entered -= 1 }
                    condition.unlock()
                }
                condition.lock()
                counts.withLock { $0.ended += 1 }
                condition.broadcast()
                condition.unlock()
            }
            thread.start()
        }
        condition.lock()
        while counts.withLock({ $0.ended }) < 4 { condition.wait() }
        condition.unlock()
        #expect(counts.withLock { $0.most } == 1)
    }

    @Test("thousands may be there at once, each by itself, and are used again")
    func many() {
        for _ in 0..<3 {
            let all = (0..<3_000).map { _ in MonotonicCondition() }
            for condition in all { condition.lock() }
            for condition in all { condition.unlock() }
        }
    }
}
