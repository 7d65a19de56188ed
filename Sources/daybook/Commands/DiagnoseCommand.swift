import ArgumentParser
import Wire

struct DiagnoseCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.diagnosis }

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { scope.items + asOf.items + labelsBy.items }
}
