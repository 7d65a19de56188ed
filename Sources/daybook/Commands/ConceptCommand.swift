import ArgumentParser
import Wire

struct ConceptCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.concept }

    @OptionGroup var sides: SidesOptions
    @Option(parsing: .unconditional, help: .parameter("stable", of: question)) var stable: String?
    @Option(help: .parameter("window", of: question)) var window: String?
    @OptionGroup var maturity: MaturityOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        sides.items + given("stable", stable) + given("window", window) + maturity.items + asOf.items
            + labelsBy.items
    }
}
