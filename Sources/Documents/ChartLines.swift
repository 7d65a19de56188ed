/// A chart as lines of text for a terminal: bars for bins, rows for a reliability curve, sparklines for the
/// rest.
struct ChartLines {
    let lines: [String]
    /// Whether the lines say every value of the chart.
    let isComplete: Bool
    /// The series with a value for each place, gaps where a number is not finite.
    let series: [Chart.Series]

    /// How a drawn text gets the colour of a series, by its number. What it adds must take no column.
    typealias Paint = (String, Int) -> String

    /// Bins up to so many places and series get bars; more are sparklines.
    private static let barPlacesMaximum = 60
    private static let barSeriesMaximum = 4

    /// - Parameter available: the columns that every line fits into.
    ///
    /// Nil when there is nothing to draw or no room for it.
    init?(_ chart: Chart, available: Int, paint: Paint) {
        let series = chart.series.map { Self.finite($0, chart.places) }
        self.series = series
        guard series.contains(where: { $0.values.contains { $0 != nil } }) else { return nil }
        let few = chart.places <= Self.barPlacesMaximum && series.count <= Self.barSeriesMaximum
        if few, chart.kind == .reliability {
            guard let lines = ChartRows.reliability(chart, series, available, paint) else { return nil }
            (self.lines, isComplete) = (lines, true)
        } else if few, chart.kind == .steps {
            guard let lines = ChartRows.bins(chart, series, available, paint) else { return nil }
            (self.lines, isComplete) = (lines, true)
        } else {
            lines = Sparklines.lines(chart, series, available, paint)
            isComplete = false
        }
    }

    private static func finite(_ series: Chart.Series, _ places: Int) -> Chart.Series {
        var series = series
        series.values = (0..<places).map { place in
            guard place < series.values.count, let value = series.values[place], value.isFinite else {
                return nil
            }
            return value
        }
        return series
    }
}

/// Rows with a bar: one for each series of each place.
enum ChartRows {
    private static let cellsMaximum = 40
    /// Longer names of columns are cut; the line above has them whole.
    private static let headerMaximum = 16

    /// `[0, 0.2)  baseline  10.0 %  █████`, the place only in front of its first series, and under a place
    /// what happened there.
    static func bins(
        _ chart: Chart, _ series: [Chart.Series], _ available: Int, _ paint: ChartLines.Paint
    ) -> [String]? {
        let names = (0..<chart.places).map { chart.name(ofPlace: $0) }
        var rows: [[String]] = []
        for place in 0..<chart.places {
            for (number, series) in series.enumerated() {
                rows.append([number == 0 ? names[place] : "", VisibleText.escape(series.label)])
                rows[rows.count - 1] += cells(chart, series, place)
            }
        }
        var columns = Columns(rows, leftmost: 2)
        if series.count == 1 { columns.drop(1) }
        let room = min(cellsMaximum, available - columns.width - TextTable.gap)
        guard room >= Bar.cellsMinimum else { return nil }
        // A curve of shares over numbers ends at all of them.
        let whole: Double? = if chart.shares, case .numbers = chart.axis { 1 } else { nil }
        let largest = whole ?? series.flatMap { $0.values.compactMap { $0 } }.max() ?? 0
        var lines = VisibleText.indented(VisibleText.escape(chart.subject), by: 0, to: available)
        for place in 0..<chart.places {
            for (number, one) in series.enumerated() {
                let fraction = largest > 0 ? (one.values[place] ?? 0) / largest : 0
                let bar = paint(Bar.text(fraction, cells: room), number)
                lines.append(columns.line(place * series.count + number) + "  " + bar)
            }
            lines += remarks(
                chart, place, by: series.count == 1 ? 0 : columns.width(0) + TextTable.gap, available)
        }
        return lines
    }

    /// `0.06  0.05  █│  0.04 to 0.06  1,200`: the bar is the observed value, on a scale from 0 to 1, and the
    /// line in it the predicted one.
    static func reliability(
        _ chart: Chart, _ series: [Chart.Series], _ available: Int, _ paint: ChartLines.Paint
    ) -> [String]? {
        var lines = VisibleText.indented(
            VisibleText.escape(chart.subject) + "; │ where both would be equal", by: 0, to: available)
        for (number, series) in series.enumerated() {
            var header = [chart.axisLabel, chart.valueLabel]
            if series.hasBand { header.append("low to high") }
            if !series.counts.isEmpty { header.append("n") }
            let rows =
                [header.map { Chart.short($0, headerMaximum) }]
                + (0..<chart.places).map { [chart.name(ofPlace: $0)] + cells(chart, series, $0, n: "") }
            let columns = Columns(rows, leftmost: 0)
            let room = min(cellsMaximum, available - columns.width - TextTable.gap)
            guard room >= Bar.cellsMinimum else { return nil }
            if chart.series.count > 1 {
                lines += VisibleText.indented(VisibleText.escape(series.label), by: 0, to: available)
            }
            lines.append(columns.line(0))
            for place in 0..<chart.places {
                let value = series.values[place] ?? 0
                let bar = marked(Bar.text(value, cells: room), at: predicted(chart, place), of: room)
                lines.append(columns.line(place + 1) + "  " + paint(bar, number))
                if number + 1 == chart.series.count { lines += remarks(chart, place, by: 0, available) }
            }
        }
        return lines
    }

