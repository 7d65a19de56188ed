package import Foundation
import Platform
import Synchronization

/// A value behind a lock, with threads that wait until it is as they need it.
///
/// Every change wakes all who wait; they look and wait on. For a handful of threads, not for many.
package final class Gate<State: Sendable>: Sendable {
    private let condition = MonotonicCondition()
    private let state: Mutex<State>

    package init(_ initial: State) {
        state = Mutex(initial)
    }

    /// Looks at the value or changes it, and wakes all who wait. Never waits long itself.
    package func change<Result: Sendable>(_ body: (inout State) throws -> Result) rethrows -> Result {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return try held(body)
    }

    /// Looks at the value or changes it without waking anyone.
    package func look<Result: Sendable>(_ body: (inout State) throws -> Result) rethrows -> Result {
        condition.lock()
        defer { condition.unlock() }
        return try held(body)
    }

    /// Waits until `body` gives something, at most until a moment of the monotonic clock (microseconds; for
    /// ever without one); nil when that passed.
    package func wait<Result: Sendable>(
        untilMicroseconds deadline: Int64?, _ body: (inout State) throws -> Result?
    ) rethrows -> Result? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = try held(body) { return result }
            guard let deadline else {
                condition.wait()
                continue
            }
            guard condition.wait(untilMicroseconds: deadline) else { return try held(body) }
        }
    }

    /// Waits until `body` gives something.
    package func wait<Result: Sendable>(_ body: (inout State) throws -> Result?) rethrows -> Result? {
        try wait(untilMicroseconds: nil, body)
    }

    /// The same with a date.
    package func wait<Result: Sendable>(
        until date: Date, _ body: (inout State) throws -> Result?
    ) rethrows -> Result? {
        let left = Int64(max(0, min(date.timeIntervalSinceNow, 1e9)) * 1e6)
        return try wait(untilMicroseconds: System.monotonicClock() + left, body)
    }

    private func held<Result: Sendable>(_ body: (inout State) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0) }
    }
}
