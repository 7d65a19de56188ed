import Daemon
import Journal
import Logging
import Platform

/// A daemon that acknowledges before it commits: the bug that the kill loop exists to find, planted on
/// purpose.
@main
struct Canary {
    static func main() throws {
        guard CommandLine.arguments.count == 3, CommandLine.arguments[1] == "run" else {
            print("usage: acknowledge-early-canary run DIR")
            return
        }
        System.ignoreWriteSignals()
        StopSignals.take()
        var faults = PlantedFaults()
        faults.acknowledgeBeforeCommit = true
        let log = LineLog(level: .error, format: .logfmt)
        let daemon = try Daemon(
            DaemonConfiguration(directory: CommandLine.arguments[2]),
            logger: Logger(label: "canary") { _ in log },
            faults: faults
        ) { StopSignals.request() }
        _ = StopSignals.wait()
        daemon.stop()
    }
}
