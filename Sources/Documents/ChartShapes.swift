/// The lines and areas of one series of a chart, as SVG paths in its colour.
struct ChartShapes {
    let layout: ChartLayout
    /// The series' number from 0, which gives its colour and dashes.
    let number: Int

    /// Fewer places than this have a dot each.
    private static let dotsMaximum = 60

    func draw(_ series: Chart.Series, into svg: inout Markup) {
        svg.element("g", ["class": "s\(number)", "color": ChartInk.colour(ofSeries: number)]) { svg in
            switch layout.chart.kind {
            case .lines: lines(series, into: &svg)
            case .steps:
                if case .numbers = layout.chart.axis {
                    stairs(series, into: &svg)
                } else {
                    bins(series, into: &svg)
                    whiskers(series, into: &svg)
                }
            case .reliability:
                path(joined(series.values), .line, into: &svg)
                whiskers(series, into: &svg)
                dots(series, all: true, into: &svg)
            }
        }
    }

    private func lines(_ series: Chart.Series, into svg: inout Markup) {
        let band = runs(series.low, and: series.high).map { run in
            let under = thinned(run, series.low).map { point($0, series.low[$0]) }
            let over = thinned(run, series.high).reversed().map { point($0, series.high[$0]) }
            return "M" + (under + over).joined(separator: "L") + "Z"
        }
        path(band.joined(), .band, into: &svg)
        path(joined(series.values), .line, into: &svg)
        dots(series, all: layout.places < Self.dotsMaximum, into: &svg)
    }

    /// A value holds from its number to the next one.
    private func stairs(_ series: Chart.Series, into svg: inout Markup) {
        let band = runs(series.low, and: series.high).map { run in
            var text = stairs(run, series.low)
            let over = thinned(run, series.high)
            text += down(series.high[run.upperBound - 1])
            for (place, before) in zip(over.dropFirst(), over).reversed() {
                text += across(place) + down(series.high[before])
            }
            return text + across(run.lowerBound) + "Z"
        }
        path(band.joined(), .band, into: &svg)
        let curve = runs(series.values).map { stairs($0, series.values) }
        path(curve.joined(), .line, into: &svg)
        dots(series, all: false, into: &svg)
    }

    private func stairs(_ run: Range<Int>, _ values: [Double?]) -> String {
        var text = "M" + point(run.lowerBound, values[run.lowerBound])
        for place in thinned(run, values).dropFirst() { text += across(place) + down(values[place]) }
        return text + across(min(run.upperBound, layout.places - 1))
    }

    /// The area under the values, from bound to bound.
    private func bins(_ series: Chart.Series, into svg: inout Markup) {
        let base = Markup.length(layout.vertical(0))
        let areas = runs(series.values).map { run in
            var text = "M" + Markup.length(layout.bound(run.lowerBound)) + "," + base
            for start in stride(from: run.lowerBound, to: run.upperBound, by: layout.crowd) {
                let end = min(run.upperBound, start + layout.crowd)
                let highest = series.values[start..<end].compactMap { $0 }.max()
                text += down(highest) + "H" + Markup.length(layout.bound(end))
            }
            return text + "V" + base + "Z"
        }
        path(areas.joined(), .area, into: &svg)
    }

    private func whiskers(_ series: Chart.Series, into svg: inout Markup) {
        let bars = runs(series.low, and: series.high).flatMap { run in
            stride(from: run.lowerBound, to: run.upperBound, by: layout.crowd).map { place in
                let middle = layout.horizontal(Double(place))
                let low = Markup.length(layout.vertical(series.low[place] ?? 0))
                let high = Markup.length(layout.vertical(series.high[place] ?? 0))
                let from = Markup.length(middle - 3)
                return "M\(Markup.length(middle)),\(low)V\(high)M\(from),\(low)h6M\(from),\(high)h6"
            }
        }
        path(bars.joined(), .whisker, into: &svg)
    }

    /// Dots at the values: all of them, or only those without a neighbour, which no line shows.
    private func dots(_ series: Chart.Series, all: Bool, into svg: inout Markup) {
        for run in runs(series.values) where all || run.count == 1 {
            for place in thinned(run, series.values) {
                svg.leaf(
                    "circle",
                    [
                        "class": "dot", "cx": Markup.length(layout.horizontal(Double(place))),
                        "cy": Markup.length(layout.vertical(series.values[place] ?? 0)), "r": "2.6",
                    ], ChartInk.Shape.dot.attributes)
            }
        }
    }

    private func path(_ path: String, _ shape: ChartInk.Shape, into svg: inout Markup) {
        guard !path.isEmpty else { return }
        let dashes = shape == .line || shape == .area ? ChartInk.dashes(ofSeries: number) : [:]
        svg.leaf("path", ["class": shape.rawValue, "d": path], shape.attributes, dashes)
    }

    private func joined(_ values: [Double?]) -> String {
        runs(values).map { run in
            "M" + thinned(run, values).map { point($0, values[$0]) }.joined(separator: "L")
        }.joined()
    }

    private func point(_ place: Int, _ value: Double?) -> String {
        Markup.length(layout.horizontal(Double(place))) + "," + Markup.length(layout.vertical(value ?? 0))
    }

    private func across(_ place: Int) -> String { "H" + Markup.length(layout.horizontal(Double(place))) }

    private func down(_ value: Double?) -> String { "V" + Markup.length(layout.vertical(value ?? 0)) }

    /// The places of a run; of each crowd only the lowest and the highest, and the ends of the run.
    private func thinned(_ run: Range<Int>, _ values: [Double?]) -> [Int] {
        guard layout.crowd > 1 else { return Array(run) }
        var places = [run.lowerBound]
        for start in stride(from: run.lowerBound, to: run.upperBound, by: layout.crowd) {
            let crowd = start..<min(run.upperBound, start + layout.crowd)
            let lowest = crowd.min { values[$0] ?? 0 < values[$1] ?? 0 } ?? start
            let highest = crowd.max { values[$0] ?? 0 < values[$1] ?? 0 } ?? start
            places += [min(lowest, highest), max(lowest, highest)]
        }
        places.append(run.upperBound - 1)
        return places.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// The stretches without a gap.
    private func runs(_ values: [Double?]) -> [Range<Int>] { runs(values, and: values) }

    private func runs(_ first: [Double?], and second: [Double?]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for place in 0..<min(first.count, second.count) where first[place] != nil && second[place] != nil {
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<place + 1
            } else {
                runs.append(place..<place + 1)
            }
        }
        return runs
    }
}
