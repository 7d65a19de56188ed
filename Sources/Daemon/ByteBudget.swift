import Synchronization

/// Bytes that connections share. Who finds no room stops reading and is told when there is some again.
final class ByteBudget: Sendable {
    private struct State {
        var used = 0
        /// The most that may be used for somebody who waits to go on; nil when nobody waits.
        var awaited: Int?
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    var used: Int { state.withLock { $0.used } }

    /// Whether more is held than may be; nobody is told of room.
    var isFull: Bool { state.withLock { $0.used >= limit } }

    /// Counts bytes that are held already, or gives them back when negative; whether those who wait should
    /// look.
    func charge(_ bytes: Int) -> Bool {
        state.withLock { state in
            state.used += bytes
            guard let awaited = state.awaited, state.used < awaited else { return false }
            state.awaited = nil
            return true
        }
    }

    /// Whether there is room in the first part of the budget, a half where `half` says so; when not, the
    /// caller will be told.
    func hasRoom(half: Bool = false) -> Bool {
        state.withLock { state in
            let most = half ? limit / 2 : limit
            if state.used < most { return true }
            state.awaited = max(state.awaited ?? 0, most)
            return false
        }
    }

    /// Takes that many bytes if they are there; when not, the caller will be told of room.
    func reserve(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard state.used + bytes <= limit else {
                state.awaited = max(state.awaited ?? 0, limit)
                return false
            }
            state.used += bytes
            return true
        }
    }
}
