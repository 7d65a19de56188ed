import Foundation
import Journal
import Platform
import Synchronization

/// Open connections of all sockets together.
final class ConnectionCount: Sendable {
    private let limit: Int
    private let open = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { open.withLock { $0 } }

    /// Counts a new connection; false when there are as many as there may be.
    func enter() -> Bool {
        open.withLock { open in
            guard open < limit else { return false }
            open += 1
            return true
        }
    }

    func leave() { open.withLock { $0 -= 1 } }
}

/// Takes connections from a listening socket on a thread of its own, with the user at their other end.
final class Acceptor: Sendable {
    /// Seconds to wait when there are no descriptors left.
    private static let pause = 0.05

    private let listener: UnixListener
    private let count: ConnectionCount
    /// Sent to a connection that is one too many, or not permitted, before it is closed.
    private let busy: [UInt8]
    private let permitted: @Sendable (UInt32) -> Bool
    private let hand: @Sendable (Int32, UInt32) -> Void
    private let ended = Gate<Bool?>(nil)

    /// - Parameter hand: takes a descriptor over, and calls `leave` of the count when it is closed.
    init(
        _ listener: UnixListener, count: ConnectionCount, busy: [UInt8],
        permitted: @escaping @Sendable (UInt32) -> Bool = { _ in true },
        hand: @escaping @Sendable (Int32, UInt32) -> Void
    ) {
        self.listener = listener
        self.count = count
        self.busy = busy
        self.permitted = permitted
        self.hand = hand
    }

    func start() {
        ended.change { $0 = false }
        let thread = Thread { [self] in
            run()
            ended.change { $0 = true }
        }
        thread.name = "accept"
        thread.start()
    }

    /// Stops listening, removes the socket's name and returns when no further connection can come.
    func stop() {
        listener.end()
        _ = ended.wait { $0 == false ? nil : true }
    }

    private func run() {
        while true {
            switch listener.accept() {
            case .ended: return
            case .exhausted:
                _ = ended.wait(until: Date(timeIntervalSinceNow: Self.pause)) { _ -> Bool? in nil }
            case .connection(let descriptor):
                take(descriptor)
            }
        }
    }

    private func take(_ descriptor: Int32) {
        guard let user = try? System.peerUser(of: descriptor) else { return Descriptors.close(descriptor) }
        guard permitted(user), count.enter() else {
            Descriptors.sendNow(busy, to: descriptor)
            return Descriptors.close(descriptor)
        }
        hand(descriptor, user)
    }
}
