import NIOCore
import Synchronization

/// Closes a channel on which nothing happens for too long.
final class Patience: Sendable {
    private struct State {
        var scheduled: Scheduled<Void>?
        var ranOut = false
    }

    private let channel: any Channel
    private let seconds: Int64
    private let state = Mutex(State())

    init(_ channel: any Channel, seconds: Int64) {
        self.channel = channel
        self.seconds = seconds
    }

    /// Whether the channel was closed for this.
    var ranOut: Bool { state.withLock { $0.ranOut } }

    /// Something happened: counts anew.
    func renew() {
        let scheduled = channel.eventLoop.scheduleTask(in: .seconds(seconds)) { [self] in
            state.withLock { $0.ranOut = true }
            channel.close(promise: nil)
        }
        replace(with: scheduled)
    }

    func end() { replace(with: nil) }

    private func replace(with scheduled: Scheduled<Void>?) {
        let old = state.withLock { state in
            let old = state.scheduled
            state.scheduled = scheduled
            return old
        }
        old?.cancel()
    }
}
