package import Model

extension View {
    /// Hands over the decisions of a series up to a position whose `at` is in `[from, to)`, in position
    /// order, until `body` returns false.
    ///
    /// Cost: about a microsecond a row, since every row gets its texts; what looks at many goes by chunks.
    package func decisions(
        of series: Series, asOf: Position, from: Timestamp?, to: Timestamp?,
        _ body: (DecisionRow) throws -> Bool
    ) throws {
        try chunks(of: series, asOf: asOf, from: from, to: to) { chunk in
            let ats = try ats(chunk)
            var maker: RowMaker?
            for row in 0..<chunk.count {
                let at = Timestamp(microseconds: ats[row])
                if let from, at < from { continue }
                if let to, at >= to { continue }
                if maker == nil { maker = try RowMaker(chunk, self) }
                guard let made = maker?.row(row, at), try body(made) else { return false }
            }
            return true
        }
    }

    /// The decision of a series at a position, nil when there is none. Cost: one record.
    package func decision(at position: Position, of series: Series) throws -> DecisionRow? {
        let image = try image(at: position)
        guard image.type == .decision else { return nil }
        let row = try decision(image.id, asOf: position)
        return row?.series == series ? row : nil
    }
}

/// Makes decisions whole again from the columns of a chunk.
struct RowMaker {
    private let chunk: DecisionChunk
    private let positions: [Position]
    private let ids: Cells
    private let subjects: Cells
    private let score: Cells
    private let threshold: Cells
    private let action: Cells
    private let of: Cells
    private let replaySet: Cells
    private let fallback: Cells
    private let segments: [(name: Identifier, cells: Cells)]

    init(_ chunk: DecisionChunk, _ view: borrowing View) throws {
        self.chunk = chunk
        positions = try view.positions(chunk)
        func field(_ code: FieldCode, _ view: borrowing View) throws -> Cells {
            Cells(try view.column(.field(code), chunk), rows: chunk.count)
        }
        ids = try field(.id, view)
        subjects = try field(.subject, view)
        score = try field(.score, view)
        threshold = try field(.threshold, view)
        action = try field(.action, view)
        of = try field(.of, view)
        replaySet = try field(.replaySet, view)
        fallback = try field(.fallback, view)
        var found: [(name: Identifier, cells: Cells)] = []
        for key in try view.keys(chunk) where key.family == .segment {
            guard let column = try view.column(key, chunk) else { continue }
            found.append(
                (Identifier(String(decoding: key.name, as: UTF8.self)), Cells(column, rows: chunk.count)))
        }
        segments = found
    }

    func row(_ row: Int, _ at: Timestamp) -> DecisionRow {
        var named: [(name: Identifier, value: Identifier)] = []
        for segment in segments {
            if let value = segment.cells.text(row) { named.append((segment.name, value)) }
        }
        return DecisionRow(
            position: positions[row], series: chunk.series, row: chunk.firstRow + row,
            id: ids.text(row) ?? Identifier(""), at: at, subject: subjects.text(row) ?? Identifier(""),
            score: score.number(row), threshold: threshold.number(row), action: action.text(row),
            segments: named, of: of.text(row), replaySet: replaySet.text(row),
            fallback: fallback.tag(row).map { $0 != .no } ?? false)
    }
}

/// A column by row, whether every row has a value or not.
struct Cells {
    private let column: Column?
    /// By row, for a sparse column: the index of its value, -1 for none.
    private let indexes: [Int32]

    init(_ column: Column?, rows: Int) {
        self.column = column
        guard let numbers = column?.rows else {
            indexes = []
            return
        }
        var found = [Int32](repeating: -1, count: rows)
        for (index, row) in numbers.enumerated() { found[Int(row)] = Int32(truncatingIfNeeded: index) }
        indexes = found
    }

    private func index(_ row: Int) -> Int? {
        guard let column else { return nil }
        if column.rows == nil { return row }
        let index = indexes[row]
        return index < 0 ? nil : Int(index)
    }

    func tag(_ row: Int) -> CellTag? { index(row).flatMap { column?.tag(at: $0) } }

    func number(_ row: Int) -> Double? {
        guard let column, let index = index(row), column.tag(at: index) == .number else { return nil }
        return column.numbers[index]
    }

    func text(_ row: Int) -> Identifier? {
        guard let column, let index = index(row), column.tag(at: index) == .text else { return nil }
        return column.texts.identifier(column.codes[index])
    }
}
