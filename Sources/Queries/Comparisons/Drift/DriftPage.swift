import Documents
import Model
import Statistics

/// Lays the drift of features out.
struct DriftPage {
    let features: [DriftFeature]
    let rows: DriftRows
    let options: DriftOptions
    let changes: ChangeMarkers

    /// Charts of one answer.
    private static let chartsMax = 6

    var tested: [DriftFeature] { features.filter(\.isTested) }
    var drifted: [DriftFeature] { features.filter { $0.verdict == .drift } }

    var definitions: [String] {
        var ids = [
            Definitions.momentsMean.id, Definitions.momentsSampleDeviation.id,
            Definitions.quantileLinear.id, Definitions.ksExact.id, Definitions.ksAsymptotic.id,
            Definitions.kolmogorovLimit.id, Definitions.bonferroni.id, Definitions.benjaminiHochberg.id,
            Definitions.proportionsPooledZ.id, Definitions.unitJump.id, Definitions.unitJumpPart.id,
            Definitions.pointMass.id,
            Definitions.totalVariationDistance.id,
            Definitions.stratifiedDistance.id, Definitions.stratifiedFisher.id,
            Definitions.stratifiedChiSquared.id, Definitions.stratifiedVariation.id,
            Definitions.kullbackLeibler.id, Definitions.jensenShannonDistance.id, Definitions.tokenShares.id,
            Definitions.tokensUnseen.id,
            "comparison-verdict.1", "feature-kind.1",
            "sustained.1", "where.two-valued",
        ]
        for feature in features {
            for figure in feature.figures?.figures ?? [] where !ids.contains(figure.definition.id) {
                ids.append(figure.definition.id)
            }
        }
        return ids
    }

    func sections(empty: [String]) -> [Section] {
        var sections: [Section] = empty.map { .note(key: "no_data", text: $0) }
        sections += rows.baseline.leftOut.notes + rows.current.leftOut.notes
        sections.append(.table(overview))
        let tables = DriftTables(page: self)
        for table in [tables.missing, tables.numbers, tables.tests, tables.categories, tables.defaults] {
            sections.append(.table(table))
        }
        let texts = DriftTexts(page: self)
        for table in [
            tables.units, tables.pointMasses, tables.cameOrWent, texts.texts, texts.tokens, tables.seasonal,
            tables.statistics,
            tables.windows,
        ] where !table.rows.isEmpty {
            sections.append(.table(table))
        }
        sections += shown.prefix(Self.chartsMax).compactMap(chart)
        sections.append(.note(key: "rule", text: ruleText))
        sections.append(.note(key: "kinds", text: FeatureKind.rule))
        sections.append(.note(key: "sustained", text: sustainedText))
        sections.append(.facts(sides))
        return sections
    }

    /// Features whose windows are shown: those that were asked for by name, else those that drifted.
    var shown: [DriftFeature] { options.features.isEmpty ? drifted : features }

    private var ruleText: String {
        switch options.family {
        case .daybook:
            let corrected =
                options.correction == .none
                ? "uncorrected" : "corrected for \(tested.count) features by \(options.correction.rawValue)"
            return "A feature's verdict: " + options.rule.text(corrected: corrected)
                + ". The effect of numbers is D, of categories half the summed differences of shares, of texts the "
                + "larger of D of their lengths and the difference of the share of texts with a token."
        case .nannyML:
            return
                "A feature's verdict: NannyML's, over its limit from the baseline's chunks in the order of time."
        case .evidently:
            return
                "A feature's verdict: Evidently's, by the statistic it would choose for a baseline of this size."
        }
    }

    private var sustainedText: String {
        "Sustained: at least \(options.sustained.hits) of the last \(options.sustained.of) current windows "
            + "(\(options.unit.rawValue)s of \(ComparisonRule.leastCount) values and more) are over the mean plus 3 "
            + "population deviations of the baseline's windows against its others, with p under "
            + "\(options.rule.alpha); with under \(SustainedShift.bandLeast) baseline windows, over min_effect."
    }

