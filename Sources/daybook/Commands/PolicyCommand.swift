import ArgumentParser
import Wire

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Which thresholds, costs and versions were in force, by whom and since when.",
        subcommands: [PolicyShowCommand.self])
}

struct PolicyShowCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.policy }

    @OptionGroup var model: ModelOptions
    @Option(parsing: .unconditional, help: .parameter("at", of: question)) var at: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { model.items + given("at", at) + asOf.items }
}
