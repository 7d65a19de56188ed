import Foundation
import Platform
import Synchronization

/// `daybookd` of this build on a ledger, for as long as it is measured.
final class MeasuredDaemon: Sendable {
    let ledger: BenchLedger
    private let process: Mutex<Process>

    var appendSocket: String { ledger.directory + "/append.sock" }
    var querySocket: String { ledger.directory + "/query.sock" }
    var processIdentifier: Int32 { process.withLock { $0.processIdentifier } }

    /// Starts the daemon; returns when it takes connections.
    init(_ ledger: BenchLedger) throws {
        self.ledger = ledger
        process = Mutex(
            try Programs.start(
                Programs.path("daybookd"), ["run", ledger.directory], errors: ledger.logFile))
        try waitUntilItListens()
    }

    deinit { try? stop() }

    private func waitUntilItListens() throws {
        let pause = MonotonicCondition()
        pause.lock()
        defer { pause.unlock() }
        while (try? BlockingSocket(path: appendSocket)) == nil
            || (try? BlockingSocket(path: querySocket)) == nil
        {
            guard process.withLock({ $0.isRunning }) else {
                throw BenchError("daybookd did not come up: \(ledger.log)")
            }
            _ = pause.wait(untilMicroseconds: System.monotonicClock() + 500)
        }
    }

    /// Ends the daemon as an operator would, and waits for it.
    func stop() throws {
        try ledger.note()
        try process.withLock { process in
            guard process.isRunning else { return }
            process.terminate()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw BenchError("daybookd ended with \(process.terminationStatus): \(ledger.log)")
            }
        }
    }

    /// Ends the daemon with no chance to do anything.
    func kill() {
        process.withLock { process in
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Waits until a question sees everything acknowledged so far: it asks for a decision, whose answer waits
    /// for the projections, again and again while the daemon is catching up; seconds that it took.
    func waitUntilVisible(_ decision: Int) throws -> Double {
        let start = System.monotonicClock()
        let connection = try HTTPConnection(path: querySocket)
        try connection.askUntilAnswered { "/v1/decisions/" + Workload.decisionID(decision) }
        return Double(System.monotonicClock() - start) / 1_000_000
    }
}
