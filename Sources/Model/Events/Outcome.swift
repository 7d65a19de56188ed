/// What later turned out for a decision, or for a subject: a label, and possibly a value in money.
package struct Outcome: Sendable {
    package let target: Target
    package let label: Label
    /// Who says so.
    package let by: Identifier
    /// Money, in the producer's unit.
    package let value: Double?
    /// Whether it ended otherwise than expected.
    package let surprise: Bool?
    /// At most 1 KiB of UTF-8.
    package let reason: String?
    /// Which definition of the label was applied; at most 1 KiB of UTF-8.
    package let definition: String?

    /// What the outcome is for.
    package enum Target: Hashable, Sendable {
        case decision(Identifier)
        /// All decisions of the subject that the contract's roles and window admit, of one model if it is
        /// named.
        case subject(Identifier, model: Identifier?)
    }

    init(_ fields: inout Fields) throws(Refusal) {
        target = try Self.target(&fields)
        label = try fields.required(.label).label()
        by = try fields.required(.by).identifier()
        value = try fields.optional(.value)?.number()
        surprise = try fields.optional(.surprise)?.boolean()
        reason = try fields.optional(.reason)?.text()
        definition = try fields.optional(.definition)?.text()
    }

    private static func target(_ fields: inout Fields) throws(Refusal) -> Target {
        let decision = try fields.optional(.decision)
        let subject = try fields.optional(.subject)
        let model = try fields.optional(.model)
        switch (decision, subject) {
        case (let decision?, nil):
            if let model {
                throw model.invalidValue(
                    "an outcome names a model only beside a subject, not beside a decision")
            }
            return .decision(try decision.identifier())
        case (nil, let subject?):
            return .subject(try subject.identifier(), model: try model?.identifier())
        case (_?, let subject?):
            throw subject.invalidValue("expected a decision or a subject, not both")
        case (nil, nil):
            throw Refusal(
                .missingField, field: "/decision", "expected a decision or a subject, found neither")
        }
    }
}
