import Documents
import JSON
import Journal
import Model
import Platform
import Queries
import Wire

/// Turns a request's line and `Accept` into an answer, on a thread that may wait.
struct QueryResponder: Sendable {
    let engine: QueryEngine
    let journal: Journal

    /// What a question asks for, without the connection it came by.
    struct Ask: Sendable {
        let uri: String
        let accept: String?
        /// Microseconds of the monotonic clock.
        let deadline: Int64
    }

    /// Answers on the caller's thread; every failure is an answer too.
    func respond(_ ask: Ask) -> QueryResponse {
        let halves = ask.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(halves[0])
        if path == "/v1/openapi.json" { return openAPI }
        do {
            let items = try PercentEncoding.items(ofQuery: halves.count > 1 ? halves[1] : "")
            let (given, rest) = try RenderingArguments.take(from: items)
            return try answer(
                path, rest, AcceptHeader(ask.accept), items.count != rest.count ? given : nil, ask.deadline)
        } catch let error as ArgumentError {
            return .problem(
                400, code: QueryFailure.Code.badParameter.rawValue, title: "A parameter cannot be used",
                detail: error.message, parameter: error.parameter)
        } catch let failure as QueryFailure {
            return .problem(
                failure.status, code: failure.code.rawValue, title: failure.title, detail: failure.detail,
                parameter: failure.parameter)
        } catch {
            return .problem(
                500, code: "internal", title: "The question could not be answered", detail: "\(error)")
        }
    }

    private var notAcceptable: QueryResponse {
        let forms = AnswerFormat.allCases.map(\.mediaType).joined(separator: ", ")
        return .problem(
            406, code: "not_acceptable", title: "No form of the answer is accepted",
            detail: "expected one of \(forms) in Accept")
    }

    private var openAPI: QueryResponse {
        QueryResponse(
            status: 200, contentType: "application/json", body: QuerySpecifications.openAPI().bytes + [0x0a])
    }

    private func answer(
        _ path: String, _ query: [(name: String, value: String)], _ accept: AcceptHeader?,
        _ asked: RenderingArguments?, _ deadline: Int64
    ) throws -> QueryResponse {
        let head = journal.head.position
        switch try engine.answer(path: path, query: query, deadline: deadline) {
        case .bytes(let contentType, let body):
            return QueryResponse(status: 200, contentType: contentType, body: body, position: head)
        case .document(let document):
            // Lines for machines come in one form; a document comes in those that it can be rendered to.
            guard let accept else { return notAcceptable }
            let rendering = asked ?? accept.rendering
            let (contentType, body) = render(
                document, format: accept.documentFormat, width: rendering.width, colour: rendering.colour,
                bars: rendering.bars)
            return QueryResponse(
                status: 200, contentType: contentType, body: body,
                position: Self.position(of: document) ?? head)
        }
    }

    /// The position that an answer says it is of.
    private static func position(of document: Document) -> UInt64? {
        guard let fact = document.parameters.first(where: { $0.key == "position" }),
            case .integer(let position) = fact.value
        else { return nil }
        return UInt64(exactly: position)
    }
}
