/// Answers of one connection on their way to the peer.
struct AppendAnswers {
    private var ready: [UInt8] = []
    private var start = 0
    /// When the peer last took answers, or the first that it has not taken were given: microseconds of the
    /// monotonic clock.
    private(set) var lastTaken: Int64 = 0
    /// Whether the kernel holds as much as it takes for this peer.
    private(set) var areUnread = false

    /// Bytes that are held.
    var bytes: Int { ready.count - start }
    var isEmpty: Bool { bytes == 0 }

    mutating func append(_ more: [UInt8]) {
        if isEmpty {
            ready = more
            start = 0
        } else {
            ready.append(contentsOf: more)
        }
    }

    /// Hands what is held to `send`, which says how many bytes the kernel took at once.
    mutating func send(now: Int64, _ send: (Span<UInt8>) -> Int) {
        guard !isEmpty else { return }
        let taken = send(ready.span.extracting(start..<ready.count))
        start += taken
        if taken > 0 || !areUnread { lastTaken = now }
        areUnread = !isEmpty
        if isEmpty {
            ready = []
            start = 0
        } else if start * 2 >= ready.count {
            // Moved together when half is gone, so that what was taken is not held and little is copied.
            ready = Array(ready[start...])
            start = 0
        }
    }
}
