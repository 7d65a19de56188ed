import ArgumentParser

/// The daemon's executable: arguments in, exit code out.
@main
struct Daybookd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybookd",
        abstract: "Keeps a ledger of automated decisions, and answers questions about it.",
        discussion: """
            One daemon serves one ledger, a directory of its own on a local disk.

            EXIT CODES
              0   done
              1   verify found a record that is not what was written; rebuild found rows that differ
              64  the command line, or a socket's path, cannot be used
              65  the ledger is refused: there is none, or it is not whole
              69  no daemon is reachable
              70  something failed that should not
              75  another daemon holds the ledger, or a socket is in use; try again later
            """,
        version: "0.1.0",
        subcommands: [Initialize.self, Run.self, Verify.self, Rebuild.self, Stop.self])
}
