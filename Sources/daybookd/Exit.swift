import ArgumentParser
import Foundation
import Journal
import Platform

/// The exit codes that `daybookd --help` lists.
enum Exit {
    static let wrong = ExitCode(1)
    static let usage = ExitCode(64)
    static let refused = ExitCode(65)
    static let unreachable = ExitCode(69)
    static let failed = ExitCode(70)
    static let held = ExitCode(75)

    /// Says why on standard error and gives the code to throw.
    static func report(_ message: String, _ code: ExitCode) -> ExitCode {
        write("daybookd: \(message)\n")
        return code
    }

    /// Says what an error means and gives the code to throw.
    static func report(_ error: any Error) -> any Error {
        switch error {
        case let code as ExitCode: code
        case let error as LedgerError:
            switch error.kind {
            case .held: report(error.message, held)
            case .system, .unavailable: report(error.message, failed)
            case .notALedger, .occupied, .damaged, .behindAnchor, .remote, .badRecord:
                report(error.message, refused)
            }
        case let error as ListenerError:
            report(error.message, error.inUse ? held : usage)
        default: report("\(error)", failed)
        }
    }

    static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}

/// How far a long verb is, on standard error when that is a terminal.
struct ProgressLine {
    private let shown = System.isTerminal(2)

    func show(_ done: UInt64, _ total: UInt64) {
        guard shown else { return }
        Exit.write("\r\(done) of \(total)" + (done == total ? "\n" : ""))
    }
}
