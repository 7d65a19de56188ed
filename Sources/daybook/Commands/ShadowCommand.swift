import ArgumentParser
import Wire

struct ShadowCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.shadow }

    @OptionGroup var model: ModelOptions
    @Option(parsing: .upToNextOption, help: .parameter("versions", of: question)) var versions: [String] = []
    @Option(parsing: .unconditional, help: .parameter("baseline", of: question)) var baseline: String?
    @Option(parsing: .unconditional, help: .parameter("current", of: question)) var current: String?
    @Option(help: .shared("segment")) var segment: [String] = []
    @OptionGroup var filter: FilterOptions
    @Option(parsing: .unconditional, help: .shared("from")) var from: String?
    @Option(parsing: .unconditional, help: .shared("to")) var to: String?
    @Option(parsing: .unconditional, help: .parameter("pair_window", of: question)) var pairWindow: String?
    @Option(parsing: .unconditional, help: .parameter("tolerance", of: question)) var tolerance: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + given("versions", versions) + given("baseline", baseline) + given("current", current)
            + given("segment", segment) + filter.items + given("from", from) + given("to", to)
            + given("pair_window", pairWindow) + given("tolerance", tolerance) + asOf.items + labelsBy.items
    }
}
