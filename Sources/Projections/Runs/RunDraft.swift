import LMDB

/// A run that is being written: cuts sorted records into blocks and gathers the fences and the filter.
///
/// Lives through several transactions. When one of them fails the draft is dropped: what it wrote is found by
/// its row.
struct RunDraft: Sendable {
    private(set) var row: RunRow
    private(set) var fences: [UInt64]
    private(set) var filter: RunFilter?
    private let blockBytes: Int
    /// Words of the filter that are written.
    private var filterWritten = 0

    /// A draft for at most so many records; the filter is made for exactly that number.
    init(_ row: RunRow, expecting records: Int, fences: [UInt64] = [], tuning: RunTuning) {
        self.row = row
        self.fences = fences
        filter = row.kind.hasFilter ? RunFilter(expecting: records) : nil
        blockBytes = tuning.blockRecords(row.kind) * row.kind.recordBytes
    }

    /// Puts records that follow on all that were put before: whole blocks, but for the last call of a run.
    ///
    /// Returns the bytes written.
    /// - Throws: `StoreError` of kind `other` when the records are not sorted.
    mutating func put(_ records: Swift.Span<UInt8>, in transaction: inout WriteTransaction) throws -> Int {
        guard !records.isEmpty else { return 0 }
        try gather(records)
        let first = fences.count
        var start = 0
        while start < records.count {
            let end = min(start + blockBytes, records.count)
            let key = RunTables.key(row.id, fences.count)
            try transaction.put(RunTables.blocks, key.span, records.extracting(start..<end))
            fences.append(records.word(bigEndianAt: start))
            start = end
        }
        let new = [UInt8](littleEndian: fences.span.extracting(first...))
        try transaction.put(RunTables.fences, RunTables.key(row.id, first).span, new.span)
        row.blocks = UInt32(truncatingIfNeeded: fences.count)
        row.count += UInt64(records.count / row.kind.recordBytes)
        return records.count + new.count
    }

    /// Checks the order and adds to the filter.
    private mutating func gather(_ records: Swift.Span<UInt8>) throws {
        let step = row.kind.recordBytes
        var last = row.count == 0 ? 0 : row.last
        for start in stride(from: 0, to: records.count, by: step) {
            let word = records.word(bigEndianAt: start)
            guard word >= last else {
                throw StoreError(.other, "records of a \(row.kind) run are not sorted")
            }
            last = word
        }
        row.last = last
        index(records)
    }

    /// Adds records to the filter alone: those that an earlier process wrote.
    mutating func index(_ records: Swift.Span<UInt8>) {
        filter?.insert(records, of: row.kind.recordBytes)
    }

    /// Puts rows of the filter until about `budget` bytes are written; true when all are.
    mutating func putFilter(in transaction: inout WriteTransaction, budget: inout Int) throws -> Bool {
        guard let words = filter?.words else { return true }
        while filterWritten < words.count, budget > 0 {
            let end = min(filterWritten + RunTables.filterRowWords, words.count)
            let piece = [UInt8](littleEndian: words.span.extracting(filterWritten..<end))
            let key = RunTables.key(row.id, filterWritten / RunTables.filterRowWords)
            try transaction.put(RunTables.filters, key.span, piece.span)
            budget -= piece.count
            filterWritten = end
        }
        return filterWritten == words.count
    }

    /// Puts the row that finds all this.
    func putRow(in transaction: inout WriteTransaction) throws { try row.put(in: &transaction) }

    /// Makes the run visible with the transaction, and gives what memory keeps of it.
    mutating func finish(in transaction: inout WriteTransaction) throws -> Run {
        row.state = .visible
        row.sources = []
        try putRow(in: &transaction)
        return Run(
            id: row.id, kind: row.kind, count: Int(clamping: row.count), fences: fences, last: row.last,
            filter: filter)
    }

    /// Notes how far a merge has read.
    mutating func note(_ sources: [RunRow.Source]) { row.sources = sources }
}
