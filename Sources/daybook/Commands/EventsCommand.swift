import ArgumentParser
import Wire

struct EventsCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.events }

    @Option(help: .parameter("after", of: question)) var after: String?
    @Option(help: .parameter("limit", of: question)) var limit: String?
    @Option(help: .parameter("type", of: question)) var type: [String] = []
    @OptionGroup var model: ModelOptions
    @Option(help: .parameter("from", of: question)) var from: String?
    @Option(help: .parameter("to", of: question)) var to: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("after", after) + given("limit", limit) + given("type", type) + model.items
            + given("from", from)
            + given("to", to) + asOf.items
    }
}
