import CPlatform

/// A Unix socket that listens at a path, whose mode is never wider than asked for.
package final class UnixListener: Sendable {
    /// The longest path that fits a socket's address, in bytes.
    package static let pathBytesMax = 107

    /// What came of waiting for a connection.
    package enum Accepted: Sendable {
        /// A descriptor that does not wait; the caller owns it.
        case connection(Int32)
        /// No descriptors or memory just now; try again later.
        case exhausted
        /// The listener was closed.
        case ended
        /// Any other errno; a later call may succeed.
        case failed(Int32)
    }

    package let path: String
    private let descriptor: Int32
    private let device: UInt64
    private let inode: UInt64

    /// Binds and listens. A socket that is left over at the path is replaced when it is ours and nobody
    /// listens; nothing else ever is.
    /// - Throws: `SystemError`, and `ListenerError` when something stands at the path.
    package init(path: String, mode: UInt32, group: UInt32? = nil, backlog: UInt32 = 4096) throws {
        guard path.utf8.count <= Self.pathBytesMax else {
            throw ListenerError(
                "\(path) has \(path.utf8.count) bytes; the path of a socket has at most \(Self.pathBytesMax)")
        }
        let bytes = Array(path.utf8)
        try Self.clear(path)
        let descriptor = daybook_listen(bytes.span, backlog)
        guard descriptor >= 0 else { throw SystemError("bind", path, descriptor) }
        do {
            guard let facts = try FileFacts(path: path) else { throw SystemError("lstat", path, 2) }
            // First the group, then the mode: no moment in which the wrong group may connect.
            if let group { try Files.setGroup(path, group) }
            try Files.setMode(path, mode)
            self.device = facts.device
            self.inode = facts.inode
        } catch {
            _ = daybook_close(descriptor)
            try? Files.remove(path)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        end()
        _ = daybook_close(descriptor)
    }

    private static func clear(_ path: String) throws {
        guard let facts = try FileFacts(path: path) else { return }
        guard facts.kind == .socket else {
            throw ListenerError("\(path) is there and is not a socket; it was left as it is")
        }
        guard facts.uid == System.user else {
            throw ListenerError("\(path) is another user's socket (uid \(facts.uid)); it was left as it is")
        }
        let listening = daybook_is_listening(Array(path.utf8).span)
        guard listening >= 0 else { throw SystemError("connect", path, listening) }
        guard listening == 0 else {
            throw ListenerError("\(path) is in use: another process listens there", inUse: true)
        }
        try Files.remove(path)
    }

    /// Waits for the next connection.
    package func accept() -> Accepted {
        let result = daybook_accept(descriptor)
        if result >= 0 { return .connection(result) }
        switch -result {
        // EMFILE, ENFILE, ENOBUFS, ENOMEM.
        case 24, 23, 105, 12: return .exhausted
        // EINVAL is what a listener gives that was shut; EBADF cannot become better.
        case 22, 9: return .ended
        default: return .failed(-result)
        }
    }

    /// Ends the waiting of `accept` and removes the socket's name, if it is still ours. Connections go on.
    package func end() {
        _ = daybook_shut_listener(descriptor)
        if let facts = try? FileFacts(path: path), facts.device == device, facts.inode == inode {
            try? Files.remove(path)
        }
    }
}

/// Why a socket cannot be made at a path, for the one who chose it.
package struct ListenerError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    /// Whether the path may be free later.
    package let inUse: Bool

    init(_ message: String, inUse: Bool = false) {
        self.message = message
        self.inUse = inUse
    }

    package var description: String { message }
}

/// A connected descriptor that somebody else is about to own, for a last word without waiting.
package enum Descriptors {
    /// Sends what the kernel takes at once.
    package static func sendNow(_ bytes: [UInt8], to descriptor: Int32) {
        _ = daybook_send_now(descriptor, bytes.span)
    }

    package static func close(_ descriptor: Int32) { _ = daybook_close(descriptor) }
}

/// The signals that ask a daemon to stop, received by a thread that waits for them.
package enum StopSignals {
    /// Keeps SIGTERM and SIGINT for `wait`; call before threads exist.
    package static func take() { _ = daybook_block_stop_signals() }

    /// Waits for one of them; its number.
    package static func wait() -> Int32 { daybook_wait_stop_signal() }

    /// Asks this process to stop, as SIGTERM does.
    package static func request() { _ = daybook_request_stop() }
}
