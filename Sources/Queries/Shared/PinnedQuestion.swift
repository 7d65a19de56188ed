import Digest
import Documents
import Model
import Projections
import Wire

/// A pin with the question that it holds.
struct PinnedQuestion {
    /// SHA-256 of the JSON form, its last newline included.
    static let definition = "pin.sha256.1"

    let name: Identifier
    let at: Timestamp
    /// Where the pin itself stands.
    let place: Position
    let event: Pin

    /// What was asked with, each text by itself.
    var items: [(name: String, value: String)] {
        event.parameters.flatMap { parameter in parameter.value.map { (parameter.name.text, $0) } }
    }

    /// The question as it can be asked again.
    /// - Throws: `QueryFailure` when there is none of that name, or its answers cannot be pinned.
    func question() throws -> Subquestion {
        let question = try Subquestion(event.query.text, items)
        guard question.specification.isPinnable else {
            throw QueryFailure(.badParameter, "answers of \(event.query.text) cannot be pinned")
        }
        guard event.position < place else {
            throw QueryFailure(
                .badParameter,
                "the pin at position \(place) says that it was answered at \(event.position), which came after it"
            )
        }
        return question
    }

    /// What asking came to. A question that has no answer as it was pinned is a result; that there was no
    /// time, or that the store is damaged, is thrown.
    static func attempt<Answer>(_ ask: () throws -> Answer) throws -> Result<Answer, QueryFailure> {
        do {
            return .success(try ask())
        } catch let failure as QueryFailure where [.badParameter, .notFound].contains(failure.code) {
            return .failure(failure)
        }
    }

    /// The digest of an answer.
    static func digest(of document: Document) -> String {
        SHA256Digest(of: Array(JSONRenderer().render(document).utf8)).hex
    }

    init(at position: Position, _ view: borrowing View) throws {
        let event = try view.event(at: position)
        guard case .pin(let pin) = event.body else {
            throw ProjectionError.missingRecord(position: position)
        }
        (name, at, place, self.event) = (event.id, event.at, position, pin)
    }

    /// The pin of that name as of the request's position.
    /// - Throws: `QueryFailure` of code `not_found`.
    init(named name: Identifier, parameter: String, _ request: Request, _ view: borrowing View) throws {
        guard let place = try view.position(of: name, type: .pin, asOf: request.position) else {
            throw QueryFailure(
                .notFound, "no pin \(name.text) is known at position \(request.position)",
                parameter: parameter)
        }
        try self.init(at: place, view)
    }

    /// The pin that a question is about.
    init(_ request: Request, _ view: borrowing View) throws {
        guard let name = request.arguments.identifier("name") else {
            throw QueryFailure(.badParameter, "name is missing", parameter: "name")
        }
        try self.init(named: name, parameter: "name", request, view)
    }
}
