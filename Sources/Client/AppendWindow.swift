/// The lines that were sent and have no answer yet, oldest first, within a bound.
///
/// One task adds, one answers. Adding waits while the bound is reached, so memory stays bounded however much
/// the one runs ahead of the other.
actor AppendWindow {
    /// Bytes of lines in flight, unless a single batch has more.
    private let bytesMax: Int
    private var batches: [[AppendLine]] = []
    /// Which line of the first batch is answered next.
    private var next = 0
    private var first = 0
    private var bytes = 0
    private var lineCount = 0
    private var isClosed = false
    private var waiter: CheckedContinuation<Void, Never>?

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Adds lines that are about to be sent, once there is room.
    /// - Returns: false, with nothing added, when the window was closed.
    func add(_ lines: [AppendLine]) async -> Bool {
        let size = Self.size(lines)
        while !isClosed, bytes > 0, bytes + size > bytesMax {
            await withCheckedContinuation { waiter = $0 }
        }
        guard !isClosed else { return false }
        batches.append(lines)
        bytes += size
        lineCount += lines.count
        return true
    }

    /// Takes the oldest lines, at most `count`; fewer when fewer wait.
    func take(_ count: Int) -> [AppendLine] {
        let count = min(count, lineCount)
        var taken: [AppendLine] = []
        taken.reserveCapacity(count)
        while taken.count < count {
            let batch = batches[first]
            let end = min(batch.count, next + count - taken.count)
            taken.append(contentsOf: batch[next..<end])
            next = end
            if next == batch.count {
                batches[first] = []
                first += 1
                next = 0
            }
        }
        if first > 64 {
            batches.removeFirst(first)
            first = 0
        }
        bytes -= Self.size(taken)
        lineCount -= count
        wake()
        return taken
    }

    /// Ends all waiting; nothing can be added afterwards.
    func close() {
        isClosed = true
        wake()
    }

    /// Every line without an answer, oldest first.
    func unanswered() -> [AppendLine] { take(lineCount) }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }

    private static func size(_ lines: [AppendLine]) -> Int {
        lines.reduce(0) { $0 + $1.bytes.count + 1 }
    }
}
