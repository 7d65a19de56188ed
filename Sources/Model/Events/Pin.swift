import JSON

/// An answer put on record, to be compared with later. The event's id is the pin's name.
///
/// The question is kept as it was asked, so it can be asked again at the same position; the digest says
/// whether the answer is still the same to the byte.
package struct Pin: Sendable {
    /// The model that the question was about; nil for one about all.
    package let model: Identifier?
    /// Who pinned it.
    package let by: Identifier
    /// The name of the question.
    package let query: Identifier
    /// What was asked with, those of the path among them; a text is a list of one. Never `as_of`.
    package let parameters: [Named<[String]>]
    /// The position that the question was answered at.
    package let position: Position
    /// SHA-256 of the answer's JSON bytes, as 64 lower-case hexadecimal digits.
    package let digest: String
    /// Ids of the definitions that the answer stated; nil where the pin does not say.
    package let definitions: [Identifier]?

    init(_ fields: inout Fields) throws(Refusal) {
        model = try fields.optional(.model)?.identifier()
        by = try fields.required(.by).identifier()
        query = try fields.required(.query).identifier()
        parameters = try fields.required(.parameters).parameters()
        position = try fields.required(.position).position()
        digest = try fields.required(.digest).hexadecimal(bytes: 32)
        definitions = try fields.optional(.definitions)?.definitions()
    }
}

extension Field {
    /// Every parameter with the texts that it was given.
    fileprivate func parameters() throws(Refusal) -> [Named<[String]>] {
        try named(max: Limits.pinParameters) { field throws(Refusal) in
            // The position is a field of its own: with another one inside, no answer would be the pinned one.
            guard !Bytewise.equal(field.name, "as_of") else {
                throw Refusal(
                    .invalidValue, field: field.pointer,
                    "\(field.pointer) has no place in a pin; the position it was answered at stands in /position",
                    found: field.found)
            }
            return try field.texts()
        }
    }

    private func texts() throws(Refusal) -> [String] {
        switch value.kind {
        case .string: return [try text(bytesMax: Limits.parameterBytes)]
        case .array:
            var texts: [String] = []
            for element in try elements(max: Limits.parameterTexts) {
                texts.append(try element.text(bytesMax: Limits.parameterBytes))
            }
            return texts
        default: throw wrongType("a text or a list of texts")
        }
    }

    fileprivate func position() throws(Refusal) -> Position {
        let number = try number(from: 0, to: Double(Limits.exactInteger))
        guard let position = Position(exactly: number) else {
            throw invalidValue("expected a whole number")
        }
        return position
    }

    fileprivate func definitions() throws(Refusal) -> [Identifier] {
        var ids: [Identifier] = []
        for element in try elements(max: Limits.pinDefinitions) { ids.append(try element.identifier()) }
        return ids
    }
}
