import Documents
import Model
import Statistics

/// Lays out what scores and features meant then and mean now.
struct ConceptPage {
    let sides: Sides
    let bound: Double
    let found: ConceptFound
    let changes: ChangeMarkers
    /// Every test's p as it is, by Bonferroni and by Benjamini and Hochberg.
    let tests: [Test: (p: Double, bonferroni: Double, benjamini: Double)]

    init(sides: Sides, bound: Double, found: ConceptFound, changes: ChangeMarkers) {
        self.changes = changes
        self.sides = sides
        self.bound = bound
        self.found = found
        tests = Self.tests(found)
    }

    static let definitions = [
        Definitions.eceEqualWidth10.id, Definitions.welch.id, Definitions.proportionsPooledZ.id,
        Definitions.aucMannWhitney.id, Definitions.aucDeLong.id, Definitions.aucDifference.id,
        Definitions.oddsWoolf.id, Definitions.featureNumeric.id, Definitions.featureCategorical.id,
        Definitions.bonferroni.id, Definitions.benjaminiHochberg.id, "concept.residual", "label.current",
        "threshold.in-force", ProbabilityScale.definition, MaturityAge.definition, ConceptFindings.definition,
        "where.two-valued",
    ]

    /// A test of the answer with its p; corrected for all of them.
    enum Test: Hashable {
        case gap(Int), error(Int), feature(Int)
    }

    private static func tests(
        _ found: ConceptFound
    ) -> [Test: (p: Double, bonferroni: Double, benjamini: Double)] {
        var order: [Test] = []
        var values: [Double?] = []
        for (index, subgroup) in found.subgroups.enumerated() {
            if let test = subgroup.gapTest {
                order.append(.gap(index))
                values.append(test.p)
            }
            if let p = subgroup.errorTest?.pValue {
                order.append(.error(index))
                values.append(p)
            }
        }
        for (index, feature) in found.features.enumerated() {
            guard let p = feature.p else { continue }
            order.append(.feature(index))
            values.append(p)
        }
        let bonferroni = MultipleTests.bonferroni(values)
        let benjamini = MultipleTests.benjaminiHochberg(values)
        var tests: [Test: (p: Double, bonferroni: Double, benjamini: Double)] = [:]
        for (place, test) in order.enumerated() {
            tests[test] = (values[place] ?? 1, bonferroni[place] ?? 1, benjamini[place] ?? 1)
        }
        return tests
    }

    /// - Parameter empty: why a side has no decision, when it has none.
    func sections(empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += found.then.leftOut.notes + found.now.leftOut.notes
        if let reason = found.scaleReason, empty == nil {
            sections.append(
                .note(key: "no_probabilities", text: "Calibration is not told: \(reason)."))
        }
        sections += [sideTable, subgroups, calibration, errors, features].map(Section.table)
        if !found.periods.isEmpty {
            sections.append(.table(periods))
            sections.append(.chart(chart))
        }
        if !found.manyValued.isEmpty {
            sections.append(
                .note(
                    key: "many_values",
                    text: "Segments with over \(ConceptMaker.valuesMax) values are not looked at: "
                        + found.manyValued.map(\.text).joined(separator: ", ") + "."))
        }
        sections.append(AnswerDefinitions.rule(ConceptFindings.definition))
        return sections
    }

    private var sideTable: Table {
        let rows = [("baseline", sides.baseline, found.then), ("current", sides.current, found.now)]
        return Table(
            key: "sides", title: "What is compared",
            columns: [
                Table.Column("side", "side"), Table.Column("selection", "selection"),
                Table.Column("decisions", "decisions with a score"), Table.Column("labelled", "labelled"),
                Table.Column("mature_after", "mature after"),
                Table.Column("left_out", "left out by segments and condition"),
            ],
            rows: rows.map { name, side, read in
                let all = found.subgroups.first
                return [
                    .text(name), .text(side.text), .count(read.rows),
                    .count((name == "baseline" ? all?.then.labelled : all?.now.labelled) ?? 0),
                    read.ages.values.first?.value ?? .none("every age counts"),
                    .count(read.leftOut.segments + read.leftOut.filter),
                ]
            })
    }

