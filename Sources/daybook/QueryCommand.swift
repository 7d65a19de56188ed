import ArgumentParser
import Client
import Wire

/// A verb that asks one question and prints the answer.
protocol QueryCommand: AsyncParsableCommand {
    static var question: QuerySpecification { get }
    /// What was given, by names of the specification.
    var items: [QueryItem] { get }
    var sockets: SocketOptions { get }
    var output: OutputOptions { get }
}

extension QueryCommand {
    static var configuration: CommandConfiguration { .asking(question) }

    func run() async throws {
        try await Asking(sockets).printAnswer(Self.question, items, output)
    }
}

/// Questions to the daemon.
struct Asking {
    private let client: QueryClient

    init(_ sockets: SocketOptions) {
        client = QueryClient(socket: sockets.queryPath)
    }

    /// Asks and prints the answer as the daemon wrote it.
    /// - Throws: `Failure` for what the daemon says no to, `ClientError` when there is no answer.
    func printAnswer(_ question: QuerySpecification, _ items: [QueryItem], _ output: OutputOptions)
        async throws
    {
        let items = try await resolved(question, items)
        try Self.check(question, items)
        let accept = output.form.format.mediaType
        try await stream(question.target(items + output.rendering), accept: accept, to: Screen.write)
    }

    /// Hands the body of an answer over piece by piece.
    /// - Throws: `Failure` when the answer is a problem; nothing was handed over then.
    func stream(
        _ target: String, accept: String, to body: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws {
        let problem = Gathered()
        let response = try await client.get(target, accept: accept) { head, bytes in
            if head.status == 200 { try body(bytes) } else { problem.add(bytes) }
        }
        guard response.status == 200 else {
            throw Failure(
                QueryResponse(status: response.status, headers: response.headers, body: problem.bytes))
        }
    }

    /// The answer in JSON, whole.
    func json(_ question: QuerySpecification, _ items: [QueryItem]) async throws -> [UInt8] {
        let items = try await resolved(question, items)
        try Self.check(question, items)
        let response = try await client.get(question.target(items), accept: AnswerFormat.json.mediaType)
        guard response.status == 200 else { throw Failure(response) }
        return response.body
    }

    /// The items with the times that only the command line takes made absolute; see `RelativeTimes`.
    func resolved(_ question: QuerySpecification, _ items: [QueryItem]) async throws -> [QueryItem] {
        try await RelativeTimes.resolve(question, items) {
            try RelativeTimes.head(status: await json(QuerySpecifications.status, []))
        }
    }

    /// Checks the arguments as the daemon will, so that a slip is named before anything is sent.
    static func check(_ question: QuerySpecification, _ items: [QueryItem]) throws {
        do throws(ArgumentError) {
            _ = try QueryArguments(question, items)
        } catch {
            let parameter = error.parameter.flatMap(question.parameter)
            let place = parameter.map { $0.inPath ? "<\($0.name)>: " : "\($0.flag): " } ?? ""
            // Beside what the protocol takes, not beside what is wrong with a date.
            let others = parameter.flatMap { RelativeTimes.forms(of: $0.kind) }
            let more = error.message.contains("expected a ") ? others.map { "; also \($0)" } ?? "" : ""
            throw Failure(.usage, "\(place)\(error.message)\(more)")
        }
    }
}
