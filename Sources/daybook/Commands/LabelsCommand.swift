import ArgumentParser
import Wire

struct LabelsCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.labels }

    @OptionGroup var sides: SidesOptions
    @Option(parsing: .unconditional, help: .parameter("within", of: question)) var within: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { sides.items + given("within", within) + asOf.items + labelsBy.items }
}
