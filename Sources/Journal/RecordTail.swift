import LMDB
import Model

/// The records that are durable in the write-ahead log and not in the table yet, in memory.
///
/// Taken before a snapshot of the table: what leaves the tail in between stands in the snapshot, so both
/// together show every record up to the head.
struct RecordTail: Sendable {
    private(set) var frames: [WriteAheadFrame] = []
    /// How many of the first frames stand in the half of the log that is full.
    private(set) var full = 0

    var isEmpty: Bool { frames.isEmpty }
    /// The last position, nil when it is empty.
    var last: Position? { frames.last?.last }

    /// - Parameter turned: whether all that came before stands in the half that is full.
    mutating func append(_ frame: WriteAheadFrame, turned: Bool = false) {
        if turned { full = frames.count }
        frames.append(frame)
    }

    /// Lets go of frames whose records the table has.
    mutating func drop(through position: Position) {
        let gone = frames.prefix { $0.last <= position }.count
        frames.removeFirst(gone)
        full = max(0, full - gone)
    }

    /// Hands the record at a position to `body`; nil when there is none, neither here nor in the table.
    func get<Result>(
        _ position: Position, _ table: borrowing ReadTransaction,
        _ body: (Swift.Span<UInt8>) throws -> Result
    ) throws -> Result? {
        guard let frame = frame(of: position) else {
            return try table.get(JournalTables.records, RecordLayout.key(position), body)
        }
        return try body(frame.bytes.span.extracting(frame.range(of: position)))
    }

    /// Walks key and record in order from a position on, or from the table's first row, until `body` returns
    /// false.
    func walk(
        from first: Position?, _ table: borrowing ReadTransaction,
        _ body: (Swift.Span<UInt8>, Swift.Span<UInt8>) throws -> Bool
    ) throws {
        let begin = frames.first?.first ?? .max
        var goesOn = true
        if first ?? 0 < begin {
            try table.walk(JournalTables.records, from: first.map { RecordLayout.key($0) } ?? []) {
                key, value in
                // What the table has come to hold meanwhile is the same as here.
                if key.count == 8, key.word64(0) >= begin { return false }
                goesOn = try body(key, value)
                return goesOn
            }
        }
        guard goesOn, let last else { return }
        var key = InlineArray<8, UInt8>(repeating: 0)
        for position in max(first ?? 0, begin)..<max(first ?? 0, last + 1) {
            guard let frame = frame(of: position) else { return }
            key.put(position, at: 0)
            let record = frame.bytes.span.extracting(frame.range(of: position))
            guard try body(key.span, record) else { return }
        }
    }

    /// The head that the last record makes, nil when there is none.
    func head(_ table: borrowing ReadTransaction) throws -> Head? {
        if let last { return try get(last, table) { try RecordLayout.head($0, position: last) } }
        var head: Head?
        try table.walk(JournalTables.records, backwards: true) { key, value in
            head = try RecordLayout.head(value, position: try RecordLayout.position(key))
            return false
        }
        return head
    }

    /// How many rows there are, here and in the table; those that stand in both count once.
    func rows(_ table: borrowing ReadTransaction) throws -> Int {
        let stored = try table.count(JournalTables.records)
        guard let last else { return stored }
        let end = try RecordTail().head(table)?.position ?? 0
        return stored + Int(clamping: last - min(last, end))
    }

    /// The frame that holds a position. Cost: a binary search.
    private func frame(of position: Position) -> WriteAheadFrame? {
        guard let begin = frames.first?.first, position >= begin, let last, position <= last else {
            return nil
        }
        var low = 0
        var high = frames.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if frames[middle].first <= position { low = middle } else { high = middle - 1 }
        }
        return frames[low]
    }
}
