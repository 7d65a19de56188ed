import Digest
import LMDB
import Model
import Platform

/// Writes a generation to both environments: the runs first, then the columns, each with its position last.
///
/// Every step can be done again: after a crash the same events make the same rows, and what was written of
/// them without the position is written once more. No transaction is large, and none is one that appends wait
/// for.
struct Sealer {
    private let runs: RunStore
    private let columns: Environment
    private let series: SeriesBook
    private let names: NameBook
    private let options: EngineOptions

    init(engine: Engine) {
        runs = engine.runs
        columns = engine.columns
        series = engine.series
        names = engine.names
        options = engine.options
    }

    func seal(_ generation: Generation) throws {
        let rows = generation.snapshot
        guard rows.through > generation.after else { return }
        if runs.position < rows.through { try sealRuns(generation, rows) }
        let sealed = try columns.read { try View.word(Keys.position, in: $0) }
        if sealed < rows.through { try sealColumns(rows, after: sealed) }
    }

    private func sealRuns(_ generation: Generation, _ rows: HotRows) throws {
        var sealed: [(kind: RunKind, records: [UInt8])] = []
        for kind in [RunKind.identifiers, .waiting, .subjects, .reviews] {
            let records = generation.index.sortedRecords(kind)
            if !records.isEmpty { sealed.append((kind, records)) }
        }
        var labels: [UInt8] = []
        for table in rows.labels.keys.sorted() {
            var records: [UInt8] = []
            for block in rows.labels[table] ?? [] { records.append(contentsOf: block.bytes) }
            labels.append(contentsOf: LabelBlock(sorting: records).bytes)
        }
        if !labels.isEmpty { sealed.append((.labels, labels)) }
        try runs.seal(sealed, through: rows.through)
    }

    private func sealColumns(_ rows: HotRows, after sealed: Position) throws {
        var pending: [(table: UInt32, parts: [Part])] = []
        for table in rows.parts.keys.sorted() {
            var chunk: [Part] = []
            for part in rows.parts[table] ?? [] {
                if part.firstRow % Chunk.rows == 0, !chunk.isEmpty {
                    pending.append((table, chunk))
                    chunk = []
                }
                chunk.append(part)
            }
            if !chunk.isEmpty { pending.append((table, chunk)) }
        }
        var next = 0
        while next < pending.count {
            // What was there before is read as of before this transaction, which touches each chunk once.
            let before = try columns.snapshot()
            try columns.write { transaction in
                var written = 0
                while next < pending.count, written < options.transactionBytes {
                    written += try write(
                        pending[next].parts, pending[next].table, sealed, before, &transaction)
                    next += 1
                    System.giveWay()
                }
                try options.beforeCommit(.columns)
            }
        }
        try columns.write { transaction in
            try sealRest(rows, after: sealed, &transaction)
            try options.beforeCommit(.columnsVisible)
        }
    }

    /// Writes the rows of one chunk, joined with the sealed ones before them when those are few: each row is
    /// written a few times at most, and a chunk that is full is one part.
    ///
    /// What a checkpoint has left here that did not come to its end is taken away: its rows are among these.
    private func write(
        _ parts: [Part], _ table: UInt32, _ sealed: Position, _ before: borrowing ReadTransaction,
        _ transaction: inout WriteTransaction
    ) throws -> Int {
        guard let first = parts.first else { return 0 }
        let start = first.firstRow - first.firstRow % Chunk.rows
        var joined = parts
        var count = parts.reduce(0) { $0 + $1.count }
        let isFull = first.firstRow + count == start + Chunk.rows
        let headers = try ColumnTables.headers(of: table, rows: start..<(start + Chunk.rows), in: before)
        var joins = true
        for header in headers.reversed() {
            if header.firstRow >= first.firstRow {
                try ColumnTables.remove(header, in: &transaction)
                continue
            }
            let isBeyond = header.positions.upperBound > sealed
            joins = joins && (isFull || header.count <= 2 * count)
            guard joins || isBeyond else { break }
            let part = try ColumnTables.part(header, in: before).prefix(through: sealed)
            try ColumnTables.remove(header, in: &transaction)
            joined.insert(part, at: 0)
            count += part.count
            joins = true
        }
        let part = joined.count == 1 ? first : Part.joined(joined)
        return try ColumnTables.write(part, table: table, in: &transaction)
    }

