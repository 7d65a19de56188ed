import Daemon
import Foundation
import Journal
import Logging
import Platform
import Projections
import Synchronization

/// A daemon whose generations are so small that it seals and merges all the time, and which kills itself
/// (SIGKILL, as `kill -9` does) just before a commit of a checkpoint or a merge: the one that DAYBOOK_DIE_AT
/// names, such as `merge:3` for the third of a merge.
///
///     dies-at-steps run DIR        serves
///     dies-at-steps rebuild DIR    makes the projections anew
@main
struct DiesAtSteps {
    static func main() throws {
        guard CommandLine.arguments.count == 3 else {
            print("usage: DAYBOOK_DIE_AT=checkpoint|merge:N dies-at-steps run|rebuild DIR")
            return
        }
        let directory = CommandLine.arguments[2]
        if CommandLine.arguments[1] == "rebuild" { try rebuild(directory) } else { try run(directory) }
    }

    private static func rebuild(_ directory: String) throws {
        let journal = try Journal(opening: directory)
        let projector = try Projector(journal: journal, directory: journal.paths.views, options: options)
        let rebuilt = try projector.rebuild()
        print("position \(rebuilt.position), \(rebuilt.difference ?? "equal")")
    }

    private static func run(_ directory: String) throws {
        System.ignoreWriteSignals()
        StopSignals.take()
        var configuration = DaemonConfiguration(directory: directory)
        configuration.projections = options
        let log = LineLog(level: .error, format: .logfmt)
        let daemon = try Daemon(configuration, logger: Logger(label: "dies-at-steps") { _ in log }) {
            StopSignals.request()
        }
        _ = StopSignals.wait()
        daemon.stop()
    }

    private static var options: EngineOptions {
        var options = EngineOptions()
        options.events = 500
        options.transactionBytes = 16 << 10
        options.runs.blockPages = 1
        options.runs.stepBytes = 16 << 10
        options.runs.fanIn = 2
        options.runs.smallRun = 64
        guard let moment = ProcessInfo.processInfo.environment["DAYBOOK_DIE_AT"] else { return options }
        let words = moment.split(separator: ":")
        let kind = words.first.map(String.init) ?? ""
        let left = Countdown(words.count == 2 ? Int(words[1]) ?? 1 : 1)
        options.beforeCommit = { step in
            guard Self.name(step) == kind, left.isOver() else { return }
            FileHandle.standardError.write(Data("died at \(step)\n".utf8))
            kill(getpid(), SIGKILL)
        }
        return options
    }

    private static func name(_ step: EngineStep) -> String {
        switch step {
        case .columns, .columnsVisible, .runs(.seal), .runs(.sealVisible): "checkpoint"
        case .runs: "merge"
        }
    }
}

/// Counts down to a moment, in whichever thread it comes.
private final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    func isOver() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }
}