    /// The values of each place in as few columns as say all of them, what happened left out.
    static func table(_ chart: Chart, _ series: [Chart.Series]) -> Table {
        var columns = [Table.Column("place", chart.axisLabel)]
        for one in series {
            columns.append(Table.Column("value", one.label))
            if one.hasBand { columns.append(Table.Column("band", "low to high")) }
            if !one.counts.isEmpty { columns.append(Table.Column("n", "n")) }
        }
        let rows = (0..<chart.places).map { place -> [Value] in
            [.text(chart.name(ofPlace: place))]
                + series.flatMap { one -> [Value] in
                    var values: [Value] = [one.values[place].map(chart.value) ?? .none("no data")]
                    if one.hasBand { values.append(.text(band(chart, one, place))) }
                    if !one.counts.isEmpty { values.append(one.count(place)) }
                    return values
                }
        }
        return Table(key: chart.key, title: "", columns: columns, rows: rows)
    }

    /// The value, and where the series has them the band and the count behind it.
    private static func cells(
        _ chart: Chart, _ series: Chart.Series, _ place: Int, n mark: String = "n "
    ) -> [String] {
        let value = series.values[place].map { ValueFormat.people(chart.value($0)) }
        var cells = [value ?? ValueFormat.noValue]
        if series.hasBand { cells.append(band(chart, series, place)) }
        if !series.counts.isEmpty { cells.append(mark + ValueFormat.people(series.count(place))) }
        return cells
    }

    private static func band(_ chart: Chart, _ series: Chart.Series, _ place: Int) -> String {
        let bounds = [series.low, series.high].map { bounds -> String? in
            guard place < bounds.count, let bound = bounds[place], bound.isFinite else { return nil }
            return ValueFormat.people(chart.value(bound))
        }
        if bounds.allSatisfy({ $0 == nil }) { return ValueFormat.noValue }
        return bounds.map { $0 ?? ValueFormat.noValue }.joined(separator: " to ")
    }

    private static func remarks(_ chart: Chart, _ place: Int, by indent: Int, _ available: Int) -> [String] {
        chart.markers(atPlace: place).flatMap {
            VisibleText.indented(
                "^ " + VisibleText.escape($0.label), by: indent < available / 2 ? indent : 0, to: available)
        }
    }

    private static func predicted(_ chart: Chart, _ place: Int) -> Double? {
        switch chart.axis {
        case .labels: nil
        case .numbers(let numbers): numbers[place]
        case .edges(let edges): edges[place] / 2 + edges[place + 1] / 2
        }
    }

    /// A bar with a line at a fraction of its whole length.
    private static func marked(_ bar: String, at fraction: Double?, of cells: Int) -> String {
        guard let fraction, fraction >= 0, fraction <= 1 else { return bar }
        var scalars = Array(bar.unicodeScalars)
        let cell = min(cells - 1, Int(fraction * Double(cells)))
        while scalars.count <= cell { scalars.append(" ") }
        scalars[cell] = "│"
        return scalars.reduce(into: "") { $0.unicodeScalars.append($1) }
    }
}

/// Cells in columns, the first ones to the left and the others, numbers, to the right.
private struct Columns {
    private var rows: [[String]]
    private var widths: [Int] = []
    private var leftmost: Int

    init(_ rows: [[String]], leftmost: Int) {
        self.rows = rows
        self.leftmost = leftmost
        let count = rows.map(\.count).max() ?? 0
        for row in self.rows.indices {
            self.rows[row] += Array(repeating: "", count: count - self.rows[row].count)
        }
        widths = (0..<count).map { column in
            self.rows.map { VisibleText.width($0[column]) }.max() ?? 0
        }
    }

    mutating func drop(_ column: Int) {
        for row in rows.indices { rows[row].remove(at: column) }
        widths.remove(at: column)
        if column < leftmost { leftmost -= 1 }
    }

    func width(_ column: Int) -> Int { widths[column] }

    var width: Int { widths.reduce(0, +) + TextTable.gap * max(0, widths.count - 1) }

    func line(_ row: Int) -> String {
        zip(rows[row], widths).enumerated().map { column, cell in
            VisibleText.padded(cell.0, to: cell.1, right: column >= leftmost)
        }.joined(separator: String(repeating: " ", count: TextTable.gap))
    }
}

extension Chart.Series {
    var hasBand: Bool { !low.isEmpty || !high.isEmpty }

    func count(_ place: Int) -> Value {
        counts.indices.contains(place) ? .integer(counts[place]) : .none("")
    }
}

extension Chart {
    /// The markers that stand at a place or between it and the next; the first place has those up to half a
    /// place before it.
    func markers(atPlace place: Int) -> [Marker] {
        markers.filter { marker in
            let stands = marker.place.rounded(.down)
            return stands == Double(place) || (place == 0 && marker.place >= -0.5 && marker.place < 0)
        }
    }
}
