import Documents
import Model
import Statistics

extension WhatIfPage {
    /// One cutoff for all, over the scale of scores.
    var curve: Table {
        let points = made.curve?.points ?? []
        let decisions = made.curve?.decisions ?? 0
        return Table(
            key: "curve", title: "One cutoff for all",
            columns: [
                Table.Column("cutoff", "cutoff"), Table.Column("called", "called"),
                Table.Column("share_called", "share called", bar: true),
                Table.Column("per_day", "mean a day"), Table.Column("precision", "precision"),
                Table.Column("precision_lowest", "lowest"), Table.Column("precision_highest", "highest"),
                Table.Column("recall", "recall"), Table.Column("recall_lowest", "lowest"),
                Table.Column("recall_highest", "highest"), Table.Column("cost", "cost of the labelled"),
                Table.Column("cost_lowest", "of all, lowest"), Table.Column("cost_highest", "highest"),
            ],
            rows: points.map { point in
                let known = point.outcomes.known
                return [
                    .number(point.cutoff), .count(point.called),
                    .share(Int64(point.called), of: Int64(decisions), else: "no decisions"),
                    made.days.count > 0
                        ? .number(Double(point.called) / Double(made.days.count)) : .none("no decisions"),
                    .number(known.precision.rate, else: "no labelled one is called"),
                ] + Self.cells(point.outcomes.precision, "nobody is called")
                    + [.number(known.recall.rate, else: "no positive labels")]
                    + Self.cells(point.outcomes.recall, "there may be no positive")
                    + [point.money?.known, point.money?.low, point.money?.high].map {
                        .number($0, else: CostsInForce.missing)
                    }
            }, empty: "the scores have no scale of any width")
    }

    var charts: [Chart] { curveCharts + [perDay].compactMap(\.self) }

    private var curveCharts: [Chart] {
        guard let curve = made.curve, curve.decisions > 0 else { return [] }
        let points = curve.points
        func chart(
            _ key: String, _ title: String, _ label: String, shares: Bool, _ series: [Chart.Series]
        ) -> Chart {
            Chart(
                key: key, title: title, kind: .lines, axis: .numbers(points.map(\.cutoff)),
                axisLabel: "cutoff", valueLabel: label, shares: shares, series: series,
                markers: cutoffMarkers(points.map(\.cutoff)))
        }
        var charts = [
            chart(
                "curve_shares",
                "Share called, precision and recall, by cutoff, with the bounds of what is not known",
                "share", shares: true,
                [
                    Chart.Series(
                        "called", "called", points.map { Double($0.called) / Double(curve.decisions) }),
                    Chart.Series(
                        "precision", "precision", points.map { $0.outcomes.known.precision.rate },
                        low: points.map { $0.outcomes.precision?.low },
                        high: points.map { $0.outcomes.precision?.high }),
                    Chart.Series(
                        "recall", "recall", points.map { $0.outcomes.known.recall.rate },
                        low: points.map { $0.outcomes.recall?.low },
                        high: points.map { $0.outcomes.recall?.high }),
                ])
        ]
        if points.contains(where: { $0.money != nil }) {
            charts.append(
                chart(
                    "curve_cost", "Cost, by cutoff, with the bounds of what is not known", "money",
                    shares: false,
                    [
                        Chart.Series(
                            "cost", "cost of the labelled", points.map { $0.money?.known },
                            low: points.map { $0.money?.low }, high: points.map { $0.money?.high })
                    ]))
        }
        return charts
    }

    /// The threshold in force, where there was one, and that of the policy.
    private func cutoffMarkers(_ cutoffs: [Double]) -> [Chart.Marker] {
        guard let low = cutoffs.first, let high = cutoffs.last, low < high else { return [] }
        func marker(_ cutoff: Double, _ label: String) -> Chart.Marker? {
            guard cutoff >= low, cutoff <= high else { return nil }
            let share = cutoff / (high - low) - low / (high - low)
            return Chart.Marker(share * Double(cutoffs.count - 1), label)
        }
        let inForce = Set(reading.groups.compactMap(\.thresholds).flatMap { [$0.lowerBound, $0.upperBound] })
        var markers: [Chart.Marker] = []
        if inForce.count == 1, let only = inForce.first, let found = marker(only, "in force") {
            markers.append(found)
        }
        if let own = maker.policy.threshold ?? made.cutoff, let found = marker(own, "policy") {
            markers.append(found)
        }
        return markers
    }

    /// The most places of a chart over time.
    private static let placesMax = 120

    /// Calls over time, then and by the policy: by day, or by what is longer where there are many days.
    private var perDay: Chart? {
        guard made.days.count > 1, let then = made.all.figures(.asItWas)?.tally.byDay,
            let policy = made.all.figures(.policy)?.tally.byDay
        else { return nil }
        var (labels, sums): ([String], [(then: Int, policy: Int)]) = ([], [])
        var unit = CalendarUnit.day
        for candidate in [CalendarUnit.day, .week, .month] {
            (unit, labels, sums) = (candidate, [], [])
            for day in 0..<made.days.count {
                let label = unit.label(of: Timestamp(microseconds: made.days.end(of: day)))
                if labels.last != label {
                    labels.append(label)
                    sums.append((0, 0))
                }
                sums[sums.count - 1].then += then[day]
                sums[sums.count - 1].policy += policy[day]
            }
            if labels.count <= Self.placesMax { break }
        }
        var series = [
            Chart.Series("then", "as it was", sums.map { Double($0.then) }),
            Chart.Series("policy", "by the policy", sums.map { Double($0.policy) }),
        ]
        let capacities = (0..<made.days.count).map {
            maker.capacity(Timestamp(microseconds: made.days.end(of: $0)))
        }
        if unit == .day, capacities.contains(where: { $0 != nil }) {
            series.append(Chart.Series("capacity", "capacity", capacities))
        }
        return Chart(
            key: "per_\(unit.rawValue)", title: "Called by \(unit.rawValue)", kind: .lines,
            axis: .labels(labels), axisLabel: unit.rawValue, valueLabel: "decisions", series: series,
            markers: markers.markers(over: labels))
    }
}
