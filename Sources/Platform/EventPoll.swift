import CPlatform

/// Waits for many connected sockets at once (epoll). One thread waits and says for what; any may wake it.
package final class EventPoll: Sendable {
    /// What is waited for at a socket, and what it has.
    package struct Interest: Hashable, Sendable {
        fileprivate let bits: Int32

        fileprivate init(bits: Int32) { self.bits = bits }

        /// Something to receive, or its end; room to send, or its end.
        package init(receiving: Bool, sending: Bool) { bits = (receiving ? 1 : 0) | (sending ? 2 : 0) }

        package static let nothing = Interest(receiving: false, sending: false)

        package var isReceiving: Bool { bits & 1 != 0 }
        package var isSending: Bool { bits & 2 != 0 }
    }

    private let poll: Int32
    private let alarm: Int32

    package init() throws(SystemError) {
        let both = daybook_poll_make()
        guard both >= 0 else { throw SystemError("epoll", "sockets", Int32(clamping: both)) }
        poll = Int32(truncatingIfNeeded: both >> 32)
        alarm = Int32(truncatingIfNeeded: both)
    }

    deinit {
        _ = daybook_close(alarm)
        _ = daybook_close(poll)
    }

    /// Waits for something else at a socket from now on. A socket at which nothing is waited for is not
    /// looked at, not even when its peer has gone.
    package func watch(
        _ descriptor: Int32, for now: Interest, before: Interest
    ) throws(SystemError) {
        guard now != before else { return }
        let result = daybook_poll_watch(poll, descriptor, before.bits, now.bits)
        guard result >= 0 else { throw SystemError("epoll_ctl", "socket", result) }
    }

    /// Waits, at most so many microseconds (nil: as long as it takes), and hands each socket that has what is
    /// waited for to `body`.
    package func wait(
        microseconds: Int64?, _ body: (Int32, Interest) -> Void
    ) throws(SystemError) {
        var ready = InlineArray<256, UInt64>(repeating: 0)
        var room = ready.mutableSpan
        let count = daybook_poll_wait(poll, alarm, microseconds.map { max(0, $0) } ?? -1, &room)
        guard count >= 0 else { throw SystemError("epoll_wait", "sockets", count) }
        for place in 0..<Int(count) {
            body(
                Int32(truncatingIfNeeded: room[place]),
                Interest(bits: Int32(truncatingIfNeeded: room[place] >> 32)))
        }
    }

    /// Ends the present wait, or the next. Any thread.
    package func wake() { _ = daybook_poll_wake(alarm) }
}

/// A connected socket that is never waited for.
package struct PromptSocket: Sendable {
    package let descriptor: Int32

    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// What a call came to.
    package enum Outcome: Hashable, Sendable {
        /// So many bytes.
        case bytes(Int)
        /// Nothing for the time being.
        case later
        /// The peer sends no more.
        case end
        /// The connection is broken.
        case broken
    }

    /// Takes what is there, at most so many bytes, into the first part of the room.
    package func receive(into room: inout [UInt8], atMost most: Int) -> Outcome {
        var span = room.mutableSpan
        let received = daybook_receive_now(descriptor, &span, most)
        return received == 0 ? .end : Self.outcome(received)
    }

    /// Sends what the kernel takes at once.
    package func send(_ bytes: Span<UInt8>) -> Outcome {
        Self.outcome(Int64(daybook_send_now(descriptor, bytes)))
    }

    private static func outcome(_ result: Int64) -> Outcome {
        // EAGAIN.
        result >= 0 ? .bytes(Int(result)) : result == -11 ? .later : .broken
    }

    package func close() { _ = daybook_close(descriptor) }
}
