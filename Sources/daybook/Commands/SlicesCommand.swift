import ArgumentParser
import Wire

struct SlicesCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.slices }

    @OptionGroup var sides: SidesOptions
    @Option(help: .parameter("figure", of: question)) var figure: String?
    @Option(parsing: .unconditional, help: .parameter("top", of: question)) var top: String?
    @Option(parsing: .unconditional, help: .parameter("least", of: question)) var least: String?
    @Option(help: .parameter("pairs", of: question)) var pairs: String?
    @Option(parsing: .unconditional, help: .parameter("high", of: question)) var high: String?
    @Option(parsing: .unconditional, help: .parameter("low", of: question)) var low: String?
    @Option(parsing: .unconditional, help: .parameter("examples", of: question)) var examples: String?
    @Option(parsing: .unconditional, help: .parameter("significance", of: question)) var significance: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        sides.items + given("figure", figure) + given("top", top) + given("least", least)
            + given("pairs", pairs) + given("high", high) + given("low", low) + given("examples", examples)
            + given("significance", significance) + asOf.items + labelsBy.items
    }
}
