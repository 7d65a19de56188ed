import ArgumentParser
import Journal

struct Initialize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Makes an empty ledger in a directory of its own.")

    @Argument(help: "The ledger's directory; made when it is not there, refused when it holds anything.")
    var directory: String

    @OptionGroup
    var remote: RemoteSwitch

    func run() throws {
        do {
            try LedgerDirectory.checkNew(directory)
            let allowRemote = try remote.isOn
            try Journal.create(in: directory, allowRemote: allowRemote)
            let journal = try Journal(
                opening: directory, readOnly: true, options: Journal.Options(allowRemote: allowRemote))
            print("ledger \(journal.identity) in \(journal.paths.directory)")
        } catch {
            throw Exit.report(error)
        }
    }
}
