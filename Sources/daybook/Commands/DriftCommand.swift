import ArgumentParser
import Wire

struct DriftCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.drift }

    @OptionGroup var sides: SidesOptions
    @Option(help: .parameter("feature", of: question)) var feature: [String] = []
    @Option(help: .parameter("segments", of: question)) var segments: String?
    @OptionGroup var rule: ComparisonOptions
    @Option(help: .parameter("correction", of: question)) var correction: String?
    @Option(help: .parameter("seasonal", of: question)) var seasonal: String?
    @Option(help: .parameter("windows", of: question)) var windows: String?
    @Option(help: .parameter("sustained", of: question)) var sustained: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        sides.items + given("feature", feature) + given("segments", segments)
            + rule.items + given("correction", correction) + given("seasonal", seasonal)
            + given("windows", windows) + given("sustained", sustained) + asOf.items + labelsBy.items
    }
}
