/// Lines of a chart as sparklines, one for each series on a common scale, with the lowest, highest and last
/// value, and the markers named under their places.
enum Sparklines {
    private static let headers = ["lowest", "highest", "last"]
    private static let levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let cellsMinimum = 16
    /// The columns that one place takes at most.
    private static let stretchMaximum = 3
    /// Markers in rows under the lines; those beyond are listed.
    private static let markerRowsMaximum = 6

    /// The columns of the places: so many for each one, or so many places for each column.
    private struct Grid {
        let places: Int
        var stretch = 1
        var bucket = 1

        init(places: Int, cells: Int) {
            self.places = places
            if places > cells {
                bucket = (places + cells - 1) / cells
            } else {
                stretch = min(Sparklines.stretchMaximum, cells / max(1, places))
            }
        }

        var width: Int { bucket > 1 ? (places + bucket - 1) / bucket : places * stretch }

        func column(_ place: Double) -> Int {
            let columns = (place + 0.5) * Double(stretch) / Double(bucket)
            return min(width - 1, max(0, Int(min(1e9, max(-1, columns)))))
        }
    }

    static func lines(
        _ chart: Chart, _ series: [Chart.Series], _ available: Int, _ paint: ChartLines.Paint
    ) -> [String] {
        let facts = series.map { words(chart, $0) }
        let labels = series.map { VisibleText.escape($0.label) }
        let labelWidth = labels.map { VisibleText.width($0) }.max() ?? 0
        let factWidths = (0..<3).map { fact in
            (facts.map { $0[fact] } + [headers[fact]]).map { VisibleText.width($0) }.max() ?? 0
        }
        let factWidth = factWidths.reduce(0, +) + 3 * TextTable.gap
        // Names and figures stand beside the line, or, without room, above and below it.
        let named = labelWidth + TextTable.gap + cellsMinimum + factWidth <= available
        let start = named ? labelWidth + TextTable.gap : 0
        let grid = Grid(places: chart.places, cells: available - start - (named ? factWidth : 0))
        let values = series.flatMap { $0.values.compactMap { $0 } }
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)

        var lines = VisibleText.indented(caption(chart, grid, low, high), by: 0, to: available)
        if named {
            let header = zip(headers, factWidths).map {
                VisibleText.padded($0, to: $1, right: true)
            }
            lines.append(
                String(repeating: " ", count: start + grid.width) + "  " + header.joined(separator: "  "))
        }
        for (number, one) in series.enumerated() {
            let drawn = paint(line(one.values, grid, low, high), number)
            if named {
                let figures = zip(facts[number], factWidths).map {
                    VisibleText.padded($0, to: $1, right: true)
                }
                lines.append(
                    VisibleText.padded(labels[number], to: start) + drawn + "  "
                        + figures.joined(separator: "  "))
            } else {
                let figures = zip(headers, facts[number]).map { "\($0) \($1)" }
                lines += VisibleText.indented(
                    "\(labels[number]): \(figures.joined(separator: ", "))", by: 0, to: available)
                lines.append(drawn)
            }
        }
        return lines + markers(chart, grid, start, available)
    }

    private static func words(_ chart: Chart, _ series: Chart.Series) -> [String] {
        let values = series.values.compactMap { $0 }
        return [values.min(), values.max(), values.last].map { value in
            value.map { ValueFormat.people(chart.value($0)) } ?? ValueFormat.noValue
        }
    }

    private static func caption(_ chart: Chart, _ grid: Grid, _ low: Double, _ high: Double) -> String {
        var words = VisibleText.escape(chart.subject) + ", " + chart.name(ofPlace: 0)
        if chart.places > 1 { words += " to " + chart.name(ofPlace: chart.places - 1) }
        let people = { (value: Double) in ValueFormat.people(chart.value(value)) }
        if low < high { words += "; ▁ \(people(low)), █ \(people(high))" }
        if grid.bucket > 1 { words += "; a column is the mean of \(grid.bucket) places" }
        return words
    }

    private static func line(_ values: [Double?], _ grid: Grid, _ low: Double, _ high: Double) -> String {
        stride(from: 0, to: values.count, by: grid.bucket).map { start in
            let here = values[start..<min(values.count, start + grid.bucket)].compactMap { $0 }
            guard !here.isEmpty else { return String(repeating: " ", count: grid.stretch) }
            let mean = here.reduce(0) { $0 + $1 / Double(here.count) }
            let part = (mean / 2 - low / 2) / (high / 2 - low / 2)
            let level = part.isFinite ? Int((min(1, max(0, part)) * 7).rounded()) : 3
            return String(repeating: levels[level], count: grid.stretch)
        }.joined()
    }

    /// `^ deployed v8` under its place, in rows, so that none lies over another; a line leads to those in
    /// lower rows. What finds no room is listed with its place.
    private static func markers(_ chart: Chart, _ grid: Grid, _ start: Int, _ available: Int) -> [String] {
        let last = Double(chart.places) - 0.5
        let shown = chart.markers.enumerated().filter { $0.element.place >= -0.5 && $0.element.place <= last }
            .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
        var taken: [(from: Int, row: Int)] = []
        var pieces: [[(column: Int, text: String)]] = []
        var listed: [String] = []
        for (_, marker) in shown.reversed() {
            let label = VisibleText.escape(marker.label)
            let column = start + grid.column(marker.place)
            let length = VisibleText.width(label) + 2
            let turned = column + length > available
            let from = turned ? column + 1 - length : column
            let end = turned ? column : column + length
            let row = (taken.filter { $0.from <= end }.map(\.row).max() ?? -1) + 1
            guard from >= 0, row < markerRowsMaximum else {
                let place = min(chart.places - 1, max(0, Int(marker.place.rounded(.down))))
                listed.append("\(chart.name(ofPlace: place)): \(label)")
                continue
            }
            taken.append((from, row))
            while pieces.count <= row { pieces.append([]) }
            for above in 0..<row { pieces[above].append((column, "│")) }
            pieces[row].append((from, turned ? "\(label) ^" : "^ \(label)"))
        }
        let rows = pieces.map { pieces in
            var line = ""
            for piece in pieces.sorted(by: { $0.column < $1.column }) {
                let used = VisibleText.width(line)
                if piece.column < used { continue }
                line += String(repeating: " ", count: piece.column - used) + piece.text
            }
            return line
        }
        return rows + listed.reversed().flatMap { VisibleText.indented($0, by: 0, to: available) }
    }
}
