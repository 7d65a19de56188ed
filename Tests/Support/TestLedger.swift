package import Journal
package import Model
package import Projections

/// A real ledger in a temporary folder: its journal and its projector, without the daemon's sockets.
package final class TestLedger: Sendable {
    package let folder: TemporaryFolder
    package let journal: Journal
    package let projector: Projector

    /// - Parameter limits: small ones seal often, so that little streams go through many checkpoints.
    package init(limits: EngineLimits = .standard) throws {
        folder = try TemporaryFolder()
        let directory = folder.file("ledger")
        try Journal.create(in: directory)
        journal = try Journal(opening: directory)
        projector = try Projector(journal: journal, directory: directory + "/views", limits: limits)
    }

    /// Appends lines in one commit, as admitted events that are new.
    /// - Throws: a `Refusal` when a line is no event.
    package func append(
        _ lines: [String], recorded: Timestamp = Timestamp(microseconds: 1_800_000_000_000_000)
    ) throws {
        let drafts = try lines.map { line in
            let body = Array(line.utf8)
            return Draft(type: try Event.decode(body).type, peerUser: 0, body: body)
        }
        _ = try journal.append(drafts, wallClock: recorded)
    }

    /// Brings the projections to the journal's head on this thread.
    package func project() throws { try projector.catchUp() }

    /// Seals what the projections hold in memory.
    package func checkpoint() throws { try projector.checkpoint() }
}
