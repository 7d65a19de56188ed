import Documents
import Statistics

/// The tables of drift by kind of feature.
struct DriftTables {
    let page: DriftPage

    /// Categories of one feature that are listed: those that changed most.
    private static let categoriesMax = 50

    var missing: Table {
        Table(
            key: "missing", title: "Missing values",
            columns: [
                Table.Column("feature", "feature"), Table.Column("rows_baseline", "baseline decisions"),
                Table.Column("rows_current", "current decisions"),
                Table.Column("missing_baseline", "missing in the baseline"),
                Table.Column("missing_current", "missing now"),
                Table.Column("rate_baseline", "baseline rate"),
                Table.Column("rate_current", "rate now", bar: true), Table.Column("change", "change"),
                Table.Column("p", "p"), Table.Column("p_corrected", "p Bonferroni"),
                Table.Column("other_baseline", "of another kind in the baseline"),
                Table.Column("other_current", "of another kind now"),
            ],
            rows: page.features.map { feature in
                let test = feature.missingTest
                let none =
                    test == nil ? "the feature is not on both sides" : "nothing to tell apart"
                return [
                    .text(feature.name), .count(feature.rows.baseline), .count(feature.rows.current),
                    .count(feature.missing.baseline), .count(feature.missing.current),
                    .share(
                        Int64(feature.missing.baseline), of: Int64(feature.rows.baseline),
                        else: "no decisions"),
                    .share(
                        Int64(feature.missing.current), of: Int64(feature.rows.current), else: "no decisions"),
                    .number(test?.rates.difference, else: none),
                    .number(test?.p.map(Printed.rounded), else: none),
                    .number(feature.missingCorrected.map(Printed.rounded), else: none),
                    .count(feature.other.baseline), .count(feature.other.current),
                ]
            }, empty: "no features on either side")
    }

    var numbers: Table {
        let names = [
            ("mean", "mean"), ("median", "median"), ("sd", "sd"), ("min", "min"), ("max", "max"),
        ]
        let columns =
            [Table.Column("feature", "feature")]
            + names.flatMap {
                [Table.Column("\($0)_baseline", "\($1) before"), Table.Column("\($0)_current", "\($1) now")]
            }
            + [
                Table.Column("distance", "D", bar: true), Table.Column("p_exact", "p exact"),
                Table.Column("p_asymptotic", "p asymptotic"), Table.Column("p_limit", "p by the limit law"),
            ]
        let rows = page.features.compactMap { feature -> [Value]? in
            guard case .numeric(let numeric) = feature.comparison else { return nil }
            let reason = DriftPage.reason(feature)
            let (before, after) = (numeric.moments.baseline, numeric.moments.current)
            let pairs: [(Double?, Double?)] = [
                (before.mean, after.mean), (numeric.medians.baseline, numeric.medians.current),
                (before.sampleDeviation, after.sampleDeviation), (before.minimum, after.minimum),
                (before.maximum, after.maximum),
            ]
            let known = numeric.probabilities
            return [.text(feature.name)]
                + pairs.flatMap {
                    [.number($0, else: "too few values"), .number($1, else: "too few values")]
                } + [
                    .number(numeric.gap?.distance, else: reason),
                    .number(
                        known?.exact.map(Printed.rounded),
                        else: known == nil
                            ? reason : "over \(KolmogorovSmirnov.exactMaximum) values on a side"),
                    .number(known.map { Printed.rounded($0.asymptotic) }, else: reason),
                    .number(known.map { Printed.rounded($0.limit) }, else: reason),
                ]
        }
        return Table(
            key: "numbers", title: "Numbers", columns: columns, rows: rows, empty: "no numeric features")
    }

    var tests: Table {
        let rows = page.features.compactMap { feature -> [Value]? in
            guard let found = feature.categorical else { return nil }
            let reason = DriftPage.reason(feature)
            let shares = found.counts.shares
            let distance = shares.flatMap {
                Divergence.jensenShannonDistance($0.baseline, $0.current, base: .two)
            }
            let isOne = found.test?.degrees == 0
            return [
                .text(feature.name), .count(found.counts.baseline.count { $0 > 0 }),
                .count(found.counts.current.count { $0 > 0 }), .count(found.new.count),
                .count(found.gone.count), .number(found.test?.statistic.map(Printed.rounded), else: reason),
                found.test.map { .count($0.degrees) } ?? .none(reason),
                .number(found.test.map { Printed.rounded($0.p) }, else: reason),
                isOne
                    ? .none("a single category")
                    : .number(found.test.map { Printed.rounded($0.leastExpected) }, else: reason),
                .number(found.variation.map(Printed.rounded), else: reason),
                .number(distance.map(Printed.rounded), else: reason),
                .number(
                    shares.flatMap { Divergence.kullbackLeibler($0.baseline, $0.current) }
                        .map(Printed.rounded),
                    else: shares == nil ? reason : "a category is gone"),
            ]
        }
        return Table(
            key: "category_tests", title: "Categories, tested",
            columns: [
                Table.Column("feature", "feature"), Table.Column("categories_baseline", "categories before"),
                Table.Column("categories_current", "categories now"), Table.Column("new", "new"),
                Table.Column("gone", "gone"), Table.Column("chi_squared", "chi-squared"),
                Table.Column("degrees", "degrees"), Table.Column("p", "p"),
                Table.Column("least_expected", "least expected count"),
                Table.Column("variation", "share that moved", bar: true),
                Table.Column("js_distance", "Jensen-Shannon"), Table.Column("kl", "Kullback-Leibler"),
            ], rows: rows, empty: "no categorical features")
    }

