import ArgumentParser
import Wire

struct WhatIfCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.whatIf }

    @Option(help: .parameter("model", of: question)) var model: String?
    @OptionGroup var selection: SelectionOptions
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @Option(parsing: .unconditional, help: .parameter("threshold", of: question)) var threshold: String?
    @Option(help: .parameter("thresholds", of: question)) var thresholds: [String] = []
    @Option(parsing: .unconditional, help: .parameter("percentile", of: question)) var percentile: String?
    @Option(help: .parameter("policy", of: question)) var policy: String?
    @Option(parsing: .unconditional, help: .parameter("capacity", of: question)) var capacity: String?
    @Option(help: .parameter("acted", of: question)) var acted: [String] = []
    @OptionGroup var judging: JudgingOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("model", model) + selection.items + given("by", by) + given("threshold", threshold)
            + given("thresholds", thresholds) + given("percentile", percentile) + given("policy", policy)
            + given("capacity", capacity) + given("acted", acted) + judging.items + asOf.items
            + labelsBy.items
    }
}
