import Journal
import Platform
import Synchronization

/// Brings receipts from the writer's thread to the connections, each on its own loop.
///
/// A connection's number says on which loop it lives: number modulo loops.
final class AppendRouter: Sendable {
    let loops: [AppendLoop]
    /// Whether a loop is about to let its connections look again.
    private let resuming: Mutex<[Bool]>

    init(threads: Int) throws(SystemError) {
        var loops: [AppendLoop] = []
        for _ in 0..<threads { loops.append(try AppendLoop()) }
        self.loops = loops
        resuming = Mutex([Bool](repeating: false, count: threads))
    }

    private func place(_ connection: UInt64) -> Int { Int(connection % UInt64(loops.count)) }

    func loop(of connection: UInt64) -> AppendLoop { loops[place(connection)] }

    /// Hands receipts to their connections; called on the writer's thread. One hop a loop, whatever their
    /// number.
    func deliver(_ receipts: [Receipt]) {
        guard loops.count > 1 else { return loops[0].run { $0.deliver(receipts) } }
        var parts = [[Receipt]](repeating: [], count: loops.count)
        for receipt in receipts { parts[place(receipt.connection)].append(receipt) }
        for (loop, part) in zip(loops, parts) where !part.isEmpty { loop.run { $0.deliver(part) } }
    }

    /// Lets every connection that stopped reading look again; any thread.
    func resume() {
        for (place, loop) in loops.enumerated() {
            let isDue = resuming.withLock { resuming in
                defer { resuming[place] = true }
                return !resuming[place]
            }
            guard isDue else { continue }
            loop.run { [self] hub in
                resuming.withLock { $0[place] = false }
                hub.resume()
            }
        }
    }

    /// Runs `body` with each hub on its loop, and returns when it has run on all. Not for the loops
    /// themselves.
    func onEachLoopNow(_ body: @escaping @Sendable (AppendHub) -> Void) {
        for loop in loops { loop.runNow(body) }
    }

    /// Runs `body` with each hub on its loop.
    func onEachLoop(_ body: @escaping @Sendable (AppendHub) -> Void) {
        for loop in loops { loop.run(body) }
    }

    func start() { for loop in loops { loop.start() } }

    /// Ends the loops; connections that are still there are closed.
    func stop() { for loop in loops { loop.stop() } }
}
