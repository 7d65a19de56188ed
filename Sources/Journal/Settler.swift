import Foundation
import Platform

/// Moves commits from the write-ahead log to the table on a thread of its own, beside the writer: a single
/// append does not wait for it.
final class Settler: Sendable {
    private struct State: Sendable {
        var isDue = false
        var ending = false
        var hasThread = false
    }

    private let journal: Journal
    private let failed: @Sendable (any Error) -> Void
    private let state = Gate(State())

    /// - Parameter failed: told, on that thread, why something could not be moved. All of it is durable in
    ///   the log.
    init(_ journal: Journal, failed: @escaping @Sendable (any Error) -> Void) {
        self.journal = journal
        self.failed = failed
    }

    func start() {
        state.change { $0.hasThread = true }
        let thread = Thread { [self] in
            System.nameThread("settler")
            System.standBack()
            while next() {
                do { try journal.settleFull() } catch { failed(error) }
            }
            state.change { $0.hasThread = false }
        }
        thread.start()
    }

    /// Has it look at the log. Cheap; called after every commit.
    func wake() {
        guard journal.isSettlingDue else { return }
        state.change { $0.isDue = true }
    }

    /// Ends the thread after what it is at.
    func stop() {
        state.change { $0.ending = true }
        _ = state.wait { $0.hasThread ? nil : true }
    }

    /// Waits for something to do; false at the end.
    private func next() -> Bool {
        state.wait { state -> Bool? in
            if state.ending { return false }
            guard state.isDue else { return nil }
            state.isDue = false
            return true
        } ?? false
    }
}
