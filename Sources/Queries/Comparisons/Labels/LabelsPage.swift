import Documents
import Model
import Statistics

/// Lays out how the labels of two sides come and what they say.
struct LabelsPage {
    let reading: LabelReading
    let figures: LabelFigures

    /// Values of segments that have a row.
    private static let valuesMax = 100

    static let definitions = [
        "labels.by-age", "label.current", "threshold.in-force", "where.two-valued", LabelFindings.definition,
        Definitions.proportionsPooledZ.id, Definitions.bonferroni.id, Definitions.ksDistance.id,
        Definitions.ksExact.id, Definitions.ksAsymptotic.id, Definitions.quantileLinear.id,
        Definitions.oddsWoolf.id, Definitions.mantelHaenszel.id, Definitions.totalVariationDistance.id,
    ]

    func sections(empty: [String]) -> [Section] {
        var sections: [Section] = empty.map { .note(key: "no_data", text: $0) }
        sections += reading.leftOut.baseline.notes + reading.leftOut.current.notes
        sections += [.facts(overall), .facts(meaning)]
        sections.append(
            table("ranks", "By score, fifths of each side", "band", bands(figures.rankBands, ranks: true)))
        sections.append(
            table(
                "scores", "By score, fifths of the baseline", "band", bands(figures.scoreBands, ranks: false))
        )
        sections.append(
            table(
                "calls", "By call", "call",
                zip(["under the threshold", "at or over it", "without one"], figures.calls).map {
                    (.text($0), $1, nil)
                }))
        sections.append(
            table(
                "labellers", "By labeller, of all decisions", "labeller",
                figures.labellers.map { (.text($0.value, else: "none"), $0.pair, $0.corrected) }))
        sections.append(
            table(
                "definitions", "By definition of the label, of all decisions", "definition",
                figures.definitions.map { (.text($0.value, else: "none stated"), $0.pair, nil) }))
        sections.append(
            table(
                "segments", "By segment", "segment",
                figures.segments.prefix(Self.valuesMax).map {
                    (.text("\($0.name.text)=\($0.value?.text ?? "")"), $0.pair, $0.corrected)
                }))
        if figures.segments.count > Self.valuesMax {
            sections.append(
                .note(
                    key: "segments_left_out",
                    text: "\(figures.segments.count - Self.valuesMax) more values of segments have no row."))
        }
        sections.append(.table(beyond))
        if let chart { sections.append(.chart(chart)) }
        sections.append(AnswerDefinitions.rule(LabelFindings.definition))
        return sections
    }

    private var overall: FactList {
        let pair = figures.all
        return FactList(
            key: "labels", title: "Labels by the same age",
            facts: [
                Fact("age", "age", .duration(reading.age)),
                Fact("age_source", "age taken from", .text(reading.source)),
                Fact("decisions_baseline", "baseline decisions", .count(reading.baseline.decisions)),
                Fact("decisions_current", "current decisions", .count(reading.current.decisions)),
                Fact("old_baseline", "of them old enough, baseline", .count(pair.baseline.decisions)),
                Fact("old_current", "of them old enough, now", .count(pair.current.decisions)),
                Fact("labelled_baseline", "labelled by then, baseline", .count(pair.baseline.labelled)),
                Fact("labelled_current", "labelled by then, now", .count(pair.current.labelled)),
                Fact(
                    "rate_baseline", "share before", .share(pair.rates?.baseline.rate, else: "no decisions")),
                Fact("rate_current", "share now", .share(pair.rates?.current.rate, else: "no decisions")),
                Fact("ratio", "ratio", .number(pair.ratio, else: "nothing labelled before")),
                Fact(
                    "rate_p", "p of the shares",
                    .number(pair.rates?.pValue.map(Printed.rounded), else: "no decisions on a side")),
                Fact("wait_median_baseline", "median wait before", wait(figures.medianWaits.baseline)),
                Fact("wait_median_current", "median wait now", wait(figures.medianWaits.current)),
                Fact(
                    "wait_distance", "D of the waits",
                    .number(figures.waits?.distance, else: "no labels on a side")),
                Fact("wait_p", "p of the waits", probability(figures.waits)),
            ])
    }

    private var beyond: Table {
        let none = "no labels of both, or nothing varies"
        return Table(
            key: "labeller_meaning", title: "What labellers call positive, at the same score",
            columns: [
                Table.Column("labeller", "labeller"), Table.Column("difference", "moved by"),
                Table.Column("beyond", "beyond all others"), Table.Column("p_corrected", "p Bonferroni"),
            ],
            rows: figures.labellers.map { row in
                [
                    .text(row.value, else: "none"),
                    .number(row.sameScore.map { Printed.rounded($0.difference) }, else: none),
                    .number(row.beyond.map { Printed.rounded($0.difference) }, else: none),
                    .number(row.beyond.map { Printed.rounded($0.p) }, else: none),
                ]
            }, empty: "no labels")
    }

    private func wait(_ seconds: Double?) -> Value { seconds.map(Value.duration) ?? .none("no labels") }

    private func probability(_ gap: EmpiricalGap?) -> Value {
        .number(
            gap.map { Printed.rounded(KolmogorovSmirnov.probability($0).value) }, else: "no labels on a side")
    }

