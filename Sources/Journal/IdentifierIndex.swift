package import Digest
package import Model

/// Where ids are looked up beside the writer's own memory of recent events.
///
/// The journal does not know who keeps the index; the composition root hands it in. An index answers with
/// candidates: each is compared with the record that it names, so two ids that share a fingerprint stay two.
package struct IdentifierIndex: Sendable {
    /// An event of a question, by its place there, and a position that may hold its id.
    package typealias Candidate = (index: Int, position: Position)

    /// Every event up to this position is answered by `candidates`.
    package var covered: @Sendable () -> Position
    /// The positions whose events have one of these fingerprints (of the id, in the space of its type's
    /// code), in any order, nothing for one that is not there; all from one snapshot that covers at least
    /// what `covered` said before the call.
    package var candidates: @Sendable ([Fingerprint]) throws -> [Candidate]

    package init(
        covered: @escaping @Sendable () -> Position,
        candidates: @escaping @Sendable ([Fingerprint]) throws -> [Candidate]
    ) {
        self.covered = covered
        self.candidates = candidates
    }
}