    private static func name(_ subgroup: ConceptSubgroup) -> [Value] {
        guard let segment = subgroup.segment else { return [.text("all"), .text("all")] }
        return [.text(segment), .text(subgroup.value, else: "without")]
    }

    private static let nameColumns = [Table.Column("segment", "segment"), Table.Column("value", "value")]

    private var subgroups: Table {
        Table(
            key: "subgroups", title: "Subgroups; stable ones are compared",
            columns: Self.nameColumns + [
                Table.Column("decisions_then", "then"), Table.Column("decisions_now", "now"),
                Table.Column("share_then", "share then"), Table.Column("share_now", "share now"),
                Table.Column("stable", "share moved under \(Said.percent(bound))"),
                Table.Column("labelled_then", "labelled then"), Table.Column("labelled_now", "labelled now"),
            ],
            rows: found.subgroups.map { subgroup in
                Self.name(subgroup) + [
                    .count(subgroup.then.count), .count(subgroup.now.count), .share(subgroup.shareThen),
                    .share(subgroup.shareNow), .flag(subgroup.isStable), .count(subgroup.then.labelled),
                    .count(subgroup.now.labelled),
                ]
            }, empty: "no decisions")
    }

    private var stable: [(index: Int, subgroup: ConceptSubgroup)] {
        found.subgroups.enumerated().filter { $0.element.isStable }.map { ($0.offset, $0.element) }
    }

    private static let testColumns = [
        Table.Column("p", "p"), Table.Column("p_bonferroni", "p, Bonferroni"),
        Table.Column("p_benjamini_hochberg", "p, Benjamini-Hochberg"),
    ]

    private func cells(_ test: Test, else none: String) -> [Value] {
        guard let found = tests[test] else { return [.none(none), .none(none), .none(none)] }
        return [found.p, found.bonferroni, found.benjamini].map { .number(Printed.rounded($0)) }
    }

    private static let few = "fewer than \(ConceptSubgroup.labelsMin) labels on a side"

    private var calibration: Table {
        let none = found.scaleReason ?? "no mature labels"
        return Table(
            key: "calibration", title: "Calibration of stable subgroups",
            columns: Self.nameColumns + [
                Table.Column("mean_score_then", "mean score then"),
                Table.Column("base_rate_then", "positive then"),
                Table.Column("gap_then", "gap then"), Table.Column("ece_then", "ECE then"),
                Table.Column("mean_score_now", "mean score now"),
                Table.Column("base_rate_now", "positive now"),
                Table.Column("gap_now", "gap now"), Table.Column("ece_now", "ECE now"),
                Table.Column("gap_moved", "gap moved"),
            ] + Self.testColumns + [Table.Column("worse", "worse")],
            rows: stable.map { index, subgroup in
                let sides = [subgroup.then, subgroup.now].flatMap { moment -> [Value] in
                    [
                        .number(moment.meanScore, else: none),
                        .number(moment.baseRate, else: "no mature labels"),
                        .number(moment.gap, else: none), .number(moment.calibrationError, else: none),
                    ]
                }
                return Self.name(subgroup) + sides + [
                    .number(subgroup.gapTest?.difference, else: found.scaleReason ?? Self.few)
                ] + cells(.gap(index), else: found.scaleReason ?? Self.few) + [
                    subgroup.gapTest == nil
                        ? .none(found.scaleReason ?? Self.few)
                        : .flag(ConceptFindings.isWorse(subgroup, tests[.gap(index)]?.bonferroni))
                ]
            }, empty: "no stable subgroup")
    }

