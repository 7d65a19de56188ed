import ArgumentParser
import Wire

struct CompareCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.compare }

    @OptionGroup var sides: SidesOptions
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @OptionGroup var rule: ComparisonOptions
    @Option(parsing: .unconditional, help: .parameter("bins", of: question)) var bins: String?
    @Option(parsing: .unconditional, help: .parameter("low", of: question)) var low: String?
    @Option(parsing: .unconditional, help: .parameter("high", of: question)) var high: String?
    @Option(parsing: .unconditionalSingleValue, help: .parameter("quantiles", of: question)) var quantiles:
        [String] = []
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        sides.items + given("by", by) + rule.items + given("bins", bins)
            + given("low", low) + given("high", high) + given("quantiles", quantiles) + asOf.items
            + labelsBy.items
    }
}
