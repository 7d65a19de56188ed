import ArgumentParser
import Wire

struct DistributionCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.distribution }

    @OptionGroup var model: ModelOptions
    @OptionGroup var selection: SelectionOptions
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @Option(help: .parameter("window", of: question)) var window: String?
    @Option(parsing: .unconditional, help: .parameter("bins", of: question)) var bins: String?
    @Option(parsing: .unconditional, help: .parameter("low", of: question)) var low: String?
    @Option(parsing: .unconditional, help: .parameter("high", of: question)) var high: String?
    @Option(parsing: .unconditionalSingleValue, help: .parameter("quantiles", of: question)) var quantiles:
        [String] = []
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + selection.items + given("by", by) + given("window", window) + given("bins", bins)
            + given("low", low) + given("high", high) + given("quantiles", quantiles) + asOf.items
    }
}
