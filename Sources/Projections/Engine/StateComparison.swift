import LMDB
import Model

/// One snapshot of everything that a state has sealed.
struct SealedSnapshot: ~Copyable {
    let columns: ReadTransaction
    let runs: RunSnapshot
    let position: Position
    /// The numbers of its tables, ascending.
    let tables: [UInt32]

    private init(
        _ columns: consuming ReadTransaction, _ runs: consuming RunSnapshot, _ position: Position,
        _ tables: [UInt32]
    ) {
        self.columns = columns
        self.runs = runs
        self.position = position
        self.tables = tables
    }

    static func take(of engine: Engine) throws -> SealedSnapshot {
        let columns = try engine.columns.snapshot()
        let state = try SealedState(reading: columns)
        let tables = state.series.map(\.number) + [TableNumber.outcomes, TableNumber.withdrawals]
        return SealedSnapshot(columns, try engine.runs.snapshot(), state.position, tables)
    }
}

/// Whether two sealed states hold the same rows, whatever way they lie in parts, runs and pages.
enum StateComparison {
    /// How many rows the left side has, and the first difference, nil when there is none. `pause` is called
    /// now and then; what it throws ends the comparison.
    static func compare(
        _ left: borrowing SealedSnapshot, _ right: borrowing SealedSnapshot, pause: () throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        guard left.position == right.position else {
            return (0, "one state reaches position \(left.position), the other \(right.position)")
        }
        var rows: UInt64 = 0
        for table in CoreTables.all {
            let (walked, difference) = try RowComparison.compare(
                table, left.columns, right.columns, pause: pause)
            rows += walked
            if let difference { return (rows, difference) }
        }
        for table in left.tables {
            let (walked, difference) = try compare(table, left, right, pause)
            rows += walked
            if let difference { return (rows, difference) }
        }
        for kind in RunKind.allCases {
            let (walked, difference) = try compare(kind, left, right, pause)
            rows += walked
            if let difference { return (rows, difference) }
        }
        return (rows, nil)
    }

    /// Chunk by chunk, by the digest of what the rows say.
    private static func compare(
        _ table: UInt32, _ left: borrowing SealedSnapshot, _ right: borrowing SealedSnapshot,
        _ pause: () throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        let a = try ColumnTables.headers(of: table, in: left.columns)
        let b = try ColumnTables.headers(of: table, in: right.columns)
        let end = max(a.last.map { $0.rows.upperBound } ?? 0, b.last.map { $0.rows.upperBound } ?? 0)
        var start = 0
        while start < end {
            let range = start..<(start + Chunk.rows)
            let mine = a.filter { range.contains($0.firstRow) }
            let theirs = b.filter { range.contains($0.firstRow) }
            guard
                try ColumnTables.canonicalDigest(mine, in: left.columns)
                    == ColumnTables.canonicalDigest(theirs, in: right.columns)
            else {
                return (UInt64(start), "table \(table), the rows from \(start) to \(range.upperBound - 1)")
            }
            start += Chunk.rows
            try pause()
        }
        return (UInt64(end), nil)
    }

    /// Record by record, in the order of their bytes.
    private static func compare(
        _ kind: RunKind, _ left: borrowing SealedSnapshot, _ right: borrowing SealedSnapshot,
        _ pause: () throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        let size = (256 << 10) / kind.recordBytes * kind.recordBytes
        var a = RecordMerge(left.runs.catalog.runs[Int(kind.rawValue)], kind: kind)
        var b = RecordMerge(right.runs.catalog.runs[Int(kind.rawValue)], kind: kind)
        var mine = [UInt8](repeating: 0, count: size)
        var theirs = mine
        var rows: UInt64 = 0
        while true {
            let filled = try a.fill(&mine, from: left.runs.transaction)
            let other = try b.fill(&theirs, from: right.runs.transaction)
            guard filled == other, mine[..<filled] == theirs[..<filled] else {
                return (rows, "the \(kind) index, after record \(rows)")
            }
            rows += UInt64(filled / kind.recordBytes)
            try pause()
            guard filled == size else { return (rows, nil) }
        }
    }
}