    private var errors: Table {
        Table(
            key: "errors", title: "Wrong decisions in stable subgroups",
            columns: Self.nameColumns + RateCells.columns("error_then", "wrong then")
                + RateCells.columns("error_now", "wrong now", bar: true)
                + [Table.Column("difference", "difference")] + Self.testColumns
                + [Table.Column("rising", "rising")],
            rows: stable.map { index, subgroup in
                let none = "no labelled decision has a threshold"
                let test = subgroup.errorTest
                return Self.name(subgroup) + RateCells.cells(subgroup.then.errors, else: none)
                    + RateCells.cells(subgroup.now.errors, else: none) + [
                        .number(test?.difference, else: Self.few)
                    ]
                    + cells(.error(index), else: Self.few) + [
                        test == nil
                            ? .none(Self.few)
                            : .flag(ConceptFindings.isRising(subgroup, tests[.error(index)]?.bonferroni))
                    ]
            }, empty: "no stable subgroup")
    }

    private var features: Table {
        Table(
            key: "features", title: "What each feature alone says about the outcome",
            columns: [
                Table.Column("feature", "feature"), Table.Column("kind", "kind"),
                Table.Column("labelled_then", "labelled then"), Table.Column("labelled_now", "labelled now"),
                Table.Column("auc_then", "AUC then"), Table.Column("auc_now", "AUC now"),
                Table.Column("difference", "difference"), Table.Column("effect", "effect"),
            ] + Self.testColumns + [Table.Column("changed", "changed")],
            rows: found.features.enumerated().map { index, feature in
                let none = "labels of one class, or too few"
                return [
                    .text(feature.name), .text(feature.kind.rawValue), .count(feature.labelledThen),
                    .count(feature.labelledNow), .number(feature.aucThen, else: none),
                    .number(feature.aucNow, else: none), .number(feature.difference, else: none),
                    .number(feature.effect.map(Printed.rounded), else: feature.reason),
                ] + cells(.feature(index), else: feature.reason) + [
                    feature.p == nil
                        ? .none(feature.reason)
                        : .flag(ConceptFindings.isChanged(feature, tests[.feature(index)]?.bonferroni))
                ]
            }, empty: "no decision carries features")
    }

    private var periods: Table {
        let none = found.scaleReason ?? "no mature labels"
        return Table(
            key: "periods", title: "All decisions over time",
            columns: [
                Table.Column("side", "side"), Table.Column("period", "period"),
                Table.Column("decisions", "decisions"), Table.Column("labelled", "labelled"),
                Table.Column("mean_score", "mean score"), Table.Column("base_rate", "positive"),
                Table.Column("gap", "gap"), Table.Column("ece", "ECE"), Table.Column("error", "wrong"),
                Table.Column("auc", "AUC"),
            ],
            rows: found.periods.map { isNow, period, moment in
                [
                    .text(isNow ? "current" : "baseline"), .text(period.label), .count(moment.count),
                    .count(moment.labelled), .number(moment.meanScore, else: none),
                    .number(moment.baseRate, else: "no mature labels"), .number(moment.gap, else: none),
                    .number(moment.calibrationError, else: none),
                    .number(moment.errors?.rate, else: "no labelled decision has a threshold"),
                    .number(moment.auc, else: "labels of one class, or none"),
                ]
            }, empty: "no decisions")
    }

    private var chart: Chart {
        let rows = found.periods
        return Chart(
            key: "over_time", title: "Gap, calibration error and wrong decisions over time", kind: .lines,
            axis: .labels(rows.map { ($0.isNow ? "current " : "baseline ") + $0.period.label }),
            axisLabel: "period", valueLabel: "share",
            series: [
                Chart.Series("gap", "mean score less positive", rows.map(\.moment.gap)),
                Chart.Series("ece", "ECE", rows.map(\.moment.calibrationError)),
                Chart.Series("error", "wrong", rows.map { $0.moment.errors?.rate }),
            ], markers: changes.markers(over: rows.map(\.period.label)))
    }
}
