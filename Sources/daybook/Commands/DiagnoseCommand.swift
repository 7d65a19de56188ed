import ArgumentParser
import Wire

struct DiagnoseCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.diagnosis }

    @OptionGroup var model: ModelOptions
    @Option(help: .parameter("versions", of: question)) var versions: [String] = []
    @Option(name: .customLong("switch"), parsing: .unconditional, help: .parameter("switch", of: question))
    var switchTime: String?
    @Option(help: .parameter("window", of: question)) var window: String?
    @Option(parsing: .unconditional, help: .parameter("baseline", of: question)) var baseline: String?
    @Option(parsing: .unconditional, help: .parameter("current", of: question)) var current: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + given("versions", versions) + given("switch", switchTime) + given("window", window)
            + given("baseline", baseline) + given("current", current) + asOf.items + labelsBy.items
    }
}
