import Foundation
import Platform

/// Where the two environments of a state stand in its directory, and where one that is being made anew does.
struct EnginePaths {
    let directory: String

    init(_ directory: String) { self.directory = directory }

    var columns: String { directory + "/columns" }
    var runs: String { directory + "/runs" }

    /// Beside the directory: a state that is being made anew, and one that was replaced.
    static func rebuilding(_ directory: String) -> String { directory + ".rebuild" }
    static func replaced(_ directory: String) -> String { directory + ".old" }

    /// Makes the directories that are not there.
    func make() throws {
        for path in [directory, columns, runs] where try FileFacts(path: path) == nil {
            try Files.makeDirectory(path, mode: 0o750)
        }
    }

    /// Removes a state.
    static func remove(_ directory: String) throws {
        guard try FileFacts(path: directory) != nil else { return }
        try FileManager.default.removeItem(atPath: directory)
    }

    /// Finishes the exchange of two states that was cut off between its renames. A state that is being made
    /// anew stays: the next rebuild goes on with it.
    static func settle(_ directory: String) throws {
        if try FileFacts(path: directory) == nil, try FileFacts(path: replaced(directory)) != nil {
            try Files.rename(replaced(directory), to: directory)
        }
        try remove(replaced(directory))
    }

    /// Puts a finished state in the place of another. Whoever still reads that one goes on with its open
    /// files.
    static func exchange(_ directory: String, for finished: String) throws {
        try remove(replaced(directory))
        if try FileFacts(path: directory) != nil { try Files.rename(directory, to: replaced(directory)) }
        try Files.rename(finished, to: directory)
        try Files.syncDirectory(Files.directory(of: directory))
    }
}
