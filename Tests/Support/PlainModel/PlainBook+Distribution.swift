import Model

extension PlainBook {
    func distribution(_ asked: PlainRequest) throws(PlainFailure) -> PlainValue {
        let state = PlainState(self, asked)
        let selection = try PlainSelection(asked)
        let grouping = try PlainGrouping(asked)
        let given = try Self.scale(asked)
        let unit = asked.unit("window")
        let chosen = selection.choose(state)
        var groups: [PlainKey: [PlainDecision]] = [:]
        for made in chosen.decisions {
            groups[PlainKey(made.series.model, grouping.values(made, state), unit, made.at), default: []]
                .append(made)
        }
        let rows = groups.keys.sorted().map { key in
            ScoreRow(key, groups[key] ?? [], state, grouping, given, bins: asked.integer("bins"))
        }
        var document = PlainDocument(
            "distribution", title: "Scores" + (selection.model.map { " of \($0.text)" } ?? ""),
            parameters: try asked.echo(),
            definitions: [
                "moments.mean", "moments.sample-sd", "moments.population-sd", "moments.extremes",
                "quantile.linear", "histogram.equal-width", "histogram.scale", "threshold.in-force",
                "threshold.share-at-or-over", "group.value", "where.two-valued",
            ])
        if rows.isEmpty { document.note("no_data", selection.whyEmpty(state)) }
        chosen.note(&document)
        let keys = ["model"] + grouping.columns + ["period"]
        document.table(
            "summary",
            keys + [
                "count", "without_score", "mean", "sd", "sd_population", "min", "max", "low", "high",
                "bins_by",
            ], rows.map(\.summary))
        let points = asked.texts("quantiles").compactMap { Double($0) }
        document.table(
            "quantiles", keys + points.map { "q\($0)" },
            rows.map { row in
                row.cells + points.map { PlainNumbers.quantileValue(row.scores.sorted(), $0) }
            })
        document.table(
            "thresholds",
            keys + [
                "with_threshold", "without_threshold", "at_or_over", "share_at_or_over", "disagreements",
            ], rows.map { $0.thresholds(state) })
        PlainChanges(state: state, selection: selection).add(unit, grouping, to: &document)
        var taken: [[UInt8]] = []
        for row in rows {
            guard let (name, plot) = row.plot(hasPeriods: unit != nil) else { continue }
            var key = name
            var number = 1
            while taken.contains(Array(key.utf8)) {
                number += 1
                key = "\(name) (\(number))"
            }
            taken.append(Array(key.utf8))
            document.plots.append((key, plot))
        }
        document.facts = [
            (
                "left_out",
                chosen.facts + [
                    ("without_score", .count(chosen.decisions.count { $0.decision.score == nil }))
                ]
            )
        ]
        return document.value
    }

    private static func scale(_ asked: PlainRequest) throws(PlainFailure) -> (Double, Double)? {
        switch (asked.number("low"), asked.number("high")) {
        case (nil, nil): return nil
        case (let low?, let high?):
            guard low < high else { throw .badParameter("low") }
            return (low, high)
        case (nil, _?): throw .badParameter("low")
        case (_?, nil): throw .badParameter("high")
        }
    }
}

/// The scores of one group.
private struct ScoreRow {
    let key: PlainKey
    let made: [PlainDecision]
    let grouping: PlainGrouping
    let scores: [Double]
    let edges: [Double]?
    let source: String?

    init(
        _ key: PlainKey, _ made: [PlainDecision], _ state: PlainState, _ grouping: PlainGrouping,
        _ given: (Double, Double)?, bins: Int
    ) {
        self.key = key
        self.made = made
        self.grouping = grouping
        scores = made.compactMap(\.decision.score)
        var scale: (low: Double, high: Double)?
        if let given {
            (scale, source) = (given, "given")
        } else if let range = Self.contractRange(made, state) {
            (scale, source) = (range, "contract")
        } else if let least = scores.min(), let greatest = scores.max() {
            let isUnit = least >= 0 && greatest <= 1
            (scale, source) = (isUnit ? (0, 1) : (least, greatest), isUnit ? "unit" : "observed")
        } else {
            source = nil
        }
        edges = scale.flatMap { PlainNumbers.edges($0.low, $0.high, bins) }
    }

    /// The range of the contracts in force, if every version has one and all are the same.
    private static func contractRange(_ made: [PlainDecision], _ state: PlainState) -> (Double, Double)? {
        var found: (Double, Double)?
        for made in made {
            guard let score = state.contract(made.series.model, made.series.version)?.score else {
                return nil
            }
            if let found, found != (score.min, score.max) { return nil }
            found = (score.min, score.max)
        }
        return found
    }

    var cells: [PlainValue] { [.text(key.model)] + grouping.cells(key) + [.text(key.label)] }

    var summary: [PlainValue] {
        cells + [
            .count(scores.count), .count(made.count - scores.count), PlainNumbers.meanValue(scores),
            PlainNumbers.deviation(scores, sample: true), PlainNumbers.deviation(scores, sample: false),
            .sent(scores.min()), .sent(scores.max()), .number(edges?.first), .number(edges?.last),
            .text(source),
        ]
    }

    func thresholds(_ state: PlainState) -> [PlainValue] {
        var (with, over, disagreeing) = (0, 0, 0)
        for made in made {
            let threshold = PlainThreshold(made, state)
            if threshold?.disagrees == true { disagreeing += 1 }
            guard let score = made.decision.score, let threshold else { continue }
            with += 1
            if score >= threshold.value { over += 1 }
        }
        return cells + [
            .count(with), .count(scores.count - with), .count(over), .share(over, of: with),
            .count(disagreeing),
        ]
    }

    /// Bins `[edge k, edge k + 1)`, the last closed.
    func plot(hasPeriods: Bool) -> (String, PlainValue)? {
        guard let edges, let low = edges.first, let high = edges.last else { return nil }
        let width = (high - low) / Double(edges.count - 1)
        let counts = (0..<(edges.count - 1)).map { bin in
            scores.count { score in
                score >= edges[bin] && (score < edges[bin + 1] || (bin == edges.count - 2 && score == high))
            }
        }
        return (
            "\(key.model.text)/\(grouping.name(key))" + (hasPeriods ? "/\(key.label)" : ""),
            .record([
                (
                    "edges",
                    .list(edges.map { .number($0, slack: max($0.magnitude, width.magnitude) * 1e-12) })
                ),
                ("counts", .list(counts.map { .count($0) })),
                ("below", .count(scores.count { $0 < low })), ("above", .count(scores.count { $0 > high })),
            ])
        )
    }
}
