import ArgumentParser
import Wire

struct PerformanceCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.performance }

    @OptionGroup var model: ModelOptions
    @OptionGroup var selection: SelectionOptions
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @Option(help: .parameter("window", of: question)) var window: String?
    @Option(help: .parameter("band", of: question)) var band: [String] = []
    @Option(parsing: .unconditional, help: .parameter("threshold", of: question)) var threshold: String?
    @Option(parsing: .unconditional, help: .parameter("percentile", of: question)) var percentile: String?
    @OptionGroup var judging: JudgingOptions
    @Option(help: .parameter("definitions", of: question)) var definitions: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + selection.items + given("by", by) + given("window", window) + given("band", band)
            + given("threshold", threshold) + given("percentile", percentile) + judging.items
            + given("definitions", definitions) + asOf.items + labelsBy.items
    }
}
