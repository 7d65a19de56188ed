import Documents
import JSON
import Journal
import Model
import Platform
import Queries
import Wire

/// Turns a request's line and `Accept` into an answer.
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

    /// A request as it was read.
    enum Reading: Sendable {
        case question(Question)
        /// It asks nothing that can be answered otherwise.
        case response(QueryResponse)
    }

    /// What a request asks, and the form that it wants the answer in.
    struct Question: Sendable {
        fileprivate let path: String
        fileprivate let query: [(name: String, value: String)]
        /// Nil when none of the forms is accepted.
        fileprivate let accept: AcceptHeader?
        /// How text is to look, where the URL says so.
        fileprivate let asked: RenderingArguments?
        fileprivate let deadline: Int64
    }

    /// Reads a request. Cheap, on any thread.
    func read(_ ask: Ask) -> Reading {
        let uri = ask.uri
        let mark = uri.utf8.firstIndex(of: UInt8(ascii: "?")) ?? uri.endIndex
        do {
            let items = try PercentEncoding.items(ofQuery: uri[mark...].dropFirst())
            let (given, rest) = try RenderingArguments.take(from: items)
            return .question(
                Question(
                    path: String(uri[..<mark]), query: rest, accept: AcceptHeader(ask.accept),
                    asked: items.count != rest.count ? given : nil, deadline: ask.deadline))
        } catch {
            return .response(Self.failed(error))
        }
    }

    /// Answers on the caller's thread, which may wait; every failure is an answer too.
    func respond(_ question: Question) -> QueryResponse {
        if question.path == QuerySpecifications.descriptionPath { return openAPI }
        do {
            let head = journal.head.position
            let answer = try engine.answer(
                path: question.path, query: question.query, deadline: question.deadline)
            return response(answer, to: question, head)
        } catch {
            return Self.failed(error)
        }
    }

    /// The same on a thread that neither waits nor has much time; nil when this takes another.
    func respondAtOnce(_ question: Question) -> QueryResponse? {
        if question.path == QuerySpecifications.descriptionPath { return nil }
        do {
            let head = journal.head.position
            let answer = try engine.answerAtOnce(
                path: question.path, query: question.query, deadline: question.deadline)
            return answer.map { response($0, to: question, head) }
        } catch {
            return Self.failed(error)
        }
    }

    private static func failed(_ error: any Error) -> QueryResponse {
        switch error {
        case let error as ArgumentError:
            .problem(
                400, code: QueryFailure.Code.badParameter.rawValue, title: "A parameter cannot be used",
                detail: error.message, parameter: error.parameter)
        case let failure as QueryFailure:
            .problem(
                failure.status, code: failure.code.rawValue, title: failure.title, detail: failure.detail,
                parameter: failure.parameter)
        default:
            .problem(
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

    /// - Parameter head: the last position that was acknowledged when the question was asked.
    private func response(_ answer: QueryAnswer, to question: Question, _ head: UInt64) -> QueryResponse {
        switch answer {
        case .bytes(let contentType, let body):
            return QueryResponse(status: 200, contentType: contentType, body: body, position: head)
        case .document(let document):
            // Lines for machines come in one form; a document comes in those that it can be rendered to.
            guard let accept = question.accept else { return notAcceptable }
            let rendering = question.asked ?? accept.rendering
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
