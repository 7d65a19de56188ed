import ArgumentParser
import Wire

struct WorkflowCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.workflow }

    @OptionGroup var sides: SidesOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { sides.items + asOf.items + labelsBy.items }
}