    var categories: Table {
        let rows = page.features.flatMap { feature -> [[Value]] in
            guard let found = feature.categorical else { return [] }
            let (first, second) = (Double(found.counts.baselineTotal), Double(found.counts.currentTotal))
            func change(_ cell: Int) -> Double? {
                guard first > 0, second > 0 else { return nil }
                return Double(found.counts.current[cell]) / second - Double(found.counts.baseline[cell])
                    / first
            }
            let order = found.labels.indices.sorted {
                ((change($1) ?? 0).magnitude, $0) < ((change($0) ?? 0).magnitude, $1)
            }.prefix(Self.categoriesMax).sorted()
            return order.map { cell in
                let (before, after) = (found.counts.baseline[cell], found.counts.current[cell])
                return [
                    .text(feature.name), .text(found.labels[cell]), .count(before), .count(after),
                    .share(Int64(before), of: Int64(found.counts.baselineTotal), else: "no values"),
                    .share(Int64(after), of: Int64(found.counts.currentTotal), else: "no values"),
                    .number(change(cell), else: "no values on a side"),
                    before == 0 ? .text("new") : after == 0 ? .text("gone") : .none("on both sides"),
                ]
            }
        }
        return Table(
            key: "categories",
            title: "Categories (of each feature the \(Self.categoriesMax) that changed most)",
            columns: [
                Table.Column("feature", "feature"), Table.Column("category", "category"),
                Table.Column("baseline", "baseline"), Table.Column("current", "current"),
                Table.Column("share_baseline", "baseline share"),
                Table.Column("share_current", "current share", bar: true), Table.Column("change", "change"),
                Table.Column("standing", "standing"),
            ], rows: rows, empty: "no categorical features")
    }

    var defaults: Table {
        let rows = page.features.flatMap { feature -> [[Value]] in
            func row(_ by: String, _ value: Value, _ before: Int, _ after: Int, _ of: (Int, Int)) -> [Value] {
                [
                    .text(feature.name), .text(by), value,
                    .share(Int64(before), of: Int64(of.0), else: "no values"),
                    .share(Int64(after), of: Int64(of.1), else: "no values"),
                ]
            }
            var rows: [[Value]] = []
            if let most = feature.mostFrequent {
                let value: Value =
                    switch most.label {
                    case .number(let number): .number(number)
                    case .text(let text): .text(text)
                    }
                rows.append(row("most frequent before", value, most.baseline, most.current, feature.counts))
            }
            if let stated = feature.contractDefault {
                rows.append(
                    row("contract", .text(stated.label), stated.baseline, stated.current, feature.rows))
            }
            return rows
        }
        return Table(
            key: "defaults", title: "Default values",
            columns: [
                Table.Column("feature", "feature"), Table.Column("by", "by"), Table.Column("value", "value"),
                Table.Column("share_baseline", "baseline share"),
                Table.Column("share_current", "current share", bar: true),
            ], rows: rows, empty: "no value occurs twice")
    }

    var units: Table {
        Table(
            key: "units", title: "Jumps of a unit",
            columns: [
                Table.Column("feature", "feature"), Table.Column("factor", "factor"),
                Table.Column("least_ratio", "least ratio of quantiles"),
                Table.Column("greatest_ratio", "greatest ratio"),
                Table.Column("share", "of the current values", bar: true),
            ],
            rows: page.features.compactMap { feature in
                guard let numeric = feature.numeric, let jump = numeric.unit ?? numeric.partialUnit?.jump
                else { return nil }
                return [
                    .text(feature.name), .number(jump.factor), .number(jump.leastRatio),
                    .number(jump.greatestRatio), .share(numeric.partialUnit?.share ?? 1),
                ]
            }, empty: "none")
    }

