/// Text for a terminal or a pipe.
///
/// The title, the findings, the sections in reading order, and at the end the parameters and definitions.
/// With colour or bars on, the text is for a terminal: tables fit `width` (`TextTable` says how), and
/// sentences are broken into lines. With both off, as in a pipe, every row is one line. No value is cut off
/// in either case, and none is broken inside a word that fits a line. Under a table stands why values are
/// missing, a line for each column that has a reason.
///
/// Charts are drawn with bars on: two bars a bin for overlaid histograms, a sparkline with its lowest,
/// highest and last value for lines, and rows with a bar for a reliability curve (`ChartLines`). Bars and
/// rows have every value beside them; under sparklines, which name the markers, the table of values follows
/// for up to 26 places, and for more the other forms have it. Without bars, as in a pipe, and where a drawing
/// has no room, a chart is its table.
///
/// Characters in values that could drive the terminal are
/// written out (`VisibleText`); the only escape sequences are this renderer's own.
package struct TextRenderer: Sendable {
    /// The columns of the terminal, 40 at least.
    package let width: Int
    /// Whether ANSI sequences mark the title, headings, severities and parameters.
    package let colour: Bool
    /// Whether bars of block characters stand beside values where there is room.
    package let bars: Bool

    package init(width: Int = 100, colour: Bool = false, bars: Bool = false) {
        self.width = max(40, width)
        self.colour = colour
        self.bars = bars
    }

    /// Two blanks in front of what stands under a heading.
    private static let indent = "  "

    private var isTerminal: Bool { colour || bars }

    package func render(_ document: Document) -> String {
        var blocks = [title(document.title)]
        blocks.append(document.findings.flatMap(finding))
        for section in document.sections { blocks.append(self.section(section)) }
        blocks.append(footer(document))
        return blocks.filter { !$0.isEmpty }.map { $0.map(Self.trimmed).joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private func title(_ title: String) -> [String] {
        let lines = lines(VisibleText.escape(title))
        if colour { return lines.map { paint($0, .bold) } }
        return lines + [String(repeating: "=", count: lines.map { VisibleText.width($0) }.max() ?? 0)]
    }

    /// A sentence in lines that fit the terminal, or in one for a pipe.
    private func lines(_ text: String) -> [String] {
        isTerminal ? VisibleText.wrapped(text, to: width) : [text]
    }

    private func finding(_ finding: Finding) -> [String] {
        let (mark, ink): (String, Ink) =
            switch finding.severity {
            case .alert: ("!!", .red)
            case .warning: ("!", .yellow)
            case .notice: ("-", .cyan)
            }
        let text = VisibleText.escape("\(finding.text) [\(finding.code)]")
        return VisibleText.wrapped(text, to: width - 3).enumerated().map { offset, line in
            offset > 0
                ? "   " + line : paint(mark, ink) + String(repeating: " ", count: 3 - mark.utf8.count) + line
        }
    }

    private func section(_ section: Section) -> [String] {
        switch section {
        case .facts(let list):
            let facts = list.facts.map { (VisibleText.escape($0.label), ValueFormat.explained($0.value)) }
            return heading(list.title) + pairs(facts, between: "  ")
        case .table(let table):
            return heading(table.title) + self.table(table).map { Self.indent + $0 }
        case .plot(let plot):
            let lines = PlotLines.lines(plot, bars: bars, available: width - Self.indent.utf8.count)
            return heading(plot.title) + lines.map { Self.indent + $0 }
        case .chart(let chart):
            return heading(chart.title) + self.chart(chart).map { Self.indent + $0 }
        case .note(_, let text):
            return VisibleText.wrapped(VisibleText.escape(text), to: width)
        }
    }

    private func heading(_ title: String) -> [String] {
        title.isEmpty ? [] : lines(VisibleText.escape(title)).map { paint($0, .bold) }
    }

    /// The drawing where there is room for one, and the table where the drawing does not say every value.
    private func chart(_ chart: Chart) -> [String] {
        let available = width - Self.indent.utf8.count
        guard bars, let drawing = ChartLines(chart, available: available, paint: paintSeries) else {
            return table(chart.table)
        }
        if drawing.isComplete { return drawing.lines }
        guard chart.places <= Self.placesMaximum else {
            let places = ValueFormat.integer(Int64(chart.places))
            return drawing.lines
                + VisibleText.indented(
                    "all values of the \(places) places: CSV, JSON, Markdown or HTML", by: 0, to: available)
        }
        return drawing.lines + [""] + table(ChartRows.table(chart, drawing.series))
    }

    /// A drawing that leaves values out has its table under it up to so many places: half a year of weeks.
    private static let placesMaximum = 26

    private func paintSeries(_ text: String, _ number: Int) -> String {
        let inks: [Ink] = [.cyan, .yellow, .green, .magenta]
        return text.isEmpty ? text : paint(text, inks[number % inks.count])
    }

    private func table(_ table: Table) -> [String] {
        let available = isTerminal ? width - Self.indent.utf8.count : nil
        guard !table.rows.isEmpty, !table.columns.isEmpty else {
            return VisibleText.indented(VisibleText.escape(table.empty), by: 0, to: available)
        }
        return TextTable(table, available: available, bars: bars).lines
            + table.reasons.flatMap { reason in
                VisibleText.indented(
                    VisibleText.escape("\(reason.label) \(ValueFormat.noValue): \(reason.text)"), by: 0,
                    to: available)
            }
    }

    private func footer(_ document: Document) -> [String] {
        var lines: [String] = []
        if !document.parameters.isEmpty {
            let parameters = document.parameters.map {
                (VisibleText.escape($0.key), ValueFormat.parameter($0.value))
            }
            lines += ["parameters"] + pairs(parameters, between: " = ")
        }
        if !document.definitions.isEmpty {
            lines += VisibleText.indented(
                "definitions  " + document.definitions.map(VisibleText.escape).joined(separator: ", "), by: 0,
                to: isTerminal ? width : nil)
        }
        return lines.map { paint($0, .dim) }
    }

    /// Names and values in two columns, the values broken on a terminal.
    private func pairs(_ pairs: [(name: String, value: String)], between: String) -> [String] {
        let column = pairs.map { VisibleText.width($0.name) }.max() ?? 0
        let start = Self.indent.utf8.count + column + between.utf8.count
        return pairs.flatMap { pair in
            let lines =
                isTerminal ? VisibleText.wrapped(pair.value, to: max(20, width - start)) : [pair.value]
            return lines.enumerated().map { offset, line in
                offset > 0
                    ? String(repeating: " ", count: start) + line
                    : Self.indent + VisibleText.padded(pair.name, to: column) + between + line
            }
        }
    }

    /// The select-graphic-rendition codes in use (ECMA-48, section 8.3.117).
    private enum Ink: Int {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case magenta = 35
        case cyan = 36
    }

    private func paint(_ text: String, _ ink: Ink) -> String {
        colour ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }

    private static func trimmed(_ line: String) -> String {
        guard line.utf8.last == UInt8(ascii: " ") else { return line }
        var bytes = Array(line.utf8)
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
