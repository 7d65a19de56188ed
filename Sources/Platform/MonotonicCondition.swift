import CPlatform

/// A lock with a condition to wait for, whose deadlines follow the clock that never jumps: a step of the wall
/// clock neither shortens nor stretches a wait.
///
/// As with every condition variable, a wait may end without a broadcast: look at what was waited for and wait
/// on. Costs what a lock and a condition variable of the C library cost.
package final class MonotonicCondition: Sendable {
    private let handle: Int32

    /// Needs memory for one lock; there may be a million at once, and the process ends when there are more.
    package init() {
        handle = daybook_condition_take()
        precondition(handle >= 0, "no lock could be made: errno \(-handle)")
    }

    deinit { daybook_condition_give_back(handle) }

    package func lock() { _ = daybook_condition_lock(handle) }

    /// Only by the thread that holds the lock.
    package func unlock() { _ = daybook_condition_unlock(handle) }

    /// Wakes all who wait.
    package func broadcast() { _ = daybook_condition_broadcast(handle) }

    /// Gives the lock up, waits to be woken and takes it again. The caller holds the lock.
    package func wait() { _ = daybook_condition_wait(handle) }

    /// The same, at most until a moment of `System.monotonicClock()`, in microseconds; false when that
    /// passed.
    package func wait(untilMicroseconds deadline: Int64) -> Bool {
        daybook_condition_wait_until(handle, deadline) == 0
    }
}
