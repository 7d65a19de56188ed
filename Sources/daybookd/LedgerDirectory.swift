import ArgumentParser
import Journal
import Platform

/// The directory that a verb is given, looked at before anything is made of it.
enum LedgerDirectory {
    /// - Throws: the exit code of a refused ledger when something other than a directory is at the path; says
    ///   so on standard error. Nothing there is no fault here.
    static func check(_ directory: String) throws {
        let path = LedgerPaths(directory).directory
        // A link to a directory is one: the dot follows it.
        guard let found = try? FileFacts(path: path + "/."), found.kind == .directory else {
            guard let facts = (try? FileFacts(path: path)) ?? nil else { return }
            let what =
                switch facts.kind {
                case .regular: "a file"
                case .socket: "a socket"
                case .link: "a link that leads to no directory"
                case .directory, .other: "not a directory that can be entered"
                }
            throw Exit.report("\(path) is \(what); a ledger is a directory", Exit.refused)
        }
    }

    /// The same for a directory that is to be made, whose parent has to be there.
    static func checkNew(_ directory: String) throws {
        try check(directory)
        let parent = Files.directory(of: LedgerPaths(directory).directory)
        guard ((try? FileFacts(path: parent + "/.")) ?? nil) != nil else {
            throw Exit.report(
                "there is no directory \(parent) in which a ledger could be made", Exit.refused)
        }
    }
}
