import Journal
import NIOCore
import NIOPosix
import Synchronization

/// Brings receipts from the writer's thread to the connections, each on its own event loop.
///
/// A connection's number says on which loop it lives: number modulo loops.
final class AppendRouter: Sendable {
    let loops: [any EventLoop]
    private let hubs: [NIOLoopBoundBox<AppendHub>]
    /// Whether a loop is about to let its connections look again.
    private let resuming: Mutex<[Bool]>

    init(_ group: MultiThreadedEventLoopGroup) {
        var loops: [any EventLoop] = []
        for loop in group.makeIterator() { loops.append(loop) }
        self.loops = loops
        hubs = loops.map { NIOLoopBoundBox.makeBoxSendingValue(AppendHub($0), eventLoop: $0) }
        resuming = Mutex([Bool](repeating: false, count: loops.count))
    }

    private func place(_ connection: UInt64) -> Int { Int(connection % UInt64(loops.count)) }

    func loop(of connection: UInt64) -> any EventLoop { loops[place(connection)] }

    /// The hub of the loop that the caller runs on.
    func hub(of connection: UInt64) -> AppendHub { hubs[place(connection)].value }

    /// Hands receipts to their connections; called on the writer's thread. One hop a loop, whatever their
    /// number.
    func deliver(_ receipts: [Receipt]) {
        guard loops.count > 1 else { return hop(0, receipts) }
        var parts = [[Receipt]](repeating: [], count: loops.count)
        for receipt in receipts { parts[place(receipt.connection)].append(receipt) }
        for (place, part) in parts.enumerated() where !part.isEmpty { hop(place, part) }
    }

    private func hop(_ place: Int, _ receipts: [Receipt]) {
        let box = hubs[place]
        loops[place].execute { box.value.deliver(receipts) }
    }

    /// Lets every connection that stopped reading look again; any thread.
    func resume() {
        for (place, loop) in loops.enumerated() {
            let isDue = resuming.withLock { resuming in
                defer { resuming[place] = true }
                return !resuming[place]
            }
            guard isDue else { continue }
            let box = hubs[place]
            loop.execute { [self] in
                resuming.withLock { $0[place] = false }
                box.value.resume()
            }
        }
    }

    /// Runs `body` with each hub on its loop, and returns when it has run on all. Not for the loops
    /// themselves.
    func onEachLoopNow(_ body: @escaping @Sendable (AppendHub) -> Void) {
        for (place, loop) in loops.enumerated() {
            let box = hubs[place]
            try? loop.submit { body(box.value) }.wait()
        }
    }

    /// Runs `body` with each hub on its loop.
    func onEachLoop(_ body: @escaping @Sendable (AppendHub) -> Void) {
        for (place, loop) in loops.enumerated() {
            let box = hubs[place]
            loop.execute { body(box.value) }
        }
    }
}
