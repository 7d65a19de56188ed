import Documents
import Model
import Projections
import Wire

/// Whether a pinned answer can be had again, and how it differs from the answer of now.
struct PinCheckQuery: Query {
    static let name = "pin-check"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let pin = try PinnedQuestion(request, view)
        let then = try PinnedQuestion.attempt {
            try pin.question().document(asOf: pin.event.position, request, view)
        }
        let now = try PinnedQuestion.attempt {
            try pin.question().document(asOf: request.position, request, view)
        }
        // Why there is none is what the attempts have come to.
        let question = try? pin.question()
        let page = PinCheckPage(PinCheck(pin, then, now), question, position: request.position)
        return .document(
            Document(
                name: Self.name, title: "Pin \(pin.name.text), checked",
                parameters: try request.parameters(),
                definitions: [PinnedQuestion.definition, DocumentDifference.definition],
                findings: page.findings, sections: page.sections))
    }
}

/// A pin held against the answers of its question then and now.
struct PinCheck {
    let pin: PinnedQuestion
    let then: Result<Document, QueryFailure>
    let now: Result<Document, QueryFailure>
    /// The digest of the answer as of the pin's position; nil when there is none.
    let digest: String?
    /// Definitions that the pin states and the answer does not, and the other way round; nil where the pin
    /// does not say, or there is no answer.
    let definitions: (gone: [String], new: [String])?
    /// Nil when one of the answers is missing.
    let difference: DocumentDifference?
    let findings: FindingChanges?

    /// Whether the answer is the pinned one, byte for byte.
    var isReproduced: Bool { digest.map { Bytewise.equal($0, pin.event.digest) } ?? false }

    init(
        _ pin: PinnedQuestion, _ then: Result<Document, QueryFailure>, _ now: Result<Document, QueryFailure>
    ) {
        (self.pin, self.then, self.now) = (pin, then, now)
        let (before, after) = (try? then.get(), try? now.get())
        digest = before.map { PinnedQuestion.digest(of: $0) }
        if let stated = pin.event.definitions, let before {
            let ids = before.definitions.map { Identifier($0) }
            definitions = (
                stated.filter { !ids.contains($0) }.map(\.text),
                ids.filter { !stated.contains($0) }.map(\.text)
            )
        } else {
            definitions = nil
        }
        if let before, let after {
            difference = DocumentDifference(before, after)
            findings = FindingChanges(before.findings, after.findings)
        } else {
            (difference, findings) = (nil, nil)
        }
    }
}
