import Journal
import Platform
import Wire

/// Talks to a running daemon's `control.sock`.
package struct ControlClient {
    private let socket: BlockingSocket

    /// Nil when no daemon listens there.
    package init?(path: String) {
        guard let socket = try? BlockingSocket(path: path) else { return nil }
        self.socket = socket
    }

    /// Asks for a verb and waits for its last reply; nil when the daemon ended without one.
    package func ask(
        _ verb: ControlVerb, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> ControlReply? {
        try socket.send(verb.request)
        var splitter = LineSplitter(limit: 1 << 20)
        while true {
            let bytes = try socket.receive()
            guard !bytes.isEmpty else { return nil }
            for piece in splitter.push(bytes) {
                guard case .line(let line) = piece, let reply = ControlReply(line.bytes) else { continue }
                guard case .progress(let done, let total) = reply else { return reply }
                progress(done, total)
            }
        }
    }

    /// Waits until the daemon closes the connection, which is the last thing it does.
    package func waitForEnd() {
        while let bytes = try? socket.receive(), !bytes.isEmpty {}
    }
}
