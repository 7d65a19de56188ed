import ArgumentParser
import Wire

struct ModelsCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.models }

    @OptionGroup var model: ModelOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { model.items + asOf.items }
}
