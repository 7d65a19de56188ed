import ArgumentParser
import Wire

struct LeakageCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.leakage }

    @OptionGroup var model: ModelOptions
    @OptionGroup var selection: SelectionOptions
    @Option(parsing: .unconditional, help: .parameter("margin", of: question)) var margin: String?
    @Option(parsing: .unconditional, help: .parameter("significance", of: question)) var significance: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + selection.items + given("margin", margin) + given("significance", significance)
            + asOf.items + labelsBy.items
    }
}
