import Journal
import Platform
import Projections

/// What the operator's verbs do when no daemon holds the ledger.
package enum OfflineVerbs {
    /// Derives the journal's chain anew; reads only.
    /// - Throws: `LedgerError` when the ledger is refused.
    package static func verify(
        _ directory: String, allowRemote: Bool, progress: (UInt64, UInt64) throws -> Void
    ) throws -> ControlReply {
        let journal = try Journal(
            opening: directory, readOnly: true, options: Journal.Options(allowRemote: allowRemote))
        return ControlVerbs.reply(to: try journal.verify(progress: progress))
    }

    /// Makes the projections anew; holds the ledger's lock meanwhile.
    /// - Throws: `LedgerError` of kind `held` when a daemon has it.
    package static func rebuild(
        _ directory: String, allowRemote: Bool, progress: (UInt64, UInt64) throws -> Void
    ) throws -> ControlReply {
        let journal = try Journal(opening: directory, options: Journal.Options(allowRemote: allowRemote))
        let projector = try Projector(journal: journal, directory: journal.paths.views)
        return ControlVerbs.reply(to: try projector.rebuild(progress: progress))
    }
}