    var pointMasses: Table {
        Table(
            key: "point_masses", title: "Numbers that became more frequent",
            columns: [
                Table.Column("feature", "feature"), Table.Column("value", "value"),
                Table.Column("share_baseline", "baseline share"),
                Table.Column("share_current", "current share", bar: true), Table.Column("rise", "rise"),
                Table.Column("p", "p"), Table.Column("rest", "D of all others"),
                Table.Column("others", "different others, to 100"),
            ],
            rows: page.features.compactMap { feature in
                guard case .numeric(let numeric) = feature.comparison, let mass = numeric.pointMass else {
                    return nil
                }
                return [
                    .text(feature.name), .number(mass.value), .share(mass.rates.baseline.rate ?? 0),
                    .share(mass.rates.current.rate ?? 0),
                    .number(mass.rates.difference, else: "no values"),
                    .number(mass.rates.pValue.map(Printed.rounded), else: "no values"),
                    .number(mass.rest, else: "it hardly rose, or there are no others"), .count(mass.others),
                ]
            }, empty: "none")
    }

    var cameOrWent: Table {
        Table(
            key: "came_or_went", title: "Features that came or went",
            columns: [
                Table.Column("feature", "feature"), Table.Column("standing", "standing"),
                Table.Column("count_baseline", "baseline values"),
                Table.Column("count_current", "current values"),
            ],
            rows: page.features.filter { $0.isNew || $0.isGone }.map { feature in
                [
                    .text(feature.name), .text(feature.isNew ? "new" : "gone"),
                    .count(feature.counts.baseline), .count(feature.counts.current),
                ]
            }, empty: "none")
    }

    var seasonal: Table {
        Table(
            key: "seasonal", title: "Each \(page.rows.season.rawValue) with the same",
            columns: [
                Table.Column("feature", "feature"), Table.Column("effect", "effect by season"),
                Table.Column("p", "p by season"), Table.Column("effect_plain", "effect without"),
                Table.Column("p_plain", "p without"), Table.Column("strata", "strata of both"),
                Table.Column("count_baseline", "baseline values in them"),
                Table.Column("count_current", "current values in them"),
            ],
            rows: page.features.compactMap { feature in
                guard let seasonal = feature.seasonal else { return nil }
                let (p, effect) = feature.plain
                return [
                    .text(feature.name), .number(Printed.rounded(seasonal.effect)),
                    .number(Printed.rounded(seasonal.p)),
                    .number(effect.map(Printed.rounded), else: DriftPage.reason(feature)),
                    .number(p.map(Printed.rounded), else: "no test"), .count(seasonal.strata),
                    .count(seasonal.baselineCount), .count(seasonal.currentCount),
                ]
            }, empty: "no seasons")
    }

    var statistics: Table {
        Table(
            key: "statistics", title: "Statistics by the definitions of \(page.options.family.rawValue)",
            columns: [Table.Column("feature", "feature")] + CompareStatistics.columns,
            rows: page.features.flatMap { feature -> [[Value]] in
                guard let figures = feature.figures else { return [] }
                return figures.figures.map { figure in
                    [.text(feature.name)]
                        + CompareStatistics.cells(
                            figure, leads: figure.definition.id == figures.leading,
                            else: DriftPage.reason(feature))
                }
            }, empty: "no features on both sides")
    }

    var windows: Table {
        let rows = page.shown.flatMap { feature -> [[Value]] in
            func rows(_ side: String, _ windows: [SustainedShift.Window]) -> [[Value]] {
                windows.map { window in
                    [
                        .text(feature.name), .text(side), .text(window.period), .count(window.count),
                        .number(window.effect.map(Printed.rounded), else: "nothing to hold it against"),
                        .number(window.p.map(Printed.rounded), else: "no test"),
                        .number(Printed.rounded(feature.sustained.limit)),
                        .text(feature.sustained.hasBand ? "band" : "min_effect"),
                        window.isOver.map(Value.flag)
                            ?? .none(
                                side == "baseline" ? "baseline" : "under \(ComparisonRule.leastCount) values"),
                    ]
                }
            }
            return rows("baseline", feature.sustained.baseline) + rows("current", feature.sustained.current)
        }
        return Table(
            key: "windows", title: "Window by window",
            columns: [
                Table.Column("feature", "feature"), Table.Column("side", "side"),
                Table.Column("period", "period"), Table.Column("count", "values"),
                Table.Column("effect", "effect", bar: true), Table.Column("p", "p"),
                Table.Column("limit", "limit"), Table.Column("limit_by", "limit by"),
                Table.Column("over", "over"),
            ], rows: rows, empty: "no feature drifted")
    }
}
