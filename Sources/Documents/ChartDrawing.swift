/// A chart as one SVG element: axes with ticks, series, markers, and a title and description for who does not
/// see it. Equal charts give equal bytes.
struct ChartDrawing {
    private let layout: ChartLayout
    private let labels: MarkerLabels
    private let id: String

    /// - Parameter id: what the ids inside the drawing start with, before a colon; no other drawing of the
    ///   page has it.
    init(_ chart: Chart, id: String) {
        labels = MarkerLabels(ChartLayout(chart, rows: 0))
        layout = ChartLayout(chart, rows: labels.rows)
        self.id = id
    }

    /// Up to so many places say their values to who points at them.
    private static let hoverMaximum = 200

    func draw(into html: inout Markup) {
        let size = (layout.right + 24, layout.bottom + 2 * ChartLayout.line + 12)
        html.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "class": layout.chart.kind == .reliability ? "chart square" : "chart",
                "viewBox": "0 0 \(Markup.length(size.0)) \(Markup.length(size.1))", "role": "img",
                "font-size": "11",
                "font-family": "system-ui, sans-serif", "aria-labelledby": "\(id):title \(id):desc",
            ]
        ) { svg in
            let title = layout.chart.title.isEmpty ? layout.chart.key : layout.chart.title
            svg.element("title", ["id": "\(id):title"], text: title)
            svg.element("desc", ["id": "\(id):desc"], text: layout.description)
            values(into: &svg)
            places(into: &svg)
            if layout.chart.kind == .reliability { diagonal(into: &svg) }
            for (number, series) in layout.series.enumerated() {
                ChartShapes(layout: layout, number: number).draw(series, into: &svg)
            }
            markers(into: &svg)
            if layout.places <= Self.hoverMaximum { hovers(into: &svg) }
        }
    }

    /// The ticks of the values with lines across, and what the values are.
    private func values(into svg: inout Markup) {
        let ticks = layout.y.ticks
        for (tick, label) in zip(ticks, ChartLayout.labels(ticks, layout.chart)) {
            let height = layout.vertical(tick)
            line(layout.left, height, layout.right, height, tick == 0 ? .axis : .grid, into: &svg)
            text(label, layout.left - 6, height + 4, anchor: "end", into: &svg)
        }
        line(layout.left, layout.top, layout.left, layout.bottom, .axis, into: &svg)
        text(cut(layout.chart.valueLabel, layout.right), 4, 12, style: "dim", into: &svg)
    }

    /// The ticks of the axis, and what it is over.
    private func places(into svg: inout Markup) {
        line(layout.left, layout.bottom, layout.right, layout.bottom, .axis, into: &svg)
        let under = layout.bottom + ChartLayout.line
        for (place, label) in placeLabels {
            line(place, layout.bottom, place, layout.bottom + 4, .axis, into: &svg)
            text(label, place, under + 2, anchor: "middle", into: &svg)
        }
        text(
            cut(layout.chart.axisLabel, layout.width), layout.left + layout.width / 2,
            under + ChartLayout.line + 4, anchor: "middle", style: "dim", into: &svg)
    }

    /// As many labels as stand beside each other.
    private var placeLabels: [(place: Double, label: String)] {
        if let x = layout.x {
            let places = x.ticks.map { layout.left + x.fraction($0) * layout.width }
            return thinned(Array(zip(places, PlotLines.labels(x.ticks))))
        }
        switch layout.chart.axis {
        case .labels(let labels):
            return thinned(
                labels.enumerated().map { place, label in
                    (layout.horizontal(Double(place)), Chart.short(label, 18))
                })
        case .numbers(let numbers):
            return thinned(
                numbers.enumerated().map { place, number in
                    (layout.horizontal(Double(place)), ValueFormat.number(number))
                })
        case .edges(let edges):
            return thinned(zip(edges.indices, PlotLines.labels(edges)).map { (layout.bound($0), $1) })
        }
    }

    private func thinned(_ labels: [(place: Double, label: String)]) -> [(place: Double, label: String)] {
        let widest = labels.map { Double(VisibleText.width($0.label)) }.max() ?? 0
        let room = max(1, Int(layout.width / (widest * ChartLayout.column + 12)))
        let step = max(1, (labels.count + room - 1) / room)
        return stride(from: 0, to: labels.count, by: step).map { labels[$0] }
    }

    private func diagonal(into svg: inout Markup) {
        guard let x = layout.x else { return }
        let ends = [0.0, 1.0].map {
            (layout.left + x.fraction($0) * layout.width, layout.vertical($0))
        }
        line(ends[0].0, ends[0].1, ends[1].0, ends[1].1, .diagonal, into: &svg)
    }

    /// The lines first, so that none runs over a label.
    private func markers(into svg: inout Markup) {
        let base = { (label: MarkerLabels.Label) in layout.top - 6 - Double(label.row) * ChartLayout.line }
        for (marker, label) in labels.markers {
            let place = layout.horizontal(marker.place)
            svg.element("g") { svg in
                svg.element("title", text: marker.label)
                line(
                    place, label.map { base($0) - 9 } ?? layout.top, place, layout.bottom, .marker,
                    into: &svg)
            }
        }
        for case (let marker, let label?) in labels.markers {
            let place = layout.horizontal(marker.place) + (label.ends ? -4 : 4)
            text(
                label.text, place, base(label), anchor: label.ends ? "end" : "start", style: "name",
                into: &svg)
        }
    }

    /// Nothing to see, but what a place says when it is pointed at.
    private func hovers(into svg: inout Markup) {
        for place in 0..<layout.places {
            let words = layout.series.compactMap { layout.words($0, at: place) }
            guard !words.isEmpty else { continue }
            let (from, to) = reach(of: place)
            svg.element(
                "rect",
                [
                    "class": "hover", "x": Markup.length(from), "y": Markup.length(layout.top),
                    "width": Markup.length(max(0, to - from)), "height": Markup.length(layout.height),
                    "fill": "none", "pointer-events": "all",
                ]
            ) { svg in
                svg.element("title") { svg in
                    svg.text(layout.chart.name(ofPlace: place))
                    for word in words {
                        svg.lineBreak()
                        svg.text(word)
                    }
                }
            }
        }
    }

    /// From where to where a place is pointed at: its bin, or half the way to its neighbours.
    private func reach(of place: Int) -> (from: Double, to: Double) {
        guard layout.x != nil, case .numbers = layout.chart.axis else {
            return (layout.bound(place), layout.bound(place + 1))
        }
        let from = place > 0 ? layout.horizontal(Double(place) - 0.5) : layout.left
        let to = place + 1 < layout.places ? layout.horizontal(Double(place) + 0.5) : layout.right
        return (from, to)
    }

    private func cut(_ text: String, _ width: Double) -> String {
        Chart.short(text, Int(width / ChartLayout.column))
    }

    private func line(
        _ fromX: Double, _ fromY: Double, _ toX: Double, _ toY: Double, _ shape: ChartInk.Shape,
        into svg: inout Markup
    ) {
        svg.leaf(
            "line",
            [
                "class": shape.rawValue, "x1": Markup.length(fromX), "y1": Markup.length(fromY),
                "x2": Markup.length(toX), "y2": Markup.length(toY),
            ], shape.attributes)
    }

    private func text(
        _ text: String, _ x: Double, _ y: Double, anchor: String = "start", style: String = "tick",
        into svg: inout Markup
    ) {
        guard !text.isEmpty else { return }
        svg.element(
            "text",
            ["class": style, "x": Markup.length(x), "y": Markup.length(y), "text-anchor": anchor], text: text)
    }
}
