import ArgumentParser
import Wire

struct SelectionCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.selection }

    @OptionGroup var model: ModelOptions
    @OptionGroup var selection: SelectionOptions
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @Option(parsing: .unconditional, help: .parameter("sample", of: question)) var sample: String?
    @Option(parsing: .unconditional, help: .parameter("seed", of: question)) var seed: String?
    @OptionGroup var maturity: MaturityOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + selection.items + given("by", by) + given("sample", sample) + given("seed", seed)
            + maturity.items + asOf.items + labelsBy.items
    }
}
