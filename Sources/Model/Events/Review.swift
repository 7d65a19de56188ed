import JSON

/// What a person decided about a decision, or about a version of a model.
package struct Review: Sendable {
    package let target: Target
    /// Who reviewed.
    package let by: Identifier
    package let verdict: Verdict
    /// From the policy's list of reasons; 1 byte to 1 KiB of UTF-8.
    package let reason: String
    /// At most 32, each at most 1 KiB of UTF-8.
    package let tags: [String]
    /// At most 4 KiB of UTF-8.
    package let note: String?
    /// The score that the reviewer gives.
    package let score: Double?

    /// What was reviewed.
    package enum Target: Hashable, Sendable {
        case decision(Identifier)
        case version(model: Identifier, version: Identifier)
    }

    /// What is to happen.
    package enum Verdict: String, CaseIterable, Hashable, Sendable {
        case route, disqualify, rescore, accept, override
    }

    init(_ fields: inout Fields) throws(Refusal) {
        target = try Self.target(&fields)
        by = try fields.required(.by).identifier()
        verdict = try fields.required(.verdict).choice(Verdict.self)
        reason = try fields.required(.reason).textNotEmpty()
        tags = try fields.optional(.tags)?.tags() ?? []
        note = try fields.optional(.note)?.text(bytesMax: Limits.noteBytes)
        score = try fields.optional(.score)?.number()
    }

    private static func target(_ fields: inout Fields) throws(Refusal) -> Target {
        let decision = try fields.optional(.decision)
        let model = try fields.optional(.model)
        let version = try fields.optional(.version)
        guard let decision else {
            guard let model else {
                let field = version == nil ? "/decision" : "/model"
                throw Refusal(
                    .missingField, field: field,
                    "expected a decision, or a model and its version; \(field) is missing")
            }
            guard let version else {
                throw Refusal(
                    .missingField, field: "/version",
                    "a review of a model names its version, but /version is missing")
            }
            return .version(model: try model.identifier(), version: try version.identifier())
        }
        if let other = model ?? version {
            throw other.invalidValue("expected a decision, or a model and its version, not both")
        }
        return .decision(try decision.identifier())
    }
}

extension Field {
    fileprivate func tags() throws(Refusal) -> [String] {
        var tags: [String] = []
        for element in try elements(max: Limits.tags) { tags.append(try element.text()) }
        return tags
    }
}
