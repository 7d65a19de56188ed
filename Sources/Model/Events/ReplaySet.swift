package import JSON

/// Decisions frozen under a name, to be scored again. The event's id is the name; the set never changes.
package struct ReplaySet: Sendable {
    package let model: Identifier
    /// Ids of 1 to 100,000 decisions, no two the same, in the order of the document.
    package let members: [Identifier]
    /// How the members were chosen; an object, kept as it is.
    package let criteria: JSONValue
    /// Only outcomes not after this count for the set.
    package let labelsBy: Timestamp?
    /// Of what the members were: 32 bytes as 64 lower-case hexadecimal digits.
    package let digest: String

    init(_ fields: inout Fields) throws(Refusal) {
        model = try fields.required(.model).identifier()
        members = try fields.required(.members).distinctIdentifiers(max: Limits.replaySetMembers)
        criteria = try fields.required(.criteria).anyObject()
        labelsBy = try fields.optional(.labelsBy)?.timestamp()
        digest = try fields.required(.digest).hexadecimal(bytes: 32)
    }
}

extension Field {
    fileprivate func distinctIdentifiers(max: Int) throws(Refusal) -> [Identifier] {
        let elements = try elements(max: max)
        guard !elements.isEmpty else {
            throw Refusal(
                .invalidValue, field: pointer, "\(pointer) is empty; expected 1 to \(max) ids",
                limit: "at least 1 element", found: "0 elements")
        }
        var identifiers: [Identifier] = []
        identifiers.reserveCapacity(elements.count)
        var seen: Set<Identifier> = []
        seen.reserveCapacity(elements.count)
        for element in elements {
            let identifier = try element.identifier()
            guard seen.insert(identifier).inserted else {
                throw element.invalidValue("expected each id once, but it stands earlier in the list")
            }
            identifiers.append(identifier)
        }
        return identifiers
    }
}
