import ArgumentParser
import Daemon
import Logging
import Platform

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves a ledger until it is asked to stop.",
        discussion:
            "SIGTERM, SIGINT and `daybookd stop` end it: what was taken is written and answered first.")

    @Argument(help: "The ledger's directory.")
    var directory: String

    @OptionGroup
    var settings: Settings

    func validate() throws {
        _ = try settings.configuration(directory)
    }

    /// Whether the path is that of a socket, which the one who started the daemon chose.
    private func isSocket(_ path: String) -> Bool {
        guard let configuration = try? settings.configuration(directory) else { return false }
        return [configuration.appendSocket, configuration.querySocket, configuration.controlSocket]
            .contains { $0.utf8.elementsEqual(path.utf8) }
    }

    func run() throws {
        // Before there are threads: what is made is for this user alone, and the signals are ours to wait
        // for.
        System.setFileModeMask(0o077)
        System.ignoreWriteSignals()
        StopSignals.take()
        do {
            try LedgerDirectory.check(directory)
            let configuration = try settings.configuration(directory)
            let log = LineLog(
                level: Logger.Level(rawValue: configuration.logLevel) ?? .info,
                format: configuration.logFormat)
            let logger = Logger(label: "daybookd") { _ in log }
            let daemon = try Daemon(configuration, logger: logger) { StopSignals.request() }
            _ = StopSignals.wait()
            daemon.stop()
        } catch let error as SystemError where isSocket(error.path) {
            throw Exit.report("the socket cannot be made: \(error)", Exit.usage)
        } catch {
            throw Exit.report(error)
        }
    }
}
