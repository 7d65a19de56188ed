import Foundation
import Journal
import Logging
import Platform

/// Takes connections from a listening socket on a thread of its own, with the user at their other end.
final class Acceptor: Sendable {
    /// What is said, before it is closed, to a connection that is not taken.
    struct Refusals: Sendable {
        /// To one that is one too many.
        var busy: [UInt8]
        /// To a user that is not permitted.
        var forbidden: [UInt8] = []
    }

    private enum Phase {
        case ready, running, stopping, ended
    }

    /// Microseconds to wait when no connection can be taken just now.
    private static let pause: Int64 = 50_000

    private let accept: @Sendable () -> UnixListener.Accepted
    private let end: @Sendable () -> Void
    private let count: ConnectionCount
    private let refusals: Refusals
    private let logger: Logger
    private let permitted: @Sendable (UInt32) -> Bool
    private let hand: @Sendable (Int32, UInt32) -> Void
    private let phase = Gate(Phase.ready)

    /// - Parameter hand: takes a descriptor over, and calls `leave` of the count when it is closed.
    convenience init(
        _ listener: UnixListener, count: ConnectionCount, refusals: Refusals, logger: Logger,
        permitted: @escaping @Sendable (UInt32) -> Bool = { _ in true },
        hand: @escaping @Sendable (Int32, UInt32) -> Void
    ) {
        self.init(
            accept: { listener.accept() }, end: { listener.end() }, count: count, refusals: refusals,
            logger: logger, permitted: permitted, hand: hand)
    }

    /// - Parameters:
    ///   - accept: waits for a connection; called on the acceptor's thread.
    ///   - end: ends that waiting.
    init(
        accept: @escaping @Sendable () -> UnixListener.Accepted, end: @escaping @Sendable () -> Void,
        count: ConnectionCount, refusals: Refusals, logger: Logger,
        permitted: @escaping @Sendable (UInt32) -> Bool, hand: @escaping @Sendable (Int32, UInt32) -> Void
    ) {
        self.accept = accept
        self.end = end
        self.count = count
        self.refusals = refusals
        self.logger = logger
        self.permitted = permitted
        self.hand = hand
    }

    func start() {
        phase.change { $0 = .running }
        let thread = Thread { [self] in
            System.nameThread("acceptor")
            run()
            phase.change { $0 = .ended }
        }
        thread.start()
    }

    /// Stops listening, removes the socket's name and returns when no further connection can come.
    func stop() {
        let hasThread = phase.change { phase in
            guard phase == .running else { return phase == .stopping }
            phase = .stopping
            return true
        }
        end()
        if hasThread { _ = phase.wait { $0 == .ended ? true : nil } }
    }

    private func run() {
        var trouble: Int32?
        while phase.look({ $0 == .running }) {
            switch accept() {
            case .ended: return
            case .exhausted: pause(0, &trouble)
            case .failed(let code): pause(code, &trouble)
            case .connection(let descriptor):
                trouble = nil
                take(descriptor)
            }
        }
    }

    /// Waits a moment, or until the end; says why, once for each reason.
    private func pause(_ code: Int32, _ trouble: inout Int32?) {
        if trouble != code {
            let error =
                code == 0 ? "there are no descriptors left" : "\(SystemError("accept", "socket", code))"
            logger.warning("connections cannot be taken at present", metadata: ["reason": "\(error)"])
        }
        trouble = code
        _ = phase.wait(untilMicroseconds: System.monotonicClock() + Self.pause) { phase in
            phase == .running ? nil : true
        }
    }

    private func take(_ descriptor: Int32) {
        guard let user = try? System.peerUser(of: descriptor) else { return Descriptors.close(descriptor) }
        guard permitted(user) else { return refuse(descriptor, refusals.forbidden) }
        guard count.enter() else { return refuse(descriptor, refusals.busy) }
        hand(descriptor, user)
    }

    private func refuse(_ descriptor: Int32, _ words: [UInt8]) {
        Descriptors.sendNow(words, to: descriptor)
        Descriptors.close(descriptor)
    }
}
