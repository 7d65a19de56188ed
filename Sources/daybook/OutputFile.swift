import Foundation
import Platform
import Synchronization

/// A file that this process writes from its start, through a buffer.
final class OutputFile: Sendable {
    private struct State {
        let handle: FileHandle
        var pending: [UInt8] = []
    }

    let path: String
    private let state: Mutex<State>
    private static let bufferBytes = 65_536

    /// Makes the file anew, empty.
    /// - Throws: `Failure` when it cannot be made.
    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw Failure(.outputUnwritable, "\(path) cannot be written")
        }
        self.path = path
        state = Mutex(State(handle: handle))
    }

    @Sendable func write(_ bytes: [UInt8]) throws {
        try state.withLock { state in
            state.pending += bytes
            if state.pending.count >= Self.bufferBytes { try flush(&state) }
        }
    }

    /// Writes what is left and closes the file.
    func finish() throws {
        try state.withLock { state in
            try flush(&state)
            try? state.handle.close()
        }
    }

    /// Finishes the file and gives it its final name.
    func finish(as name: String) throws {
        try finish()
        do throws(SystemError) {
            try Files.rename(path, to: name)
        } catch {
            throw Failure(.outputUnwritable, error.description)
        }
    }

    /// Removes the file.
    func discard() { try? Files.remove(path) }

    private func flush(_ state: inout State) throws {
        do {
            try state.handle.write(contentsOf: Data(state.pending))
            state.pending.removeAll(keepingCapacity: true)
        } catch {
            throw Failure(.outputUnwritable, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