    private func sealRest(
        _ rows: HotRows, after sealed: Position, _ transaction: inout WriteTransaction
    ) throws {
        for series in series.all.prefix(rows.series) {
            try transaction.put(CoreTables.series, Keys.word(series.number), series.row)
        }
        let known = try transaction.count(CoreTables.names)
        for (code, name) in names.all.prefix(rows.names).enumerated().dropFirst(known) {
            try transaction.put(CoreTables.names, Keys.word(UInt32(code)), name.utf8Bytes)
        }
        for document in rows.documents {
            var row = RowWriter()
            row.time(document.at.microseconds)
            row.text(document.id.text)
            row.optional(document.version)
            let key = Keys.document(document.type, document.model, document.position)
            try transaction.put(CoreTables.documents, key, row.bytes)
        }
        for (position, waiting) in rows.waiting.sorted(by: { $0.key < $1.key }) {
            var row = RowWriter(reserving: 16)
            row.time(waiting.at)
            row.word64(waiting.decision)
            try transaction.put(CoreTables.waiting, Keys.position(position), row.bytes)
        }
        for withdrawn in rows.withdrawn {
            var row = RowWriter(reserving: 8)
            row.time(withdrawn.at)
            let key = Keys.positions(withdrawn.outcome, withdrawn.withdrawal)
            try transaction.put(CoreTables.withdrawn, key, row.bytes)
        }
        try count(rows, &transaction)
        try transaction.put(CoreTables.state, Keys.position, Keys.position(rows.through))
    }

    private func count(_ rows: HotRows, _ transaction: inout WriteTransaction) throws {
        for (field, entry) in rows.unknownFields.sorted(by: { $0.value.first < $1.value.first }) {
            let key = [field.type] + SHA256Digest(of: field.pointer.utf8Bytes).bytes
            var (times, first) = (entry.count, entry.first)
            if let stored = try transaction.get(CoreTables.unknownFields, key) {
                var reader = RowReader(stored.span, of: CoreTables.unknownFields.name)
                times += try reader.word64()
                first = min(first, try reader.word64())
            }
            var row = RowWriter()
            row.word64(times)
            row.word64(first)
            row.text(field.pointer.text)
            try transaction.put(CoreTables.unknownFields, key, row.bytes)
        }
        for type in EventType.allCases where rows.counts[Int(type.rawValue)] > 0 {
            try add(rows.counts[Int(type.rawValue)], to: Keys.count(type), &transaction)
        }
        if rows.bySubject > 0 { try add(rows.bySubject, to: Keys.bySubject, &transaction) }
        for (table, parts) in rows.parts.sorted(by: { $0.key < $1.key }) {
            guard let last = parts.last else { continue }
            let end = UInt64(last.firstRow + last.count)
            try transaction.put(CoreTables.state, Keys.rows(table), Keys.position(end))
        }
    }

    private func add(_ more: UInt64, to key: [UInt8], _ transaction: inout WriteTransaction) throws {
        var before: UInt64 = 0
        if let stored = try transaction.get(CoreTables.state, key) {
            var reader = RowReader(stored.span, of: CoreTables.state.name)
            before = try reader.word64()
        }
        try transaction.put(CoreTables.state, key, Keys.position(before + more))
    }
}

extension Part {
    /// The rows up to a position; itself when these are all.
    func prefix(through last: Position) -> Part {
        let count = rowCount(through: last)
        guard count < self.count else { return self }
        var kept: [(ColumnKey, Column)] = []
        for key in keys {
            if let column = Column.spliced([(column(key), count, false)]) { kept.append((key, column)) }
        }
        return Part(
            firstRow: firstRow, positions: Array(positions.prefix(count)), ats: Array(ats.prefix(count)),
            keys: kept.map(\.0), columns: kept.map(\.1))
    }
}