    private var sides: FactList {
        func span(_ key: String, _ label: String, _ side: SideRows) -> [Fact] {
            [
                Fact(key, "\(label) decisions", .count(side.count)),
                Fact(
                    "\(key)_first", "\(label) first",
                    side.first.map(Value.time) ?? .none("no decisions")),
                Fact("\(key)_last", "\(label) last", side.last.map(Value.time) ?? .none("no decisions")),
                Fact("\(key)_windows", "\(label) windows", .count(side.periods.count)),
            ]
                + side.leftOut.facts.map {
                    Fact("\(key)_left_out_\($0.key)", "\(label) \($0.label)", $0.value)
                }
        }
        return FactList(
            key: "sides", title: "Sides",
            facts: span("baseline", "baseline", rows.baseline) + span("current", "current", rows.current))
    }

    /// Why a figure of both sides is not there.
    static func reason(_ feature: DriftFeature) -> String {
        if feature.kind == .none { return "no values on either side" }
        if feature.counts.baseline == 0 { return "no values in the baseline" }
        return feature.counts.current == 0 ? "no values on the current side" : "not defined for these values"
    }

    private var overview: Table {
        Table(
            key: "features", title: "Features",
            columns: [
                Table.Column("feature", "feature"), Table.Column("kind", "kind"),
                Table.Column("verdict", "verdict"), Table.Column("sustained", "sustained"),
                Table.Column("windows_over", "last windows over"),
                Table.Column("effect", "effect", bar: true), Table.Column("p", "p"),
                Table.Column("p_bonferroni", "p Bonferroni"),
                Table.Column("p_bh", "p Benjamini-Hochberg"),
                Table.Column("statistic", "statistic"), Table.Column("value", "value"),
                Table.Column("count_baseline", "baseline values"),
                Table.Column("count_current", "current values"),
            ],
            rows: features.map(overviewRow), empty: "no features on either side")
    }

    private func overviewRow(_ feature: DriftFeature) -> [Value] {
        let reason = Self.reason(feature)
        let untested =
            feature.hasBoth && !feature.isTested
            ? (feature.tested.p == nil ? "no test" : "under \(ComparisonRule.leastCount) values on a side")
            : reason
        return [
            .text(feature.name), .text(feature.kind.rawValue), .text(feature.verdict.rawValue),
            feature.sustained.isSustained.map(Value.flag) ?? .none("not enough windows"),
            feature.sustained.over.map { .text("\($0.count) of \($0.of)") } ?? .none("not enough windows"),
            .number(feature.tested.effect.map(Printed.rounded), else: reason),
            .number(feature.tested.p.map(Printed.rounded), else: feature.hasBoth ? "no test" : reason),
            .number(feature.correctedBonferroni.map(Printed.rounded), else: untested),
            .number(feature.correctedBH.map(Printed.rounded), else: untested),
            feature.figures?.lead.map { .text($0.definition.id) } ?? .none(reason),
            .number(feature.figures?.lead?.value.map(Printed.rounded), else: reason),
            .count(feature.counts.baseline), .count(feature.counts.current),
        ]
    }

    private func chart(_ feature: DriftFeature) -> Section? {
        let sustained = feature.sustained
        guard sustained.current.count > 1 else { return nil }
        let all = sustained.baseline.map { ($0, true) } + sustained.current.map { ($0, false) }
        let low = all.map { _ in 0.0 as Double? }
        return .chart(
            Chart(
                key: "windows/\(feature.name)",
                title: "\(feature.name), \(options.unit.rawValue) by \(options.unit.rawValue)",
                kind: .lines, axis: .labels(all.map { $0.0.period + ($0.1 ? " b" : "") }),
                axisLabel: options.unit.rawValue,
                valueLabel: feature.categorical == nil ? "D" : "share that moved",
                series: [
                    Chart.Series(
                        "baseline", "baseline, each against the others", all.map { $0.1 ? $0.0.effect : nil }),
                    Chart.Series(
                        "current", "current, each against the baseline", all.map { $0.1 ? nil : $0.0.effect }),
                    Chart.Series(
                        "limit", sustained.hasBand ? "limit of the band" : "min_effect",
                        all.map { _ in sustained.limit }, low: low, high: all.map { _ in sustained.limit }),
                ], markers: changes.markers(over: all.map(\.0.period))))
    }
}
