/// Where the values of a chart lie in its drawing: the area between the axes, and the scales of both.
///
/// Bins and numbers lie where their numbers say, if those are finite, ascend, and no bin would be thinner
/// than a line; else places are equally wide.
struct ChartLayout {
    let chart: Chart
    /// The series that are drawn, at most `seriesMaximum`, each with a value for every place: a number that
    /// is not finite is a gap.
    let series: [Chart.Series]
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    let y: ChartScale
    /// The scale of the axis, nil when places are equally wide.
    let x: ChartScale?
    /// The bounds or numbers that `x` is over.
    private let numbers: [Double]
    let places: Int

    /// Beyond this many lines lie over each other and colours repeat.
    static let seriesMaximum = 8
    /// More places than this are thinner than a third of a unit: of so many that share a place, the lowest
    /// and the highest are drawn.
    static let placesMaximum = 2_000
    /// How many places share one; 1 if none do.
    var crowd: Int { max(1, (places + Self.placesMaximum - 1) / Self.placesMaximum) }
    /// The width that a column of 11-unit text takes, on the safe side.
    static let column = 6.4
    /// The height of a line of text.
    static let line = 14.0

    /// - Parameter rows: the lines of labels above the area.
    init(_ chart: Chart, rows: Int) {
        self.chart = chart
        places = chart.places
        let count = places
        series = chart.series.prefix(Self.seriesMaximum).map { series in
            var series = series
            series.values = Self.finite(series.values, count) ?? []
            let low = Self.finite(series.low, count)
            let high = Self.finite(series.high, count)
            series.low = high == nil ? [] : low ?? []
            series.high = low == nil ? [] : high ?? []
            return series
        }
        let square = chart.kind == .reliability
        width = square ? 380 : 640
        height = square ? 380 : 240
        y = Self.scale(of: series, chart.kind)
        (x, numbers) = Self.axis(chart, count, width: width)
        let longest = Self.labels(y.ticks, chart).map { VisibleText.width($0) }.max() ?? 0
        left = 14 + Double(longest) * Self.column
        top = 12 + Self.line * Double(rows + 1)
    }

    private static func finite(_ values: [Double?], _ count: Int) -> [Double?]? {
        guard !values.isEmpty else { return nil }
        return (0..<count).map { place in
            guard place < values.count, let value = values[place], value.isFinite else { return nil }
            return value
        }
    }

    /// From the lowest to the highest value or bound. From zero for steps, and where the lowest lies nearer
    /// to zero than to the highest; from 0 to 1 at least for reliability.
    private static func scale(of series: [Chart.Series], _ kind: Chart.Kind) -> ChartScale {
        let values = series.flatMap { ($0.values + $0.low + $0.high).compactMap { $0 } }
        var low = values.min() ?? 0
        var high = values.max() ?? 1
        switch kind {
        case .lines:
            if low > 0, low < high / 2 { low = 0 }
            if high < 0, high > low / 2 { high = 0 }
        case .steps:
            low = min(0, low)
            high = max(0, high)
        case .reliability:
            low = min(0, low)
            high = max(1, high)
        }
        return ChartScale(low: low, high: high)
    }

    private static func axis(
        _ chart: Chart, _ places: Int, width: Double
    ) -> (scale: ChartScale?, numbers: [Double]) {
        let numbers: [Double] =
            switch chart.axis {
            case .labels: []
            case .numbers(let numbers), .edges(let numbers): numbers
            }
        guard let first = numbers.first, let last = numbers.last, places > 0,
            numbers.allSatisfy(\.isFinite), zip(numbers, numbers.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return (nil, []) }
        if case .edges = chart.axis {
            let scale = ChartScale(low: first, high: last, count: 8, rounded: false)
            let thinnest = zip(numbers, numbers.dropFirst()).map {
                scale.fraction($1) - scale.fraction($0)
            }.min()
            return (thinnest ?? 0) * width < 1 && places < Int(width) ? (nil, []) : (scale, numbers)
        }
        if chart.kind == .reliability {
            return (ChartScale(low: min(0, first), high: max(1, last)), numbers)
        }
        return (ChartScale(low: first, high: last, count: 8, rounded: false), numbers)
    }

    var right: Double { left + width }
    var bottom: Double { top + height }

    /// The vertical position of a value.
    func vertical(_ value: Double) -> Double { bottom - y.fraction(value) * height }

    /// The horizontal position of a place, also between two: the middle of a bin, the number of a place.
    func horizontal(_ place: Double) -> Double {
        guard let x else { return left + (place + 0.5) / Double(max(1, places)) * width }
        if case .edges = chart.axis { return left + x.fraction(between(place + 0.5)) * width }
        return left + x.fraction(between(place)) * width
    }

    /// The bound on the left of a place; after the last one that on its right.
    func bound(_ place: Int) -> Double {
        guard let x, case .edges = chart.axis else {
            return left + Double(place) / Double(max(1, places)) * width
        }
        return left + x.fraction(numbers[min(max(0, place), numbers.count - 1)]) * width
    }

    private func between(_ place: Double) -> Double {
        let inside = min(max(0, place), Double(numbers.count - 1))
        let below = Int(inside)
        guard below + 1 < numbers.count else { return numbers[below] }
        let part = inside - Double(below)
        return numbers[below] * (1 - part) + numbers[below + 1] * part
    }

    /// Whether a marker's place is on the axis.
    func shows(_ marker: Chart.Marker) -> Bool {
        places > 0 && marker.place >= -0.5 && marker.place <= Double(places) - 0.5
    }

    /// The labels of ticks on the axis of values: percentages for shares, where these tell them apart.
    static func labels(_ ticks: [Double], _ chart: Chart) -> [String] {
        if chart.shares {
            let labels = ticks.map { ValueFormat.share($0) }
            if zip(labels, labels.dropFirst()).allSatisfy({ !$0.utf8.elementsEqual($1.utf8) }) {
                return labels
            }
        }
        return PlotLines.labels(ticks)
    }
}

extension Chart {
    /// What a place is called: its label, its number, or its bin.
    func name(ofPlace place: Int) -> String {
        switch axis {
        case .labels(let labels): VisibleText.escape(labels[place])
        case .numbers(let numbers): ValueFormat.number(numbers[place])
        case .edges(let edges):
            "[\(ValueFormat.number(edges[place])), \(ValueFormat.number(edges[place + 1]))"
                + (place + 2 == edges.count ? "]" : ")")
        }
    }

    /// A text cut to so many columns for a drawing, with an ellipsis; the whole stands beside it.
    static func short(_ text: String, _ columns: Int) -> String {
        let visible = VisibleText.escape(text)
        guard VisibleText.width(visible) > columns else { return visible }
        var short = ""
        var used = 1
        for scalar in visible.unicodeScalars {
            used += VisibleText.width(scalar)
            if used > columns { break }
            short.unicodeScalars.append(scalar)
        }
        return short + "…"
    }
}
