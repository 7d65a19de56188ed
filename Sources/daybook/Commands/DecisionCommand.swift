import ArgumentParser
import Wire

struct DecisionCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.decision }

    @Argument(help: .parameter("id", of: question)) var id: String
    @Option(parsing: .unconditional, help: .parameter("pair_window", of: question)) var pairWindow: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("id", id) + given("pair_window", pairWindow) + asOf.items + labelsBy.items
    }
}
