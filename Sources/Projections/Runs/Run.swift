import LMDB
import Model

/// A visible run: what is kept of it in memory.
final class Run: Sendable {
    let id: UInt64
    let kind: RunKind
    /// Records.
    let count: Int
    /// The first eight bytes of each block's first record.
    let fences: [UInt64]
    /// The first eight bytes of the last record.
    let last: UInt64
    let filter: RunFilter?

    init(id: UInt64, kind: RunKind, count: Int, fences: [UInt64], last: UInt64, filter: RunFilter?) {
        self.id = id
        self.kind = kind
        self.count = count
        self.fences = fences
        self.last = last
        self.filter = filter
    }

    /// Reads what memory keeps of a run. Cost: its fences and its filter, about 1.4 bytes a record.
    convenience init(loading row: RunRow, in transaction: borrowing ReadTransaction) throws {
        let fences = try Self.fences(of: row, in: transaction)
        var filter: RunFilter?
        if row.kind.hasFilter {
            var words: [UInt64] = []
            try transaction.walk(RunTables.filters, prefix: RunTables.key(row.id)) { _, value in
                words.append(littleEndian: value)
                return true
            }
            let expected = RunFilter(expecting: Int(clamping: row.count))
            guard words.count == expected.words.count, let found = RunFilter(words: words) else {
                throw ProjectionError.damagedRow(
                    table: RunTables.filters.name,
                    detail: "run \(row.id) has \(words.count) words, not \(expected.words.count)")
            }
            filter = found
        }
        self.init(
            id: row.id, kind: row.kind, count: Int(clamping: row.count), fences: fences, last: row.last,
            filter: filter)
    }

    /// The fences of the blocks that a row counts.
    static func fences(of row: RunRow, in transaction: borrowing ReadTransaction) throws -> [UInt64] {
        var fences: [UInt64] = []
        try transaction.walk(RunTables.fences, prefix: RunTables.key(row.id)) { key, value in
            fences.append(littleEndian: value)
            return true
        }
        guard fences.count == Int(row.blocks) else {
            throw ProjectionError.damagedRow(
                table: RunTables.fences.name,
                detail: "run \(row.id) has \(row.blocks) blocks and \(fences.count) fences")
        }
        return fences
    }

    /// The first block that may hold a record whose first eight bytes are `word`: the one before the first
    /// block that begins with `word` or more.
    func block(for word: UInt64) -> Int {
        let all = self.fences
        let fences = all.span
        let count = all.count
        // Fingerprints are spread evenly, so the place is where the word lies between 0 and 2^64, give or
        // take a few blocks.
        let guess = Int(truncatingIfNeeded: word.multipliedFullWidth(by: UInt64(count)).high)
        let place = RecordSearch.place(near: guess, count: count) { fences[$0] < word }
        return max(0, place - 1)
    }

    /// The first eight bytes of a block's first record, and of what follows the block.
    func range(of block: Int) -> (UInt64, UInt64) {
        (fences[block], block + 1 < fences.count ? fences[block + 1] : last)
    }
}

/// Which runs are visible, as of one commit.
final class RunCatalog: Sendable {
    /// Stands in the same transaction, so that a snapshot finds the catalog that it belongs to.
    let version: UInt64
    let position: Position
    /// By the code of their kind, oldest first.
    let runs: [[Run]]

    init(version: UInt64, position: Position, runs: [[Run]]) {
        self.version = version
        self.position = position
        self.runs = runs
    }

    /// The catalog after some runs have come and gone, and the position may have moved.
    func changed(adding new: [Run], removing gone: Set<UInt64> = [], position: Position? = nil) -> RunCatalog
    {
        var runs = runs.map { $0.filter { !gone.contains($0.id) } }
        for run in new { runs[Int(run.kind.rawValue)].append(run) }
        for kind in runs.indices { runs[kind].sort { $0.id < $1.id } }
        return RunCatalog(version: version + 1, position: position ?? self.position, runs: runs)
    }

    func put(in transaction: inout WriteTransaction) throws {
        try transaction.put(RunTables.state, RunTables.version, RunTables.bytes(version))
        try transaction.put(RunTables.state, RunTables.position, RunTables.bytes(position))
    }
}
