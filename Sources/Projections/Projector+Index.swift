import Digest
package import Journal
import Model

extension Projector {
    /// Answers where ids may stand, for the duplicate check: every event up to `covered` is found, in memory
    /// or in the runs.
    package var identifierIndex: IdentifierIndex {
        IdentifierIndex(
            covered: { [self] in position },
            candidates: { [self] fingerprints in try serving().candidates(fingerprints) })
    }
}

extension Engine {
    /// The positions where ids of these fingerprints stand, as far as events are taken in.
    func candidates(_ fingerprints: [Fingerprint]) throws -> [(index: Int, position: Position)] {
        let reader = try indexReader()
        var found: [(index: Int, position: Position)] = []
        for index in reader.hot {
            index.find(.identifiers, fingerprints) { found.append(($0, $1.position)) }
        }
        try reader.runs.find(.identifiers, fingerprints) { found.append(($0, $1.position)) }
        return found
    }
}
