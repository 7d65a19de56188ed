/// Where a ledger's parts stand in its directory.
package struct LedgerPaths: Hashable, Sendable {
    package let directory: String

    package init(_ directory: String) {
        var trimmed = directory
        while trimmed.utf8.count > 1, trimmed.utf8.last == UInt8(ascii: "/") { trimmed.removeLast() }
        self.directory = trimmed
    }

    /// The LMDB environment with the records.
    package var journal: String { directory + "/journal" }
    /// The write-ahead log: commits that are durable and not in the environment yet. Beside it, so that who
    /// copies one copies both.
    package var ahead: String { journal + "/ahead" }
    /// The head as it was last noted, beside the journal.
    package var anchor: String { directory + "/anchor" }
    /// Locked by whoever writes.
    package var lock: String { directory + "/lock" }
    /// State derived from the journal; may be deleted when no daemon runs.
    package var views: String { directory + "/views" }
    package var appendSocket: String { directory + "/append.sock" }
    package var querySocket: String { directory + "/query.sock" }
    package var controlSocket: String { directory + "/control.sock" }
    var dataFile: String { journal + "/data.mdb" }
}
