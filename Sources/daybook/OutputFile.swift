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

    /// Makes the file anew, empty. Links are followed, and a device or a pipe stays what it is.
    /// - Throws: `Failure` when it cannot be made.
    init(path: String) throws {
        self.path = path
        do {
            try Data().write(to: URL(filePath: path))
            state = Mutex(State(handle: try FileHandle(forWritingTo: URL(filePath: path))))
        } catch {
            throw Self.failure(path, error)
        }
    }

    private static func failure(_ path: String, _ error: any Error) -> Failure {
        let code = Screen.systemCode(of: error)
        return Failure(
            .outputUnwritable,
            code.map { "\(SystemError("write", path, $0))" }
                ?? "\(path) cannot be written: \(error.localizedDescription)")
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
            throw Self.failure(path, error)
        }
    }
}