    private var meaning: FactList {
        let none = "no labels on a side"
        let pair = figures.all
        func test(_ key: String, _ label: String, _ test: OddsHomogeneity?) -> [Fact] {
            [
                Fact("\(key)_effect", label, .number(test.map { Printed.rounded($0.effect) }, else: none)),
                Fact("\(key)_p", "its p", .number(test.map { Printed.rounded($0.p) }, else: none)),
            ]
        }
        func gap(_ key: String, _ label: String, _ gap: EmpiricalGap?) -> [Fact] {
            [
                Fact("\(key)_distance", label, .number(gap?.distance, else: none)),
                Fact("\(key)_p", "its p", probability(gap)),
            ]
        }
        return FactList(
            key: "meaning", title: "Who is labelled, and what labels say",
            facts: test("by_rank", "coverage moved by fifth of scores", figures.byRank)
                + test("by_call", "coverage moved by call", figures.byCall)
                + [
                    Fact(
                        "by_segment", "coverage moved most by segment",
                        .text(figures.bySegment?.name, else: "no segments"))
                ] + test("by_segment", "by", figures.bySegment?.test)
                + test("by_labeller", "base rate moved by labeller", figures.byLabeller)
                + [
                    Fact(
                        "definitions_variation", "share of other definitions",
                        .number(figures.definitionVariation, else: none)),
                    Fact(
                        "definitions_p", "its p",
                        .number(figures.definitionTest.map { Printed.rounded($0.p) }, else: none)),
                    Fact(
                        "base_rate_baseline", "positive before",
                        .share(pair.baseRates?.baseline.rate, else: "no labels")),
                    Fact(
                        "base_rate_current", "positive now",
                        .share(pair.baseRates?.current.rate, else: "no labels")),
                    Fact(
                        "base_rate_p", "its p",
                        .number(pair.baseRates?.pValue.map(Printed.rounded), else: none)),
                    Fact(
                        "same_score_difference", "more positive at the same score",
                        .number(
                            figures.sameScore.map { Printed.rounded($0.difference) },
                            else: "no scores in common")),
                    Fact(
                        "same_score_p", "its p",
                        .number(
                            figures.sameScore.map { Printed.rounded($0.p) }, else: "no scores in common")),
                ] + gap("positives", "scores of positives, D", figures.positives)
                + gap("negatives", "scores of negatives, D", figures.negatives))
    }

    private func bands(_ pairs: [LabelPair], ranks: Bool) -> [(Value, LabelPair, Double?)] {
        pairs.enumerated().compactMap { place, pair in
            if place == pairs.count - 1 {
                return pair.baseline.decisions + pair.current.decisions > 0
                    ? (.text("without a score"), pair, nil) : nil
            }
            if ranks { return (.text("\(place + 1)"), pair, nil) }
            let edges = reading.baseline.terms.scoreEdges
            let low = place > 0 ? Said.number(edges[place - 1]) : nil
            let high = place < edges.count ? Said.number(edges[place]) : nil
            let name =
                switch (low, high) {
                case (nil, let high?): "under \(high)"
                case (let low?, nil): "\(low) and over"
                case (let low?, let high?): "\(low) to \(high)"
                case (nil, nil): "all"
                }
            return (.text(name), pair, nil)
        }
    }

    private func table(
        _ key: String, _ title: String, _ name: String, _ rows: [(Value, LabelPair, Double?)]
    ) -> Section {
        .table(
            Table(
                key: key, title: title,
                columns: [
                    Table.Column(name, name), Table.Column("decisions_baseline", "decisions before"),
                    Table.Column("decisions_current", "decisions now"),
                    Table.Column("labelled_baseline", "labelled before"),
                    Table.Column("labelled_current", "labelled now"),
                    Table.Column("rate_baseline", "share before"),
                    Table.Column("rate_current", "share now", bar: true), Table.Column("ratio", "ratio"),
                    Table.Column("p", "p"), Table.Column("p_corrected", "p Bonferroni"),
                    Table.Column("base_rate_baseline", "positive before"),
                    Table.Column("base_rate_current", "positive now"),
                ],
                rows: rows.map { name, pair, corrected in
                    [
                        name, .count(pair.baseline.decisions), .count(pair.current.decisions),
                        .count(pair.baseline.labelled), .count(pair.current.labelled),
                        .share(pair.baseline.rate?.rate, else: "no decisions"),
                        .share(pair.current.rate?.rate, else: "no decisions"),
                        .number(pair.ratio, else: "nothing to compare"),
                        .number(pair.rates?.pValue.map(Printed.rounded), else: "nothing to compare"),
                        .number(corrected.map(Printed.rounded), else: "not tested one by one"),
                        .share(pair.baseline.baseRate?.rate, else: "no labels"),
                        .share(pair.current.baseRate?.rate, else: "no labels"),
                    ]
                }, empty: "no decisions"))
    }

    /// How many of the labels by the age had come by each of 24 equal parts of it.
    private var chart: Chart? {
        let (before, now) = (reading.baseline.waits, reading.current.waits)
        guard reading.age > 0, !before.isEmpty || !now.isEmpty else { return nil }
        let days = (1...24).map { reading.age * Double($0) / 24 }
        func shares(_ sorted: [Double], _ counts: LabelCounts) -> [Double?] {
            days.map { day in
                guard counts.decisions > 0 else { return nil }
                return Double(BinEdges.count(sorted: sorted[...], below: day.nextUp))
                    / Double(counts.decisions)
            }
        }
        return Chart(
            key: "by_age", title: "Share labelled, by age in days", kind: .lines,
            axis: .numbers(days.map { $0 / 86_400 }), axisLabel: "days after the decision",
            valueLabel: "share labelled", shares: true,
            series: [
                Chart.Series("baseline", "baseline", shares(before, figures.all.baseline)),
                Chart.Series("current", "current", shares(now, figures.all.current)),
            ])
    }
}

extension Value {
    static func share(_ share: Double?, else reason: String) -> Value {
        share.map(Value.share) ?? .none(reason)
    }
}
