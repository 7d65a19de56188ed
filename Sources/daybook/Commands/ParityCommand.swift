import ArgumentParser
import Wire

struct ParityCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.parity }

    @OptionGroup var model: ModelOptions
    @Option(help: .parameter("version", of: question)) var version: String?
    @Option(help: .parameter("segment", of: question)) var segment: [String] = []
    @OptionGroup var filter: FilterOptions
    @Option(parsing: .unconditional, help: .parameter("from", of: question)) var from: String?
    @Option(parsing: .unconditional, help: .parameter("to", of: question)) var to: String?
    @Option(parsing: .unconditional, help: .parameter("bound", of: question)) var bound: String?
    @Option(parsing: .unconditional, help: .parameter("significance", of: question)) var significance: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + given("version", version) + given("segment", segment) + filter.items
            + given("from", from) + given("to", to) + given("bound", bound)
            + given("significance", significance) + asOf.items
    }
}
