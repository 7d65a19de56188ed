import Foundation
package import Journal
package import Model
import Platform
package import Projections
import Synchronization

/// A real ledger in a temporary folder: its journal and its projector, without the daemon's sockets.
package final class TestLedger: Sendable {
    // The folder comes last, so that it goes last: files are closed before they are removed.
    package let projector: Projector
    package let journal: Journal
    /// Where the projections lie.
    private let views: String
    private let options: EngineOptions
    private let hasStarted = Mutex(false)
    package let folder: TemporaryFolder

    /// A new, empty ledger.
    /// - Parameter options: small generations seal often, so that little streams go through many checkpoints.
    package convenience init(options: EngineOptions = .standard) throws {
        let folder = try TemporaryFolder()
        let directory = folder.file("ledger")
        try Journal.create(in: directory)
        try self.init(folder, try Journal(opening: directory), views: directory + "/views", options)
    }

    private init(
        _ folder: TemporaryFolder, _ journal: Journal, views: String, _ options: EngineOptions
    ) throws {
        self.folder = folder
        self.journal = journal
        self.views = views
        self.options = options
        projector = try Projector(journal: journal, directory: views, options: options)
    }

    /// A rebuilt state has threads of its own, which hold it until they are told to end, and a moment longer.
    deinit {
        projector.stop()
        Self.keep(folder)
    }

    /// Folders of ledgers that are gone. A file that is removed while it is still open gives its number to
    /// another test's file, which then passes for open; so folders stay until many more ledgers have gone.
    private static let gone: Mutex<[TemporaryFolder]> = {
        atexit { TestLedger.gone.withLock { $0 = [] } }
        return Mutex([])
    }()

    private static func keep(_ folder: TemporaryFolder) {
        gone.withLock { gone in
            gone.append(folder)
            if gone.count > 64 { gone.removeFirst() }
        }
    }

    /// Appends lines in one commit, as admitted events that are new.
    /// - Throws: a `Refusal` when a line is no event.
    package func append(
        _ lines: [String], recorded: Timestamp = Timestamp(microseconds: 1_800_000_000_000_000),
        user: UInt32 = 0
    ) throws {
        let drafts = try lines.map { line in
            let body = Array(line.utf8)
            return Draft(type: try Event.decode(body).type, peerUser: user, body: body)
        }
        _ = try journal.append(drafts, wallClock: recorded)
    }

    /// Brings the projections to the journal's head on this thread.
    package func project() throws { try projector.catchUp() }

    // What may happen to a ledger at any time and must change no answer.

    /// Seals what the projections hold in memory.
    package func checkpoint() throws { try projector.checkpoint() }

    /// Starts the threads that apply, seal and merge when they see fit.
    package func start() {
        let isFirst = hasStarted.withLock { started in
            defer { started = true }
            return !started
        }
        if isFirst { projector.start() }
    }

    /// A second set of projections of the same journal, which grows at its own times.
    package func branched(options: EngineOptions = .standard) throws -> TestLedger {
        let name = "views-" + UUID().uuidString.prefix(8).lowercased()
        return try TestLedger(folder, journal, views: folder.file(name), options)
    }

    /// Makes the projections anew, and says what is different then; nil when nothing is.
    package func rebuild() throws -> String? {
        let rebuilt = try projector.rebuild()
        return rebuilt.equal ? nil : rebuilt.difference ?? "the rebuilt rows are others"
    }

    /// Gives the projections away and opens them anew, as after a crash: what was not sealed is read from the
    /// journal again. Nobody else may hold the ledger: one file is open once in a process.
    package static func reopen(_ ledger: inout TestLedger?) throws {
        guard let old = ledger.map({ ($0.folder, $0.journal, $0.views, $0.options) }) else { return }
        ledger = nil
        let deadline = System.monotonicClock() + 10_000_000
        while true {
            do {
                ledger = try TestLedger(old.0, old.1, views: old.2, old.3)
                return
            } catch  where "\(error)".contains("is open in this process already") {
                // The threads that were told to end hold it for another moment.
                guard System.monotonicClock() < deadline else { throw error }
                sched_yield()
            }
        }
    }
}
