/// A table laid out in columns of text: numbers to the right, the rest to the left, two blanks between
/// columns.
struct TextTable {
    /// The header and the rows; a row has several lines where a cell was broken.
    let lines: [String]

    /// - Parameter available: the columns that the table should fit into; nil lets every row be one line,
    ///   however long.
    init(_ table: Table, available: Int?, bars: Bool) {
        var strips = table.columns.indices.flatMap { Strip.strips(of: table, column: $0, bars: bars) }
        if let available { Self.fit(&strips, into: available) }
        var lines = Self.lines(of: strips.map { $0.broken($0.header) }, strips)
        for row in table.rows.indices {
            lines += Self.lines(of: strips.map { $0.broken($0.cells[row]) }, strips)
        }
        self.lines = lines
    }

    /// Takes columns from the widest texts until the table fits or no text is wider than 8.
    private static func fit(_ strips: inout [Strip], into available: Int) {
        let smallest = 8
        var excess = strips.reduce(0) { $0 + $1.width } + 2 * max(0, strips.count - 1) - available
        while excess > 0 {
            let widths = strips.filter { $0.kind == .text && $0.width > smallest }.map(\.width)
            guard let widest = widths.max() else { return }
            let next = max(smallest, widths.filter { $0 < widest }.max() ?? smallest)
            for offset in strips.indices where strips[offset].kind == .text && strips[offset].width == widest
            {
                // Columns of one width share what is to be taken.
                let sharing = widths.filter { $0 == widest }.count
                let taken = min(widest - next, (excess + sharing - 1) / sharing)
                strips[offset].width -= taken
            }
            excess = strips.reduce(0) { $0 + $1.width } + 2 * max(0, strips.count - 1) - available
        }
    }

    /// The lines of one row, its cells filled up with blanks.
    private static func lines(of cells: [[String]], _ strips: [Strip]) -> [String] {
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { line in
            zip(cells, strips).map { cell, strip in
                VisibleText.padded(
                    line < cell.count ? cell[line] : "", to: strip.width, right: strip.kind == .number)
            }.joined(separator: "  ")
        }
    }
}

/// One column of the layout: a column of the table, or the bars beside one.
private struct Strip {
    enum Kind {
        case number
        case text
        case bar
    }

    let kind: Kind
    let header: String
    let cells: [String]
    var width: Int

    private init(kind: Kind, header: String, cells: [String]) {
        self.kind = kind
        self.header = header
        self.cells = cells
        width = max(VisibleText.width(header), cells.map { VisibleText.width($0) }.max() ?? 0)
    }

    static func strips(of table: Table, column: Int, bars: Bool) -> [Strip] {
        let values = table.rows.map { column < $0.count ? $0[column] : Value.none("") }
        let strip = Strip(
            kind: table.isNumeric(column) ? .number : .text,
            header: VisibleText.escape(table.columns[column].label), cells: values.map(ValueFormat.people))
        guard bars, table.columns[column].bar, strip.kind == .number else { return [strip] }
        return [strip, Strip(kind: .bar, header: "", cells: Bar.fractions(values).map { Bar.text($0) })]
    }

    /// A cell in lines that fit; numbers and bars are never broken.
    func broken(_ cell: String) -> [String] {
        kind == .text ? VisibleText.wrapped(cell, to: width) : [cell]
    }
}
