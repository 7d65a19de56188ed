import Synchronization

/// Bytes that connections share. Who finds no room stops reading and is told when there is some again.
final class ByteBudget: Sendable {
    private struct State {
        var used = 0
        /// Whether somebody found no room since the last time that room was told.
        var waiting = false
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    var used: Int { state.withLock { $0.used } }

    /// Counts bytes that are held already, or gives them back when negative; whether those who wait should
    /// look.
    func charge(_ bytes: Int) -> Bool {
        state.withLock { state in
            state.used += bytes
            guard state.waiting, state.used < limit else { return false }
            state.waiting = false
            return true
        }
    }

    /// Whether there is room; when not, the caller will be told.
    func hasRoom() -> Bool {
        state.withLock { state in
            if state.used < limit { return true }
            state.waiting = true
            return false
        }
    }

    /// Takes that many bytes if they are there; when not, the caller will be told of room.
    func reserve(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard state.used + bytes <= limit else {
                state.waiting = true
                return false
            }
            state.used += bytes
            return true
        }
    }
}
