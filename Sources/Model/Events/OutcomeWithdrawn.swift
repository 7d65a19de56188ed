/// An outcome taken back. It may come before the outcome itself.
package struct OutcomeWithdrawn: Sendable {
    /// The id of the outcome.
    package let outcome: Identifier
    /// Who takes it back.
    package let by: Identifier
    /// At most 1 KiB of UTF-8.
    package let reason: String?

    init(_ fields: inout Fields) throws(Refusal) {
        outcome = try fields.required(.outcome).identifier()
        by = try fields.required(.by).identifier()
        reason = try fields.optional(.reason)?.text()
    }
}
