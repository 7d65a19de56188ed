import ArgumentParser
import Foundation
import Wire

struct PromoteCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.promotion }

    static var configuration: CommandConfiguration {
        .asking(
            question,
            more: """
                With --record the verdict is also put on record, as a review of the version: accept for \
                promote, else disqualify, with the rules that failed and the position it was answered at. \
                Its id is made of these, so that recording the same twice is once.

                EXIT STATUS
                  0   promote; with --record, and the review is on record, now or before
                  1   do not promote, or not enough to say; or the review was refused
                  64  the command line or a parameter is wrong
                  66  there is no such model
                  69  the daemon cannot be reached
                  75  not now, or whether the review is on record is not known: run it again
                """)
    }

    @Option(help: .parameter("model", of: question)) var model: String
    @Option(help: .parameter("version", of: question)) var version: String
    @Option(help: .parameter("beside", of: question)) var beside: String?
    @Flag(help: "Put the verdict on record as a review of the version.") var record = false
    @Option(help: "Who reviews. Default: the user's name.") var by: String?
    @Option(help: "What the reviewer has to say.") var note: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("model", model) + given("version", version) + given("beside", beside) + asOf.items
            + labelsBy.items
    }

    func validate() throws {
        guard record || (by == nil && note == nil) else {
            throw ValidationError("--by and --note are of the review, so they need --record")
        }
    }

    func run() async throws {
        let asking = Asking(sockets)
        var items = try await asking.resolved(Self.question, items)
        let answer = try await asking.json(Self.question, items)
        let verdict = try PromotionVerdict(answer)
        // What is printed is the answer that is recorded, even if more came in between.
        items.removeAll { $0.name.utf8.elementsEqual("as_of".utf8) }
        items.append(("as_of", String(verdict.position)))
        var recorded: String?
        if record {
            let review = try PromotionReview(
                model: model, version: version, by: by ?? ProcessInfo.processInfo.userName, note: note,
                verdict, items)
            recorded = try await deliver(review)
        }
        do {
            if output.form == .json {
                try Screen.write(answer)
            } else {
                try await asking.printAnswer(Self.question, items, output)
            }
            // Beside forms for machines, what was recorded is said where it disturbs nothing.
            if let recorded {
                if output.form == .text { try Screen.print(recorded) } else { Screen.note(recorded) }
            }
        } catch is ClosedPipe {
            // Whoever reads no further still learns the verdict.
        }
        if !verdict.isPromoted { throw ExitCode(ExitReason.found.rawValue) }
    }

    /// - Returns: what to say of it.
    private func deliver(_ review: PromotionReview) async throws -> String {
        switch try await SingleLine.deliver(review.bytes, sockets) {
        case .appended(let position):
            return "put on record as the review \(review.id) at position \(position): \(review.verdict)"
        case .duplicate(let position):
            return
                "was on record before, as the review \(review.id) at position \(position): \(review.verdict)"
        case .refused(let refused):
            let field = refused.field.map { " at \($0)" } ?? ""
            throw Failure(
                .found, "the review \(review.id) was refused: \(refused.code)\(field): \(refused.message)")
        case nil:
            throw Failure(
                .tryAgain,
                "the daemon does not say whether the review \(review.id) is on record: run it again")
        }
    }
}
