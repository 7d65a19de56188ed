import NIOCore

/// How much one read brings, decided when it happens and not when it was asked for: many connections wait for
/// bytes at once. The memory is gone when the bytes are taken over; a connection keeps none between its
/// reads.
struct AppendReadSize: RecvByteBufferAllocator {
    /// The most that one read brings.
    static let most = 65_536
    /// The most when the shared queue is full; also what a connection may hold that goes on nevertheless.
    static let small = 4_096

    /// The channel keeps the buffer of its first read, so that one is next to nothing.
    private static let first = 512

    let queue: ByteBudget
    private var isFirst = true
    /// Whether the last read brought as much as it could.
    private var isStreaming = false

    init(queue: ByteBudget) {
        self.queue = queue
    }

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        allocator.buffer(
            capacity: isFirst ? Self.first : isStreaming && !queue.isFull ? Self.most : Self.small)
    }

    /// "The next may be larger" is what keeps the channel from using its buffer again.
    mutating func record(actualReadBytes: Int) -> Bool {
        isStreaming = actualReadBytes >= (isFirst ? Self.first : Self.small)
        isFirst = false
        return true
    }
}
