/// A table laid out in columns of text: numbers to the right, the rest to the left, two blanks between
/// columns. A cell is always one piece.
///
/// For a terminal, bars stand beside numbers when every column is as wide as it wants and 10 columns or more
/// are left for each bar. A table that does not fit without bars gives up its long columns, those that take
/// over half of the terminal: under each row they follow as `label: text`, which alone may be broken. What
/// still does not fit is parted into tables one above the other, each with the key columns in front: the
/// texts before the first number, at least one column, and fewer than all of those texts where they leave no
/// room.
struct TextTable {
    /// The headers, the rows with what stands under them, and an empty line between parts.
    let lines: [String]

    /// - Parameter available: the columns that every line fits into; nil lets every row be one line, however
    ///   long, without bars.
    init(_ table: Table, available: Int?, bars: Bool) {
        let strips = table.columns.indices.map { Strip(table, column: $0) }
        guard let available, Self.width(of: strips) > available else {
            let barred = available.map { bars ? Self.barred(strips, table, available: $0) : strips }
            lines = Part(strips: barred ?? strips).lines(rows: table.rows.count, available: nil)
            return
        }
        let parts = Self.parts(strips, available: available)
        lines = Array(
            parts.map { $0.lines(rows: table.rows.count, available: available) }.joined(separator: [""]))
    }

    /// What stands between two columns.
    static let gap = 2

    private static func width(of strips: some Collection<Strip>) -> Int {
        strips.reduce(0) { $0 + $1.width } + gap * max(0, strips.count - 1)
    }

    /// The columns with bars beside those that have them, the first ones where not all find room. One row has
    /// nothing to be compared with.
    private static func barred(_ strips: [Strip], _ table: Table, available: Int) -> [Strip] {
        guard table.rows.count > 1 else { return strips }
        let wanted = strips.indices.filter { table.columns[$0].bar && strips[$0].kind == .number }
        let free = available - width(of: strips)
        let count = min(wanted.count, free / (gap + Bar.cellsMinimum))
        guard count > 0 else { return strips }
        let cells = min(Bar.cellsMaximum, free / count - gap)
        let first = wanted.prefix(count)
        return strips.indices.flatMap { column in
            guard first.contains(column) else { return [strips[column]] }
            let bars = Bar.fractions(table.rows.map { table.values(of: $0)[column] })
                .map { Bar.text($0, cells: cells) }
            return [strips[column], Strip(kind: .bar, header: "", cells: bars)]
        }
    }

    /// The columns shared out to parts that fit. A long column goes to the part of the column before it.
    private static func parts(_ strips: [Strip], available: Int) -> [Part] {
        // A key column and any other one fit beside each other.
        let longest = (available - gap) / 2
        let short = strips.filter { $0.width <= longest }
        let keys = self.keys(short, available: available)
        var parts = [Part(strips: keys)]
        var place = 0
        for strip in strips {
            guard strip.width <= longest else {
                parts[parts.count - 1].under.append(strip)
                continue
            }
            place += 1
            if place <= keys.count { continue }
            if width(of: parts[parts.count - 1].strips + [strip]) > available {
                parts.append(Part(strips: keys))
            }
            parts[parts.count - 1].strips.append(strip)
        }
        return parts
    }

    /// The first columns that are texts, as many as leave room for any other column. A table without numbers
    /// has one.
    private static func keys(_ strips: [Strip], available: Int) -> [Strip] {
        let number = strips.firstIndex { $0.kind == .number } ?? 1
        var keys = strips.prefix(max(1, number))
        while keys.count > 1 {
            let widest = strips[keys.endIndex...].map(\.width).max() ?? 0
            if width(of: keys) + gap + widest <= available { break }
            keys.removeLast()
        }
        return Array(keys)
    }
}

/// Columns side by side, and those that follow under each row.
private struct Part {
    var strips: [Strip]
    var under: [Strip] = []

    func lines(rows: Int, available: Int?) -> [String] {
        var lines = strips.isEmpty ? [] : [line(strips.map(\.header))]
        for row in 0..<rows {
            if !strips.isEmpty { lines.append(line(strips.map { $0.cells[row] })) }
            for strip in under {
                lines += VisibleText.indented(
                    "\(strip.header): \(strip.cells[row])", by: strips.isEmpty ? 0 : TextTable.gap,
                    to: available)
            }
        }
        return lines
    }

    private func line(_ cells: [String]) -> String {
        zip(cells, strips).map { cell, strip in
            VisibleText.padded(cell, to: strip.width, right: strip.kind == .number)
        }.joined(separator: String(repeating: " ", count: TextTable.gap))
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
    let width: Int

    init(kind: Kind, header: String, cells: [String]) {
        self.kind = kind
        self.header = header
        self.cells = cells
        width = max(VisibleText.width(header), cells.map { VisibleText.width($0) }.max() ?? 0)
    }

    init(_ table: Table, column: Int) {
        self.init(
            kind: table.isNumeric(column) ? .number : .text,
            header: VisibleText.escape(table.columns[column].label),
            cells: table.rows.map { ValueFormat.people(column < $0.count ? $0[column] : .none("")) })
    }
}
