import ArgumentParser
import Wire

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Freeze decisions under a name, to score them again with another version.",
        discussion: """
            A replay set never changes: its members, how they were chosen and a digest are on record.

            EXAMPLES
              daybook replay freeze june-baseline --model lead-score --size 200
              daybook replay export june-baseline -o june-baseline.ndjson
              daybook replay diff june-baseline --versions v1 v2
            """,
        subcommands: [
            ReplayFreezeCommand.self, ReplayListCommand.self, ReplayShowCommand.self,
            ReplayExportCommand.self, ReplayDiffCommand.self,
        ])
}

struct ReplayListCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.replaySets }

    @OptionGroup var model: ModelOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { model.items + asOf.items }
}

struct ReplayShowCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.replaySet }

    @Argument(help: .parameter("name", of: question)) var name: String
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { given("name", name) + asOf.items }
}
