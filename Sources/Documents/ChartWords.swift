extension Chart {
    /// What the values are and what they are over: `share of decisions by week`.
    var subject: String {
        let value = valueLabel.isEmpty ? "values" : valueLabel
        return axisLabel.isEmpty ? value : "\(value) by \(axisLabel)"
    }
}

/// What a chart shows, in words: for people who do not see the drawing, and for what it leaves out.
extension ChartLayout {
    /// One sentence on the axis, and one for each series that is drawn and for the markers.
    var description: String {
        var words: [String] = []
        let kind =
            switch chart.kind {
            case .lines: "Lines"
            case .steps: "Steps"
            case .reliability: "Reliability curve"
            }
        var first = "\(kind): \(chart.subject)"
        if places > 0 {
            first += ", \(ValueFormat.integer(Int64(places))) \(places == 1 ? "place" : "places")"
            first += ", \(chart.name(ofPlace: 0))"
            if places > 1 { first += " to \(chart.name(ofPlace: places - 1))" }
        }
        words.append(first + ".")
        words += series.map { "\($0.label): \(summary($0))." }
        let markers = chart.markers.filter(shows).prefix(Self.markersMaximum).map { marker in
            "\(marker.label) at \(chart.name(ofPlace: place(of: marker)))"
        }
        if !markers.isEmpty { words.append("Marked: " + markers.joined(separator: "; ") + ".") }
        return words.joined(separator: " ")
    }

    /// What the drawing lacks, a sentence for each reason.
    var omissions: [String] {
        var omissions: [String] = []
        let total = ValueFormat.integer(Int64(chart.series.count))
        if chart.series.count > series.count {
            omissions.append("\(series.count) of \(total) series are drawn; the table has all.")
        }
        if crowd > 1 {
            omissions.append(
                "Of every \(crowd) places the lowest and the highest are drawn; the table has all.")
        }
        let outside = chart.markers.count - chart.markers.filter(shows).count
        if outside > 0 { omissions.append("\(outside) markers lie outside the axis.") }
        let inside = chart.markers.count - outside
        if inside > Self.markersMaximum {
            omissions.append("\(Self.markersMaximum) of \(inside) markers are drawn; the table has all.")
        }
        let unnamed = MarkerLabels(self).markers.filter { $0.label == nil }.count
        if unnamed > 0 {
            omissions.append("\(unnamed) markers have no room for their names; the table has all.")
        }
        if x == nil, case .edges = chart.axis { omissions.append("Bins are drawn equally wide.") }
        return omissions
    }

    /// Beyond this many, vertical lines hide what they mark.
    static let markersMaximum = 40

    /// The place that a marker stands at or after.
    func place(of marker: Chart.Marker) -> Int {
        min(places - 1, max(0, Int(marker.place.rounded(.down))))
    }

    private func summary(_ series: Chart.Series) -> String {
        var lowest: (place: Int, value: Double)?
        var highest: (place: Int, value: Double)?
        var last: (place: Int, value: Double)?
        for (place, value) in series.values.enumerated() {
            guard let value else { continue }
            if value < lowest?.value ?? .infinity { lowest = (place, value) }
            if value > highest?.value ?? -.infinity { highest = (place, value) }
            last = (place, value)
        }
        guard let lowest, let highest, let last else { return "no data" }
        let words = { (point: (place: Int, value: Double)) in
            "\(ValueFormat.people(chart.value(point.value))) at \(chart.name(ofPlace: point.place))"
        }
        return "lowest \(words(lowest)), highest \(words(highest)), last \(words(last))"
    }

    /// The values of a place, for who points at it.
    func words(_ series: Chart.Series, at place: Int) -> String? {
        guard place < series.values.count, let value = series.values[place] else { return nil }
        let people = { (number: Double) in ValueFormat.people(chart.value(number)) }
        var words = "\(series.label): \(people(value))"
        if place < series.low.count, place < series.high.count, let low = series.low[place],
            let high = series.high[place]
        {
            words += " (\(people(low)) to \(people(high)))"
        }
        if place < series.counts.count { words += ", n \(ValueFormat.integer(series.counts[place]))" }
        return words
    }
}
