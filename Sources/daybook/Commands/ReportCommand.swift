import ArgumentParser
import Wire

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "One page out of the answers to several questions.",
        discussion: """
            Each part of a page names the command that asks it alone.

            EXAMPLES
              daybook report update --model lead-score
              daybook report update --model lead-score --html > update.html
              daybook report starter --model lead-score
            """,
        subcommands: [ReportUpdateCommand.self, ReportStarterCommand.self])
}

struct ReportUpdateCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.updateReport }

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { scope.items + asOf.items + labelsBy.items }
}

struct ReportStarterCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.starterReport }

    @OptionGroup var model: ModelOptions
    @Option(help: .parameter("days", of: question)) var days: String?
    @Option(help: .parameter("features", of: question)) var features: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + given("days", days) + given("features", features) + asOf.items + labelsBy.items
    }
}
