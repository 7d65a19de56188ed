import Foundation
import Journal
import LMDB
import Model
import Platform

/// The environment of the projections in a directory: opened when it is whole and of this journal, else made
/// anew.
struct ViewStore: Sendable {
    let environment: Environment
    let directory: String

    /// The file that a projection's environment consists of.
    static func exists(in directory: String) throws -> Bool {
        try FileFacts(path: directory + "/data.mdb") != nil
    }

    /// Opens the projections of a journal. What cannot serve it (another layout, another journal, damaged,
    /// ahead of the journal) is removed: projections hold nothing that the journal does not.
    static func open(_ directory: String, for journal: Journal) throws -> (
        store: ViewStore, discarded: String?
    ) {
        guard try exists(in: directory) else { return (try create(directory, for: journal), nil) }
        let why: String
        do {
            let environment = try Environment(directory: directory, tables: Tables.all, create: false)
            let store = ViewStore(environment: environment, directory: directory)
            let (identity, position) = try store.provenance()
            if identity != journal.identity {
                why = "they belong to the journal \(identity)"
            } else if position > journal.head.position {
                why = "they are at position \(position), ahead of the journal's \(journal.head.position)"
            } else {
                return (store, nil)
            }
        } catch let error as StoreError where error.kind == .corrupted || error.kind == .otherLayout {
            why = error.message
        }
        try remove(directory)
        return (try create(directory, for: journal), why)
    }

    /// Makes empty projections for a journal in a directory that is made if it is not there.
    static func create(_ directory: String, for journal: Journal) throws -> ViewStore {
        if try FileFacts(path: directory) == nil { try Files.makeDirectory(directory, mode: 0o750) }
        let environment = try Environment(directory: directory, tables: Tables.all, create: true)
        try environment.write { transaction in
            try transaction.put(Tables.state, Keys.journal, Array(journal.identity.utf8))
        }
        return ViewStore(environment: environment, directory: directory)
    }

    /// Removes the projections of a directory, and the directory.
    static func remove(_ directory: String) throws {
        guard try FileFacts(path: directory) != nil else { return }
        try FileManager.default.removeItem(atPath: directory)
    }

    private func provenance() throws -> (identity: String, position: Position) {
        let transaction = try environment.snapshot()
        let identity = try transaction.get(Tables.state, Keys.journal) ?? []
        return (String(decoding: identity, as: UTF8.self), try View.word(Keys.position, in: transaction))
    }
}
