import ArgumentParser
import Client
import Foundation
import JSON
import Model
import Platform
import Wire

struct ReplayFreezeCommand: AsyncParsableCommand {
    static var question: QuerySpecification { QuerySpecifications.replayCandidates }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "freeze",
            abstract: "Freeze the decisions that a selection finds, under a name.",
            discussion: """
                Takes the most recent decisions with known outcomes, or a balanced draw of \
                them, and puts their ids, the criteria and a digest on record. A set never \
                changes; a name that exists is refused.

                EXAMPLES
                  daybook replay freeze june-baseline --model lead-score
                      The 200 latest decisions with a label
                  daybook replay freeze half-half --model lead-score --size 500 --stratify label
                      As many of each class as there are to be had

                EXIT STATUS
                  0   the set is on record
                  1   the name is taken, or the set was refused
                  64  the command line or a parameter is wrong
                  66  there is nothing to freeze
                  69  the daemon cannot be reached
                  70  the daemon failed or sent what is no answer
                  75  not now, or whether it was frozen is not known: see daybook replay list
                """)
    }

    @Argument(help: "The name of the new set.") var name: String
    @Option(help: .parameter("model", of: question)) var model: String
    @Option(parsing: .unconditional, help: .parameter("size", of: question)) var size: String?
    @OptionGroup var selection: SelectionOptions
    @Option(help: .parameter("stratify", of: question)) var stratify: String?
    @Option(parsing: .unconditional, help: .parameter("seed", of: question)) var seed: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @Flag(help: "Print the result as JSON.") var json = false
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("model", model) + given("size", size) + selection.items + given("stratify", stratify)
            + given("seed", seed) + asOf.items + labelsBy.items
    }

    func run() async throws {
        guard (try? Identifier(validating: name)) != nil else {
            throw Failure(
                .usage, "the name of a set has 1 to \(Limits.identifierBytes) bytes and no control characters"
            )
        }
        let answer = try await Asking(sockets).json(Self.question, items)
        let now = Timestamp(microseconds: System.wallClock())
        let set = try FrozenSet(name: name, at: now, candidates: answer)
        let position = try await append(set)
        if json {
            try Screen.write(set.report(position: position).bytes + [UInt8(ascii: "\n")])
        } else {
            let members = Screen.count(UInt64(set.members), "member")
            try Screen.print("froze \(name) at position \(position): \(members), digest \(set.digest)")
        }
    }

    /// Which event has the name, from the words of the refusal: ` by the event at position 7`. Where the
    /// events differ does not matter to one who wants a new set.
    static func holder(_ message: String) -> String {
        guard let found = message.firstMatch(of: /at position ([0-9]+)/) else { return "" }
        return " by the event at position \(found.1)"
    }

    private func append(_ set: FrozenSet) async throws -> Position {
        guard let answer = try await SingleLine.deliver(set.bytes, sockets) else {
            throw Failure(
                .tryAgain, "the daemon does not say whether \(name) was frozen; see: daybook replay list")
        }
        switch answer {
        case .appended(let position), .duplicate(let position): return position
        case .refused(let refused) where refused.code == Refusal.Code.conflict.rawValue:
            throw Failure(
                .found,
                "the name \(name) is taken\(Self.holder(refused.message)), and a set never changes; choose another"
            )
        case .refused(let refused):
            let field = refused.field.map { " at \($0)" } ?? ""
            throw Failure(.found, "the set was refused: \(refused.code)\(field): \(refused.message)")
        }
    }
}
