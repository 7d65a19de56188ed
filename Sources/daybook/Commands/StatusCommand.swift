import ArgumentParser
import Wire

struct StatusCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.status }

    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { [] }
}
