import ArgumentParser
import Wire

struct ReplayDiffCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.replayDiff }

    @Argument(help: .parameter("name", of: question)) var name: String
    @Option(parsing: .upToNextOption, help: .parameter("versions", of: question)) var versions: [String] = []
    @Option(parsing: .unconditional, help: .parameter("tolerance", of: question)) var tolerance: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("name", name) + given("versions", versions) + given("tolerance", tolerance) + asOf.items
            + labelsBy.items
    }
}
