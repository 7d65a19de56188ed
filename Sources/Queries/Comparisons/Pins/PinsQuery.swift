import Documents
import Model
import Projections
import Wire

/// The answers that were pinned, oldest first.
struct PinsQuery: Query {
    static let name = "pins"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let model = request.arguments.identifier("model")
        let documents = try view.documents(.pin, model: model, asOf: request.position)
        let rows = try documents.sorted { $0.position < $1.position }.map { row -> [Value] in
            try request.deadline.check()
            let pin = try PinnedQuestion(at: row.position, view)
            return [
                .text(pin.name), .text(pin.event.model, else: "of no one model"), .text(pin.event.query),
                .position(pin.event.position), .text(pin.event.by), .time(pin.at), .text(pin.event.digest),
                .position(pin.place),
            ]
        }
        let table = Table(
            key: "pins", title: "Pins",
            columns: [
                Table.Column("name", "name"), Table.Column("model", "model"),
                Table.Column("query", "question"), Table.Column("position", "answered at"),
                Table.Column("by", "by"), Table.Column("at", "at"), Table.Column("digest", "digest"),
                Table.Column("pinned", "pinned at"),
            ], rows: rows, empty: "nothing has been pinned")
        return .document(
            Document(
                name: Self.name, title: "Pins", parameters: try request.parameters(),
                definitions: [PinnedQuestion.definition], sections: [.table(table)]))
    }
}

/// One pin: what was asked, and how to ask it again.
struct PinQuery: Query {
    static let name = "pin"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let pin = try PinnedQuestion(request, view)
        var question: Subquestion?
        var sections: [Section] = []
        switch try PinnedQuestion.attempt({ try pin.question() }) {
        case .success(let found): question = found
        case .failure(let failure):
            sections.append(.note(key: "question", text: "It cannot be asked: \(failure.detail)."))
        }
        sections.append(.facts(Self.facts(pin, question)))
        sections.append(
            .table(
                Table(
                    key: "parameters", title: "Asked with",
                    columns: [Table.Column("parameter", "parameter"), Table.Column("value", "value")],
                    rows: pin.items.map { [.text($0.name), .text($0.value)] }, empty: "no parameters")))
        return .document(
            Document(
                name: Self.name, title: "Pin \(pin.name.text)", parameters: try request.parameters(),
                definitions: [PinnedQuestion.definition], sections: sections))
    }

    private static func facts(_ pin: PinnedQuestion, _ question: Subquestion?) -> FactList {
        let none = Value.none("the question cannot be asked")
        let line = question?.commandLine(asOf: pin.event.position) ?? ""
        return FactList(
            key: "pin", title: "Pin",
            facts: [
                Fact("name", "name", .text(pin.name)),
                Fact("model", "model", .text(pin.event.model, else: "of no one model")),
                Fact("query", "question", .text(pin.event.query)),
                Fact("position", "answered at position", .position(pin.event.position)),
                Fact("by", "by", .text(pin.event.by)), Fact("at", "at", .time(pin.at)),
                Fact("pinned", "pinned at position", .position(pin.place)),
                Fact("digest", "digest of the answer", .text(pin.event.digest)),
                Fact("command", "command line", line.isEmpty ? none : .text(line)),
                Fact(
                    "path", "path",
                    question.map { .text($0.target(asOf: pin.event.position)) } ?? none),
                Fact(
                    "definitions", "definitions stated",
                    pin.event.definitions.map { .list($0.map(\.text)) } ?? .none("the pin does not say")),
            ])
    }
}
