import Platform
import Synchronization

/// Lets seals go before merges, and wakes and stops the thread that merges.
///
/// LMDB has one writer: a merge begins no transaction while a seal is under way, so a seal waits at most for
/// the one step that has begun.
final class RunGate: Sendable {
    private struct State {
        var seals = 0
        /// Something may be to merge.
        var isDue = true
        var isStopping = false
        var isRunning = false
    }

    private let state = Mutex(State())
    private let changed = MonotonicCondition()

    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        changed.lock()
        defer {
            changed.broadcast()
            changed.unlock()
        }
        return state.withLock { body(&$0) }
    }

    private func wait(until reached: (borrowing State) -> Bool) {
        changed.lock()
        while !state.withLock({ reached($0) }) { changed.wait() }
        changed.unlock()
    }

    func beginSeal() { change { $0.seals += 1 } }

    func endSeal() {
        change {
            $0.seals -= 1
            $0.isDue = true
        }
    }

    /// Waits for the seals that are under way.
    func waitForSeals() { wait { $0.seals == 0 } }

    /// True when the caller is to start the thread.
    func start() -> Bool {
        change { state in
            guard !state.isRunning else { return false }
            state.isRunning = true
            state.isStopping = false
            state.isDue = true
            return true
        }
    }

    /// Asks the thread to end, and waits for that.
    func stop() {
        change { $0.isStopping = true }
        wait { !$0.isRunning }
    }

    func ended() { change { $0.isRunning = false } }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Waits until there may be something to merge; false when the thread is to end.
    func waitUntilDue() -> Bool {
        wait { $0.isDue || $0.isStopping }
        return state.withLock { state in
            state.isDue = false
            return !state.isStopping
        }
    }
}
