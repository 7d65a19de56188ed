import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybook-bench",
        abstract: "Measures a daemon of this build, with its references in the same run.",
        discussion: """
            Build with -c release. Absolute times mean little on a shared machine: quote the ratios.
              daybook-bench append --events 200000
              daybook-bench latency
              daybook-bench fill --ledger /data/filled --decisions 10000000
              daybook-bench query --ledger /data/filled
            """,
        subcommands: [
            GenerateCommand.self, FillCommand.self, AppendCommand.self, LatencyCommand.self,
            QueryCommand.self, RebuildCommand.self, MixedCommand.self, SummaryCommand.self,
        ])
}
