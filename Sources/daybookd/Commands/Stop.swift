import ArgumentParser
import Daemon
import Foundation
import Journal
import Platform

struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks the daemon to stop, and waits until it has.")

    @Argument(help: "The ledger's directory.")
    var directory: String

    @OptionGroup
    var control: ControlSocket

    /// Seconds to wait after the daemon has closed its sockets.
    private static let patience = 60.0

    func run() throws {
        do {
            try LedgerDirectory.check(directory)
            let paths = LedgerPaths(directory)
            let path = control.path(directory)
            guard let client = ControlClient(path: path) else {
                throw Exit.report("no daemon listens at \(path)", Exit.unreachable)
            }
            if case .error(_, let message) = try client.ask(.stop) { throw Exit.report(message, Exit.failed) }
            client.waitForEnd()
            // The ledger is closed after the sockets; its lock is the last thing given back.
            let deadline = Date(timeIntervalSinceNow: Self.patience)
            let gate = Gate(false)
            while try FileLock(path: paths.lock) == nil {
                guard Date() < deadline else {
                    throw Exit.report(
                        "the daemon has closed its sockets and still holds the ledger", Exit.held)
                }
                _ = gate.wait(until: Date(timeIntervalSinceNow: 0.01)) { $0 ? true : nil }
            }
        } catch {
            throw Exit.report(error)
        }
    }
}
