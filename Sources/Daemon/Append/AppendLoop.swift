import Foundation
import Journal
import Platform
import Synchronization

/// The thread that serves the connections of one hub: waits for their sockets, for other threads that want
/// something done, and for the hub's times.
final class AppendLoop: Sendable {
    typealias Work = @Sendable (AppendHub) -> Void

    private struct Mailbox: Sendable {
        var work: [Work] = []
        /// Whether the thread waits, so that it has to be woken.
        var isWaiting = false
        var ending = false
    }

    /// Microseconds to wait when the sockets cannot be looked at just now.
    private static let pause: Int64 = 50_000

    let poll: EventPoll
    private let mailbox = Mutex(Mailbox())
    private let hasEnded = Gate(true)

    init() throws(SystemError) { poll = try EventPoll() }

    /// Starts the thread.
    func start() {
        hasEnded.change { $0 = false }
        let thread = Thread { [self] in
            System.nameThread("append")
            serve(AppendHub(poll))
            hasEnded.change { $0 = true }
        }
        thread.start()
    }

    /// Has something done on the thread, after what was asked before; any thread. After `stop` it is dropped.
    func run(_ work: @escaping Work) {
        let wakes = mailbox.withLock { mailbox in
            guard !mailbox.ending else { return false }
            mailbox.work.append(work)
            defer { mailbox.isWaiting = false }
            return mailbox.isWaiting
        }
        if wakes { poll.wake() }
    }

    /// The same, and returns when it is done. Not for the thread itself.
    func runNow(_ work: @escaping Work) {
        let done = Gate(false)
        run { hub in
            work(hub)
            done.change { $0 = true }
        }
        _ = done.wait { $0 ? true : nil }
    }

    /// Ends the thread after what was asked before, and waits for it.
    func stop() {
        mailbox.withLock { $0.ending = true }
        poll.wake()
        _ = hasEnded.wait { $0 ? true : nil }
    }

    private func serve(_ hub: AppendHub) {
        while true {
            let (work, ending) = mailbox.withLock { mailbox in
                defer { mailbox.work = [] }
                return (mailbox.work, mailbox.ending)
            }
            for task in work { task(hub) }
            if ending { break }
            hub.goOn()
            let isIdle = mailbox.withLock { mailbox in
                mailbox.isWaiting = mailbox.work.isEmpty && !mailbox.ending
                return mailbox.isWaiting
            }
            do throws(SystemError) {
                try poll.wait(microseconds: isIdle ? hub.patience : 0) { hub.ready($0, $1) }
            } catch {
                // The kernel may lack memory for it; what waits is served later.
                _ = hasEnded.wait(untilMicroseconds: System.monotonicClock() + Self.pause) { _ -> Bool? in nil
                }
            }
            mailbox.withLock { $0.isWaiting = false }
        }
        hub.closeAll()
    }
}
