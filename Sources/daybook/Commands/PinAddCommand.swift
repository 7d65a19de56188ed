import ArgumentParser
import Client
import Foundation
import JSON
import Model
import Platform
import Wire

struct PinAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Ask a question and pin its answer. The word add may be left out.",
        discussion: """
            What follows -- is a question as it is typed behind daybook. Its answer of now, or as of the \
            position that it names, is put on record by a digest, with the parameters as used. A pin never \
            changes; a name that exists is refused. A pin called add, check, list or show needs the word add.

            EXAMPLES
              daybook pin before-update -- distribution --model lead-score --version v1
              daybook pin june --by ann -- feedback --model lead-score --to 2009-07-01

            EXIT STATUS
              0   the answer is pinned
              1   the name is taken, or the pin was refused
              64  the command line or a parameter is wrong
              66  there is nothing of the name that the question is about
              69  the daemon cannot be reached
              70  the daemon failed or sent what is no answer
              75  not now, or whether it was pinned is not known: see daybook pin list
            """)

    @Argument(help: "The name of the new pin.") var name: String
    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("The question, behind --.", valueName: "question"))
    var words: [String] = []
    @Option(
        help: "The model that the pin is listed under. Default: the one that the question is about.")
    var model: String?
    @Option(help: "Who pins it. Default: the user's name.") var by: String?
    @Flag(help: "Print the result as JSON.") var json = false
    @OptionGroup var sockets: SocketOptions

    func run() async throws {
        guard (try? Identifier(validating: name)) != nil else {
            throw Failure(
                .usage, "the name of a pin has 1 to \(Limits.identifierBytes) bytes and no control characters"
            )
        }
        let command = try Self.question(words)
        let question = type(of: command).question
        let sockets = sockets.else(command.sockets)
        let asking = Asking(sockets)
        let items = try await asking.resolved(question, command.items)
        let answer = try await asking.json(question, items)
        let pin = try PinnedAnswer(
            name: name, model: model, by: by ?? ProcessInfo.processInfo.userName,
            at: Timestamp(microseconds: System.wallClock()), question, items, answer: answer)
        let position = try await append(pin, sockets)
        if json {
            try Screen.write(pin.report(pinned: position).bytes + [UInt8(ascii: "\n")])
        } else {
            try Screen.print(
                "pinned \(name) at position \(position): \(pin.query) as of position \(pin.position), "
                    + "digest \(pin.digest)")
        }
    }

    /// The question that the words are the command line of.
    /// - Throws: `Failure` when they are none, or one whose answers cannot be pinned.
    static func question(_ words: [String]) throws -> any QueryCommand {
        guard !words.isEmpty else {
            throw Failure(
                .usage, "there is no question; expected one behind --, such as: -- distribution --model NAME")
        }
        let command: any ParsableCommand
        do {
            command = try Daybook.parseAsRoot(words)
        } catch {
            let text = Daybook.message(for: error)
            throw Failure(.usage, "the question behind --: \(text.isEmpty ? words[0] : text)")
        }
        guard let query = command as? any QueryCommand, type(of: query).question.isPinnable else {
            throw Failure(
                .usage, "\(words[0]) has no answer that can be pinned: it belongs to no position")
        }
        return query
    }

    private func append(_ pin: PinnedAnswer, _ sockets: SocketOptions) async throws -> Position {
        switch try await SingleLine.deliver(pin.bytes, sockets) {
        case .appended(let position), .duplicate(let position): return position
        case .refused(let refused) where refused.code == Refusal.Code.conflict.rawValue:
            throw Failure(
                .found,
                "the name \(name) is taken\(ReplayFreezeCommand.holder(refused.message)), and a pin never changes; "
                    + "choose another")
        case .refused(let refused):
            let field = refused.field.map { " at \($0)" } ?? ""
            throw Failure(.found, "the pin was refused: \(refused.code)\(field): \(refused.message)")
        case nil:
            throw Failure(
                .tryAgain, "the daemon does not say whether \(name) was pinned; see: daybook pin list")
        }
    }
}
