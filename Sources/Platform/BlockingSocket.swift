import CPlatform

/// A connection to a Unix socket for a thread that may wait: a measuring producer, a test.
package final class BlockingSocket: Sendable {
    /// For an `EventPoll`.
    package let descriptor: Int32
    private let path: String

    package init(path: String) throws(SystemError) {
        self.path = path
        descriptor = daybook_connect(Array(path.utf8).span)
        guard descriptor >= 0 else { throw SystemError("connect", path, descriptor) }
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { _ = daybook_close(descriptor) }

    /// Two ends that are connected with each other.
    package static func pair() throws(SystemError) -> (BlockingSocket, BlockingSocket) {
        let both = daybook_socket_pair()
        guard both >= 0 else { throw SystemError("socketpair", "socket", Int32(clamping: both)) }
        return (
            BlockingSocket(descriptor: Int32(truncatingIfNeeded: both >> 32), path: "pair"),
            BlockingSocket(descriptor: Int32(truncatingIfNeeded: both), path: "pair")
        )
    }

    /// Sends all the bytes.
    package func send(_ bytes: [UInt8]) throws(SystemError) {
        let result = daybook_send(descriptor, bytes.span)
        guard result >= 0 else { throw SystemError("send", path, result) }
    }

    /// Waits for bytes and takes what is there, at most `count`; empty at the end.
    package func receive(_ count: Int = 65_536) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        let received = daybook_receive(descriptor, &span)
        guard received >= 0 else { throw SystemError("receive", path, Int32(clamping: received)) }
        bytes.removeLast(count - Int(received))
        return bytes
    }

    /// Waits for bytes and puts them into the front of a buffer that is not empty; how many, 0 at the end.
    package func receive(into buffer: inout [UInt8]) throws(SystemError) -> Int {
        var span = buffer.mutableSpan
        let received = daybook_receive(descriptor, &span)
        guard received >= 0 else { throw SystemError("receive", path, Int32(clamping: received)) }
        return Int(received)
    }

    /// Says that nothing more will be sent; answers still arrive.
    package func finishSending() throws(SystemError) {
        let result = daybook_shut_writing(descriptor)
        guard result >= 0 else { throw SystemError("shutdown", path, result) }
    }
}
