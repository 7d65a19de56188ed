import Documents
import Model
import Projections
import Wire

/// A question that another one asks, of the same snapshot.
///
/// Whoever asks it by its command line or its target, as of the same position, gets the same bytes.
struct Subquestion: Sendable {
    let specification: QuerySpecification
    /// Names and values as they were asked, without `as_of`.
    let items: [(name: String, value: String)]

    /// - Throws: `QueryFailure` when there is no question of that name.
    init(_ name: String, _ items: [(name: String, value: String)]) throws {
        guard let specification = QuerySpecifications.named(name) else {
            throw QueryFailure(.notFound, "there is no question \(name)")
        }
        self.specification = specification
        self.items = items
    }

    /// Answers it on the caller's thread.
    /// - Parameter position: what the ledger is to know; not after the snapshot's.
    /// - Throws: `QueryFailure` as the question itself does.
    func document(
        asOf position: Position, _ request: Request, _ view: borrowing View
    ) throws -> Document {
        let inner = try self.request(asOf: position, request, view)
        guard let question = QueryRegistry.named(specification.name),
            case .document(let document) = try question.answer(inner, view)
        else {
            throw QueryFailure(.badParameter, "\(specification.name) answers with lines and not with figures")
        }
        return document
    }

    /// What the question is asked with.
    func request(
        asOf position: Position, _ request: Request, _ view: borrowing View
    ) throws -> Request {
        guard let question = QueryRegistry.named(specification.name),
            specification.parameter("as_of") != nil
        else {
            throw QueryFailure(
                .badParameter, "\(specification.name) belongs to the moment and to no position")
        }
        let arguments: QueryArguments
        do throws(ArgumentError) {
            arguments = try QueryArguments(specification, asked(asOf: position))
        } catch {
            throw QueryFailure(
                .badParameter, "\(specification.name): \(error.message)", parameter: error.parameter)
        }
        return try Request(
            question, arguments, current: view.position, journal: request.journal,
            deadline: request.deadline, live: request.live)
    }

    /// With the position: what gives the same answer whenever it is asked.
    func asked(asOf position: Position) -> [(name: String, value: String)] {
        items + [("as_of", String(position))]
    }

    /// As it is typed, at its position.
    func commandLine(asOf position: Position) -> String { specification.commandLine(asked(asOf: position)) }

    /// The path and query of a URL that asks it, at its position.
    func target(asOf position: Position) -> String { specification.target(asked(asOf: position)) }

    /// Those that could not be answered, each with why and how to ask it.
    static func table(ofFailures failures: [(question: Subquestion, why: String)]) -> Table {
        Table(
            key: "not_answered", title: "Questions without an answer",
            columns: [
                Table.Column("question", "question"), Table.Column("words", "because"),
                Table.Column("command", "command"),
            ],
            rows: failures.map { question, why in
                [
                    .text(question.specification.name), .text(why),
                    .text(question.specification.commandLine(question.items)),
                ]
            })
    }
}
