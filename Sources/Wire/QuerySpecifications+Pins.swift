extension QuerySpecification {
    /// Whether an answer can be pinned: it is a document of a position, and asks for no pin to be checked,
    /// which would be asked for again inside itself.
    package var isPinnable: Bool {
        guard case .document = answer, parameter("as_of") != nil else { return false }
        return !name.utf8.elementsEqual(QuerySpecifications.pinCheck.name.utf8)
    }
}

extension QuerySpecifications {
    private static let pinName = ParameterSpecification(
        "name", .identifier, inPath: true, default: .required, help: "The pin's name.")

    package static let pins = QuerySpecification(
        name: "pins", path: "/v1/pins", verb: ["pin", "list"],
        summary: "The answers that were pinned.",
        explanation: "Each with its question, the position it was answered at, and by whom.",
        parameters: [QueryParameters.model, QueryParameters.asOf],
        examples: [.init("What was pinned?"), .init("Of one model", [("model", "lead-score")])])

    package static let pin = QuerySpecification(
        name: "pin", path: "/v1/pins/{name}", verb: ["pin", "show"],
        summary: "One pin: its question, as it can be asked again, and the digest of the answer.",
        explanation:
            "A pin never changes. The command line and the path that are shown ask for the pinned answer, as of the "
            + "position that it was answered at.",
        parameters: [pinName, QueryParameters.asOf],
        examples: [.init("What was it that we pinned?", [("name", "before-update")])])

    package static let pinCheck = QuerySpecification(
        name: "pin-check", path: "/v1/pins/{name}/check", verb: ["pin", "check"],
        summary: "Whether a pinned answer is still the same to the byte, and what has changed since.",
        explanation:
            "Asks the pinned question twice: as of its own position, where the answer has to have the digest that is on "
            + "record, and as of the position of this answer. Both are then compared figure by figure.",
        parameters: [pinName, QueryParameters.asOf],
        examples: [.init("What has changed since the update?", [("name", "before-update")])])
}

extension QuerySpecification {
    /// What a question with these texts is answered with: the defaults that hold beside them as well, so that
    /// it stays the same question should a default become another one. Without `as_of`.
    package func used(_ items: [(name: String, value: String)]) -> [(name: String, value: String)] {
        parameters.flatMap { parameter -> [(name: String, value: String)] in
            guard !parameter.name.utf8.elementsEqual("as_of".utf8) else { return [] }
            let given = items.filter { $0.name.utf8.elementsEqual(parameter.name.utf8) }
            if !given.isEmpty { return given }
            guard case .text(let text) = parameter.whenAbsent, !exclusive.contains(parameter.name) else {
                return []
            }
            return [(parameter.name, text)]
        }
    }
}
