import ArgumentParser
import Wire

struct ConfidenceCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.confidence }

    @OptionGroup var model: ModelOptions
    @OptionGroup var selection: SelectionOptions
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @Option(help: .parameter("window", of: question)) var window: String?
    @Option(parsing: .unconditional, help: .parameter("delta", of: question)) var delta: String?
    @Option(parsing: .unconditional, help: .parameter("low", of: question)) var low: String?
    @Option(parsing: .unconditional, help: .parameter("wide", of: question)) var wide: String?
    @OptionGroup var maturity: MaturityOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + selection.items + given("by", by) + given("window", window) + given("delta", delta)
            + given("low", low) + given("wide", wide) + maturity.items + asOf.items + labelsBy.items
    }
}
