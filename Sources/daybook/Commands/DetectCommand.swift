import ArgumentParser
import Wire

struct DetectCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.detection }

    @OptionGroup var model: ModelOptions
    @Option(parsing: .upToNextOption, help: .parameter("versions", of: question)) var versions: [String] = []
    @Option(name: .customLong("switch"), parsing: .unconditional, help: .parameter("switch", of: question))
    var switchTime: String?
    @Option(help: .parameter("window", of: question)) var window: String?
    @Option(help: .parameter("step", of: question)) var step: String?
    @Option(help: .parameter("within", of: question)) var within: String?
    @Option(help: .parameter("cause", of: question)) var cause: String?
    @Option(help: .parameter("clock", of: question)) var clock: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + given("versions", versions) + given("switch", switchTime) + given("window", window)
            + given("step", step) + given("within", within) + given("cause", cause) + given("clock", clock)
            + asOf.items
    }
}
