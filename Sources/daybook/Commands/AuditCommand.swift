import ArgumentParser
import JSON
import Wire

struct AuditCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.audit }

    static var configuration: CommandConfiguration {
        .asking(
            question,
            more: "Also checks the record itself, now, and says so on standard error; the exit status is "
                + "\(ExitReason.found.rawValue) when it is not whole, 0 when it is.")
    }

    @Option(parsing: .unconditional, help: .parameter("day", of: question)) var day: String?
    @Option(parsing: .unconditional, help: .parameter("week", of: question)) var week: String?
    @OptionGroup var model: ModelOptions
    @OptionGroup var filter: FilterOptions
    @Option(parsing: .unconditional, help: .parameter("overdue_after", of: question)) var overdueAfter:
        String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var labelsBy: LabelsByOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("day", day) + given("week", week) + model.items + filter.items
            + given("overdue_after", overdueAfter) + asOf.items + labelsBy.items
    }

    func run() async throws {
        let asking = Asking(sockets)
        do {
            try await asking.printAnswer(Self.question, items, output)
        } catch is ClosedPipe {
            // Whoever reads no further still learns whether the record is whole.
        }
        let verdict = try Integrity(answer: try await asking.json(QuerySpecifications.integrity, []))
        Screen.note(verdict.line)
        if !verdict.isWhole { throw ExitCode(ExitReason.found.rawValue) }
    }
}

/// What `/v1/integrity` said, in one line.
struct Integrity {
    let isWhole: Bool
    let line: String

    /// - Throws: `Failure` when the bytes are no such answer: silence must not pass for a sound record.
    init(answer: [UInt8]) throws {
        guard let root = try? JSONDocument(answer).root, let facts = root["facts"]?["integrity"],
            let isWhole = facts["ok"]?.boolean
        else {
            throw Failure(
                .internalFault, "the daemon's answer about the integrity of the record cannot be read")
        }
        self.isWhole = isWhole
        if isWhole {
            let verified = facts["verified"].map { JSONValue($0).text } ?? "all"
            line = "integrity: the record is whole (\(verified) records verified)"
        } else {
            let findings = root["findings"]?.elements.compactMap { $0["text"]?.string } ?? []
            line = "integrity: THE RECORD IS NOT WHOLE. \(findings.joined(separator: " "))"
        }
    }
}
