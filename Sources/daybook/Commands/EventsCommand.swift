import ArgumentParser
import Wire

struct EventsCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.events }

    static var configuration: CommandConfiguration {
        .asking(
            question,
            more: "Pages of the daemon look at a bounded number of records. Those that hold nothing of what "
                + "was asked for are passed over; a page that may not be the last says how to go on.")
    }

    @Option(parsing: .unconditional, help: .parameter("after", of: question)) var after: String?
    @Option(parsing: .unconditional, help: .parameter("limit", of: question)) var limit: String?
    @Option(help: .parameter("type", of: question)) var type: [String] = []
    @OptionGroup var model: ModelOptions
    @Option(parsing: .unconditional, help: .parameter("from", of: question)) var from: String?
    @Option(parsing: .unconditional, help: .parameter("to", of: question)) var to: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] {
        given("after", after) + given("limit", limit) + given("type", type) + model.items
            + given("from", from)
            + given("to", to) + asOf.items
    }

    func run() async throws {
        let asking = Asking(sockets)
        let items = try await asking.resolved(Self.question, items)
        guard EventPages.isFiltered(items) else {
            return try await asking.printAnswer(Self.question, items, output)
        }
        let line = SearchLine()
        defer { line.clear() }
        let found = try await EventPages(progress: line.show).first(items) {
            try await asking.json(Self.question, $0)
        }
        line.clear()
        if output.form == .json {
            try Screen.write(found.answer)
        } else {
            try await asking.printAnswer(Self.question, found.items, output)
        }
        if let next = found.page.next, let note = Self.more(next, found.page, limit: limit) {
            Screen.note(note)
        }
    }

    /// What is said beside a page that holds fewer events than were asked for, though there may be more.
    static func more(_ next: Int64, _ page: EventPages.Page, limit: String?) -> String? {
        guard page.rows < limit.flatMap({ Int64($0) }) ?? 100 else { return nil }
        return "there may be more: go on with --after \(next)"
    }
}
