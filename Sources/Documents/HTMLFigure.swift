/// A histogram or chart of a page: its legend, the drawing, what the drawing leaves out, and the values in a
/// table that is folded up.
struct HTMLFigure {
    private let chart: Chart
    private let table: Table
    private let remarks: [String]
    private let id: String

    init(_ chart: Chart, id: String) {
        self.chart = chart
        self.id = id
        table = chart.table
        remarks = []
    }

    /// A histogram is drawn like a chart of one series; what lies outside its edges is said under it.
    init(_ plot: Plot, id: String) {
        let bins = min(plot.counts.count, max(0, plot.edges.count - 1))
        let edges = bins > 0 ? Array(plot.edges[...bins]) : []
        chart = Chart(
            key: plot.key, title: plot.title, kind: .steps, axis: .edges(edges), axisLabel: "",
            valueLabel: "count",
            series: [Chart.Series("count", "count", plot.counts[..<bins].map(Double.init))])
        let total = plot.counts[..<bins].reduce(Double(plot.below) + Double(plot.above)) { $0 + Double($1) }
        let columns: [Table.Column] = [
            .init("low", "from"), .init("high", "to"), .init("count", "count"), .init("share", "share"),
        ]
        let rows = (0..<bins).map { bin -> [Value] in
            [
                .number(edges[bin]), .number(edges[bin + 1]), .integer(plot.counts[bin]),
                total > 0 ? .share(Double(plot.counts[bin]) / total) : .none(""),
            ]
        }
        table = Table(key: plot.key, title: "", columns: columns, rows: rows, empty: "no bins")
        var remarks: [String] = []
        if let first = edges.first, plot.below != 0 {
            remarks.append("\(ValueFormat.integer(plot.below)) below \(ValueFormat.number(first)).")
        }
        if let last = edges.last, plot.above != 0 {
            remarks.append("\(ValueFormat.integer(plot.above)) above \(ValueFormat.number(last)).")
        }
        self.remarks = remarks
        self.id = id
    }

    func write(into html: inout Markup) {
        html.element("figure") { html in
            let layout = ChartLayout(chart, rows: 0)
            let hasValues = layout.series.contains { $0.values.contains { $0 != nil } }
            if !hasValues {
                html.element("p", ["class": "none"], text: "no data")
            } else {
                if layout.series.count > 1 { legend(layout.series, into: &html) }
                ChartDrawing(chart, id: id).draw(into: &html)
            }
            let remarks = remarks + (hasValues ? layout.omissions : [])
            if !remarks.isEmpty { html.element("figcaption", text: remarks.joined(separator: " ")) }
            guard !table.rows.isEmpty else { return }
            html.element("details") { html in
                html.element("summary", text: "values")
                HTMLTable(table).write(into: &html)
            }
        }
    }

    private func legend(_ series: [Chart.Series], into html: inout Markup) {
        html.element("ul", ["class": "legend"]) { html in
            for (number, series) in series.enumerated() {
                html.element("li") { html in
                    html.element(
                        "svg",
                        [
                            "class": "s\(number)", "viewBox": "0 0 26 10", "width": "26", "height": "10",
                            "aria-hidden": "true",
                            "color": ChartInk.colour(ofSeries: number),
                        ]
                    ) {
                        $0.leaf(
                            "path", ["d": "M0,5H26"], ChartInk.Shape.line.attributes,
                            ChartInk.dashes(ofSeries: number))
                    }
                    html.text(series.label)
                }
            }
        }
    }
}
