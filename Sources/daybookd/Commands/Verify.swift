import ArgumentParser
import Daemon
import Foundation
import JSON
import Journal

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Derives the digest of every record anew and says where the first does not fit.",
        discussion: "Asks the daemon when one holds the ledger, and reads the files when none does.")

    @Argument(help: "The ledger's directory.")
    var directory: String

    @OptionGroup
    var control: ControlSocket

    @OptionGroup
    var remote: RemoteSwitch

    @Flag(help: .hidden)
    var inThisProcess = false

    func run() throws {
        do {
            try LedgerDirectory.check(directory)
            if inThisProcess { return try verifyHere() }
            let path = control.path(directory)
            if let client = ControlClient(path: path) {
                let line = ProgressLine()
                guard let reply = try client.ask(.verify, progress: line.show) else {
                    throw Exit.report("the daemon ended before it had answered", Exit.unreachable)
                }
                return try Self.tell(reply)
            }
            try verifyInChild()
        } catch {
            throw Exit.report(error)
        }
    }

    /// The file may be damaged in a way that ends whoever maps it with a signal, so a child looks at it.
    private func verifyInChild() throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments =
            try ["verify", directory, "--in-this-process"] + (remote.isOn ? ["--allow-remote"] : [])
        try child.run()
        child.waitUntilExit()
        switch child.terminationReason {
        case .exit:
            if child.terminationStatus != 0 { throw ExitCode(child.terminationStatus) }
        default:
            throw Exit.report(
                "\(LedgerPaths(directory).journal) is damaged: reading it ended with signal \(child.terminationStatus); "
                    + "restore the ledger from a backup", Exit.refused)
        }
    }

    private func verifyHere() throws {
        let line = ProgressLine()
        try Self.tell(OfflineVerbs.verify(directory, allowRemote: remote.isOn, progress: line.show))
    }

    private static func tell(_ reply: ControlReply) throws {
        switch reply {
        case .done(let facts):
            print("ok: \(facts["count"]?.integer ?? 0) records, head \(facts["head"]?.string ?? "")")
        case .error("wrong", let message):
            print("wrong: \(message)")
            throw Exit.wrong
        case .error(_, let message): throw Exit.report(message, Exit.failed)
        case .progress: throw Exit.report("no answer", Exit.failed)
        }
    }
}
