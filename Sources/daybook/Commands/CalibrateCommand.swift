import ArgumentParser
import Wire

struct CalibrateCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.calibrate }

    @OptionGroup var sides: SidesOptions
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @Option(parsing: .unconditional, help: .parameter("percentile", of: question)) var percentile: String?
    @Option(parsing: .unconditional, help: .parameter("capacity", of: question)) var capacity: String?
    @OptionGroup var judging: JudgingOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        sides.items + given("by", by) + given("percentile", percentile) + given("capacity", capacity)
            + judging.items + asOf.items + labelsBy.items
    }
}
