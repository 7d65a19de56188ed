import Documents

/// Charts that the tests render, one of each kind.
extension Samples {
    /// Weeks with a band, a gap and markers, one of them between two weeks.
    static let weekly = Chart(
        key: "weekly", title: "Labels by week", kind: .lines,
        axis: .labels((24...35).map { "2009-W\($0)" }), axisLabel: "week", valueLabel: "share of decisions",
        shares: true,
        series: [
            Chart.Series(
                "rate", "labelled within 14 d",
                [0.87, 0.86, 0.88, 0.85, nil, 0.84, 0.86, 0.62, 0.41, 0.43, 0.42, 0.431],
                low: [0.84, 0.83, 0.85, 0.82, nil, 0.81, 0.83, 0.58, 0.37, 0.39, 0.38, 0.39],
                high: [0.9, 0.89, 0.91, 0.88, nil, 0.87, 0.89, 0.66, 0.45, 0.47, 0.46, 0.47],
                counts: [8685, 8001, 7990, 7400, 0, 7712, 7600, 6020, 422, 431, 440, 512]),
            Chart.Series(
                "expected", "expected",
                [0.87, 0.87, 0.87, 0.87, 0.87, 0.87, 0.87, 0.87, 0.87, 0.87, 0.87, 0.87]),
        ],
        markers: [
            Chart.Marker(6.5, "deployed v8"), Chart.Marker(7, "policy: threshold 0.4 to 0.5"),
        ])

    static let overlaid = Chart(
        key: "scores", title: "Scores, then and now", kind: .steps, axis: .edges([0, 0.2, 0.4, 0.6, 0.8, 1]),
        axisLabel: "score", valueLabel: "share of decisions", shares: true,
        series: [
            Chart.Series("baseline", "baseline", [0.1, 0.35, 0.3, 0.2, 0.05]),
            Chart.Series("current", "current", [0.05, 0.2, 0.3, 0.3, 0.15]),
        ],
        markers: [Chart.Marker(1.5, "threshold 0.4")])

    static let reliability = Chart(
        key: "reliability", title: "Reliability", kind: .reliability,
        axis: .numbers([0.06, 0.24, 0.51, 0.83]),
        axisLabel: "predicted", valueLabel: "observed",
        series: [
            Chart.Series(
                "observed", "observed", [0.05, 0.31, 0.47, 0.9], low: [0.04, 0.27, 0.4, 0.81],
                high: [0.06, 0.35, 0.54, 0.95], counts: [1200, 640, 210, 44])
        ])

    static let delays = Chart(
        key: "delays", title: "How long labels take", kind: .steps, axis: .numbers([0, 1, 2, 5, 14, 30]),
        axisLabel: "days", valueLabel: "labelled", shares: true,
        series: [
            Chart.Series(
                "labelled", "labelled", [0, 0.12, 0.4, 0.71, 0.88, 0.93],
                low: [0, 0.1, 0.36, 0.66, 0.83, 0.88],
                high: [0, 0.14, 0.44, 0.76, 0.93, 0.98])
        ])

    /// The report with a chart of each kind: a document with every kind of section.
    static let everything: Document = {
        var document = report
        document.parameters.insert(Fact("position", "as of position", .integer(143_451)), at: 0)
        document.sections += [.chart(weekly), .chart(overlaid), .chart(reliability), .chart(delays)]
        return document
    }()

    static func document(_ charts: Chart...) -> Document {
        Document(name: "charts", title: "Charts", sections: charts.map(Section.chart))
    }
}
