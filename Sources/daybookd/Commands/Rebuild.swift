import ArgumentParser
import Daemon
import JSON
import Journal

struct Rebuild: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the projections anew from the journal and compares them with those that had grown.",
        discussion: "Asks the daemon when one holds the ledger; it goes on serving meanwhile.")

    @Argument(help: "The ledger's directory.")
    var directory: String

    @OptionGroup
    var control: ControlSocket

    @OptionGroup
    var remote: RemoteSwitch

    func run() throws {
        do {
            try LedgerDirectory.check(directory)
            let line = ProgressLine()
            let reply: ControlReply?
            if let client = ControlClient(path: control.path(directory)) {
                reply = try client.ask(.rebuild, progress: line.show)
            } else {
                reply = try OfflineVerbs.rebuild(directory, allowRemote: remote.isOn, progress: line.show)
            }
            try tell(reply)
        } catch {
            throw Exit.report(error)
        }
    }

    private func tell(_ reply: ControlReply?) throws {
        switch reply {
        case .done(let facts):
            let count = "\(facts["rows"]?.integer ?? 0) rows at position \(facts["position"]?.integer ?? 0)"
            guard facts["equal"]?.boolean == true else {
                print("differed: \(count); \(facts["difference"]?.string ?? ""); the new ones are used")
                throw Exit.wrong
            }
            print("ok: \(count), equal to those that had grown")
        case .error(_, let message): throw Exit.report(message, Exit.failed)
        case .progress, nil: throw Exit.report("the daemon ended before it had answered", Exit.unreachable)
        }
    }
}
