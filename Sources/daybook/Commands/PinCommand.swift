import ArgumentParser
import Wire

struct PinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Put an answer on record under a name, to compare with later.",
        discussion: """
            A pin keeps the question, the position it was answered at and a digest of the answer. \
            It can be asked for again at any time, checked to the byte, and be a side of a comparison.

            EXAMPLES
              daybook pin before-update -- distribution --model lead-score --version v1
              daybook pin check before-update
              daybook compare --model lead-score --baseline pin=before-update --current version=v2
            """,
        subcommands: [
            PinAddCommand.self, PinListCommand.self, PinShowCommand.self, PinCheckCommand.self,
        ],
        defaultSubcommand: PinAddCommand.self)
}

struct PinListCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.pins }

    @OptionGroup var model: ModelOptions
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { model.items + asOf.items }
}

struct PinShowCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.pin }

    @Argument(help: .parameter("name", of: question)) var name: String
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { given("name", name) + asOf.items }
}

struct PinCheckCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.pinCheck }

    static var configuration: CommandConfiguration {
        .asking(
            question,
            more:
                "The exit status is \(ExitReason.found.rawValue) when the answer is not the pinned one, byte "
                + "for byte, and 0 when it is, whatever has changed since.")
    }

    @Argument(help: .parameter("name", of: question)) var name: String
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { given("name", name) + asOf.items }

    func run() async throws {
        let asking = Asking(sockets)
        let answer = try await asking.json(Self.question, items)
        do {
            if output.form == .json {
                try Screen.write(answer)
            } else {
                try await asking.printAnswer(Self.question, items, output)
            }
        } catch is ClosedPipe {
            // Whoever reads no further still learns whether the pin is reproduced.
        }
        if try !PinVerdict.isReproduced(answer) { throw ExitCode(ExitReason.found.rawValue) }
    }
}
