import LMDB
package import Model

/// The rows of one series in one chunk, as far as known: what a question that looks at many decisions goes
/// through.
///
/// Every array that is asked for by it has one element a row, `count` in all, in position order; the i-th row
/// is row `firstRow + i` of the series.
package struct DecisionChunk: Sendable {
    package let series: Series
    package let firstRow: Int
    package let count: Int
    /// The least and the greatest `at` of the parts it lies in: those of its rows are within.
    package let ats: ClosedRange<Int64>
    let pieces: [Piece]
    /// The table, and the position up to which rows are known.
    let table: UInt32
    let last: Position
    /// The snapshot that the pieces are of.
    let moment: UInt64

    /// Rows that lie together, in the store or in memory; the first `count` of them are known.
    struct Piece: Sendable {
        enum Place: Sendable {
            case sealed(PartHeader)
            case hot(Part)
        }
        let place: Place
        let count: Int
    }
}

extension View {
    /// Hands over the chunks of a series that hold decisions known at a position and may hold some whose `at`
    /// is in `[from, to)`, in row order, until `body` returns false.
    ///
    /// Cost: one small row a part; columns are read when they are asked for. Between two chunks the snapshot
    /// is renewed when it is old: nothing may be read from it by those who call this.
    package func chunks(
        of series: Series, asOf last: Position, from: Timestamp? = nil, to: Timestamp? = nil,
        _ body: (DecisionChunk) throws -> Bool
    ) throws {
        var listed = try chunks(of: series, table: series.number, asOf: last)
        for number in listed.indices {
            try renewIfOld()
            // The same rows in other parts: what is known at a position is cut into chunks by row numbers.
            if listed[number].moment != moment.number {
                listed = try chunks(of: series, table: series.number, asOf: last)
            }
            let chunk = listed[number]
            if let from, chunk.ats.upperBound < from.microseconds { continue }
            if let to, chunk.ats.lowerBound >= to.microseconds { continue }
            guard try body(chunk) else { return }
        }
    }

    /// Whether any decision of a series is known at a position. Cost: one small row a part.
    package func isKnown(_ series: Series, asOf last: Position) throws -> Bool {
        try !chunks(of: series, table: series.number, asOf: last).isEmpty
    }

    /// All chunks of a table, with the rows up to a position.
    func chunks(of series: Series, table: UInt32, asOf last: Position) throws -> [DecisionChunk] {
        let last = min(last, position)
        var found: [DecisionChunk] = []
        var gathered: [DecisionChunk.Piece] = []
        var firstRow = 0
        var range: ClosedRange<Int64>?
        func flush() {
            let count = gathered.reduce(0) { $0 + $1.count }
            if count > 0, let range {
                found.append(
                    DecisionChunk(
                        series: series, firstRow: firstRow, count: count, ats: range, pieces: gathered,
                        table: table, last: last, moment: moment.number))
            }
            gathered = []
            range = nil
        }
        func add(_ piece: DecisionChunk.Piece, _ row: Int, _ ats: ClosedRange<Int64>) {
            guard piece.count > 0 else { return }
            if row % Chunk.rows == 0 { flush() }
            if gathered.isEmpty { firstRow = row }
            gathered.append(piece)
            range =
                range.map { min($0.lowerBound, ats.lowerBound)...max($0.upperBound, ats.upperBound) } ?? ats
        }
        let sealedLast = min(last, sealed)
        for header in try ColumnTables.headers(of: table, in: moment.columns) {
            guard header.positions.lowerBound <= sealedLast else { break }
            let count =
                header.positions.upperBound <= sealedLast
                ? header.count
                : try ColumnTables.firstRow(notBelow: sealedLast + 1, in: header, moment.columns)
            add(.init(place: .sealed(header), count: count), header.firstRow, header.ats)
        }
        for rows in hot {
            for part in rows.parts[table] ?? [] {
                guard let first = part.positions.first, first <= last else { break }
                let count = part.rowCount(through: last)
                add(.init(place: .hot(part), count: count), part.firstRow, part.atRange)
            }
        }
        flush()
        return found
    }

    /// Where the rows of a chunk lie now: one that was listed in an earlier snapshot is looked for again.
    private func pieces(of chunk: DecisionChunk) throws -> [DecisionChunk.Piece] {
        if chunk.moment == moment.number { return chunk.pieces }
        let now = try chunks(of: chunk.series, table: chunk.table, asOf: chunk.last)
        guard let found = now.first(where: { $0.firstRow == chunk.firstRow }), found.count == chunk.count
        else {
            throw ProjectionError.damagedRow(
                table: "chunks", detail: "the rows from \(chunk.firstRow) on are not what they were")
        }
        return found.pieces
    }

    /// When the decisions of a chunk happened, in microseconds.
    package func ats(_ chunk: DecisionChunk) throws -> [Int64] {
        try gather(chunk, { try ColumnTables.ats(of: $0, in: moment.columns) }, { $0.ats })
    }

    /// The positions of a chunk's decisions, ascending.
    package func positions(_ chunk: DecisionChunk) throws -> [Position] {
        try gather(chunk, { try ColumnTables.positions(of: $0, in: moment.columns) }, { $0.positions })
    }

    private func gather<Element>(
        _ chunk: DecisionChunk, _ sealed: (PartHeader) throws -> [Element], _ hot: (Part) -> [Element]
    ) throws -> [Element] {
        var found: [Element] = []
        for piece in try pieces(of: chunk) {
            let values =
                switch piece.place {
                case .sealed(let header): try sealed(header)
                case .hot(let part): hot(part)
                }
            if values.count == chunk.count, piece.count == chunk.count { return values }
            if found.isEmpty { found.reserveCapacity(chunk.count) }
            found.append(contentsOf: values.prefix(piece.count))
        }
        return found
    }

    /// The column of a key over a chunk's rows; nil when none of them has a cell of it. Cost: the column of
    /// each part is decoded.
    package func column(_ key: ColumnKey, _ chunk: DecisionChunk) throws -> Column? {
        var columns: [(column: Column?, rows: Int, whole: Bool)] = []
        for piece in try pieces(of: chunk) {
            switch piece.place {
            case .sealed(let header):
                let column = try ColumnTables.column(key, of: header, in: moment.columns)
                columns.append((column, piece.count, piece.count == header.count))
            case .hot(let part):
                columns.append((part.column(key), piece.count, piece.count == part.count))
            }
        }
        return Column.spliced(columns)
    }

    /// The keys of a chunk's columns, ascending. A key may have no cell among the rows that are known.
    package func keys(_ chunk: DecisionChunk) throws -> [ColumnKey] {
        var found: Set<ColumnKey> = []
        for piece in try pieces(of: chunk) {
            switch piece.place {
            case .sealed(let header): found.formUnion(header.keys)
            case .hot(let part): found.formUnion(part.keys)
            }
        }
        return found.sorted()
    }
}

extension Part {
    /// How many rows have a position up to the given one.
    func rowCount(through last: Position) -> Int {
        if let end = positions.last, end <= last { return count }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] <= last { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The least and the greatest `at`.
    var atRange: ClosedRange<Int64> {
        var (low, high) = (ats.first ?? 0, ats.first ?? 0)
        for at in ats {
            if at < low { low = at }
            if at > high { high = at }
        }
        return low...high
    }
}
