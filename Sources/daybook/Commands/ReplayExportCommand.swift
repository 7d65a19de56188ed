import ArgumentParser
import Wire

struct ReplayExportCommand: AsyncParsableCommand {
    static var question: QuerySpecification { QuerySpecifications.replayExport }

    static var configuration: CommandConfiguration { .asking(question) }

    @Argument(help: .parameter("name", of: question)) var name: String
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write to this file instead of standard output.", valueName: "FILE"))
    var file: String?
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { given("name", name) }

    func run() async throws {
        try Asking.check(Self.question, items)
        let target = Self.question.target(items)
        // There is only this one form, whatever the daemon calls it.
        let accept = "application/x-ndjson, */*;q=0.5"
        guard let file else {
            try await Asking(sockets).stream(target, accept: accept, to: Screen.write)
            return
        }
        // The file appears only once the set is there, and whole.
        let output = try OutputFile(path: file + ".part")
        do {
            try await Asking(sockets).stream(target, accept: accept, to: output.write)
            try output.finish(as: file)
        } catch {
            output.discard()
            throw error
        }
    }
}
