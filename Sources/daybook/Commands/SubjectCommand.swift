import ArgumentParser
import Wire

struct SubjectCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.subject }

    @Argument(help: .parameter("id", of: question)) var id: String
    @Option(parsing: .unconditional, help: .parameter("limit", of: question)) var limit: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { given("id", id) + given("limit", limit) + asOf.items + labelsBy.items }
}
