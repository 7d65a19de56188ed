/// Answers of one connection on their way to the peer, which are written one piece after the other.
struct AppendAnswers {
    /// Bytes of one write: a peer that reads slowly is seen to make progress.
    private static let writeBytes = 65_536

    private var ready: [UInt8] = []
    private var start = 0
    /// Bytes given to the channel that the peer has not taken.
    private var underWay = 0
    /// Whether the call that writes is still running: what the kernel takes at once is taken within it.
    private var isWriting = false
    /// When the peer last took answers, or the first that it has not taken were given: microseconds of the
    /// monotonic clock.
    private(set) var lastTaken: Int64 = 0

    /// Bytes that are held.
    var bytes: Int { ready.count - start + underWay }
    var isEmpty: Bool { bytes == 0 }
    /// Whether the kernel holds as much as it takes for this peer.
    var areUnread: Bool { underWay > 0 }

    mutating func append(_ more: [UInt8]) {
        if ready.isEmpty { ready = more } else { ready.append(contentsOf: more) }
    }

    /// The next piece to write, when there is one and none is under way.
    mutating func next(now: Int64) -> [UInt8]? {
        isWriting = false
        guard underWay == 0, start < ready.count else { return nil }
        let piece: [UInt8]
        if start == 0, ready.count <= Self.writeBytes {
            piece = ready
            ready = []
        } else {
            let end = min(ready.count, start + Self.writeBytes)
            piece = Array(ready[start..<end])
            start = end
            // Moved together when half is gone, so that what was taken is not held and little is copied.
            if start * 2 >= ready.count {
                ready = Array(ready[start...])
                start = 0
            }
        }
        underWay = piece.count
        isWriting = true
        lastTaken = now
        return piece
    }

    /// The peer has taken what was under way; whether somebody has to see to what comes next.
    mutating func taken(now: Int64) -> Bool {
        underWay = 0
        lastTaken = now
        return !isWriting
    }
}
