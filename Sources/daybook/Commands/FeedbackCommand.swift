import ArgumentParser
import Wire

struct FeedbackCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.feedback }

    @OptionGroup var model: ModelOptions
    @OptionGroup var selection: SelectionOptions
    @Option(help: .parameter("period", of: question)) var period: String?
    @Option(help: .parameter("by", of: question)) var by: [String] = []
    @Option(parsing: .unconditional, help: .parameter("within", of: question)) var within: String?
    @Option(parsing: .unconditional, help: .parameter("overdue_after", of: question)) var overdueAfter:
        String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        model.items + selection.items + given("period", period) + given("by", by) + given("within", within)
            + given("overdue_after", overdueAfter) + asOf.items + labelsBy.items
    }
}
