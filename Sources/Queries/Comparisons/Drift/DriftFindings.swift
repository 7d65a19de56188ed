import Documents
import Model
import Statistics

/// What the drift of features has to say first.
struct DriftFindings {
    private let page: DriftPage
    private let empty: [String]

    /// Findings of one kind that are told one by one.
    private static let eachMax = 10
    /// The least change of a missing rate that is told, and from which on it is an alert.
    private static let missingFrom = 0.01
    private static let missingAlert = 0.1
    /// The least share of a new or vanished category that is told.
    private static let categoryFrom = 0.01
    /// The least rise of the share of a default value that is told.
    private static let defaultFrom = 0.1

    init(_ page: DriftPage, empty: [String]) {
        self.page = page
        self.empty = empty
    }

    var all: [Finding] {
        if !empty.isEmpty { return empty.map { Finding(.warning, code: "no-data", text: $0) } }
        var findings = [dataset]
        findings += limited(page.features.compactMap(unit))
        findings += limited(page.features.compactMap(presence))
        findings += limited(drifted)
        findings += limited(page.features.compactMap(missing))
        findings += limited(page.features.flatMap(categories))
        findings += limited(page.features.compactMap(defaults))
        return Finding.Severity.allCases.flatMap { severity in
            findings.filter { $0.severity == severity }
        }
    }

    private func limited(_ findings: [Finding]) -> [Finding] {
        guard findings.count > Self.eachMax, let first = findings.first else { return findings }
        return findings.prefix(Self.eachMax) + [
            Finding(
                .notice, code: first.code + "-more",
                text: "And \(findings.count - Self.eachMax) more of the kind \(first.code); see the tables.",
                evidence: [Fact("count", "in all", .count(findings.count))])
        ]
    }

    /// The verdict on all features together.
    private var dataset: Finding {
        let (drifted, tested) = (page.drifted, page.tested.count)
        let lasting = drifted.filter { $0.sustained.isSustained == true }
        var judged = tested
        var facts = [
            Fact("drifted", "features that drifted", .count(drifted.count)),
            Fact("tested", "features tested", .count(tested)),
            Fact("sustained", "of those drifted, sustained", .count(lasting.count)),
            Fact("correction", "correction", .text(page.options.correction.rawValue)),
        ]
        if page.options.family != .daybook {
            judged = page.features.count { $0.figures?.lead?.isDrift != nil }
            facts[1] = Fact("tested", "features judged", .count(judged))
        }
        if page.options.family == .evidently {
            facts.append(
                Fact(
                    "dataset_drift", "dataset drift by Evidently",
                    Evidently.datasetDrift(drifted: drifted.count, of: judged).map(Value.flag)
                        ?? .none("no features")))
        }
        guard judged > 0 else {
            return Finding(
                .notice, code: "nothing-tested",
                text: "No feature has enough values on both sides to be tested.",
                evidence: facts)
        }
        guard !drifted.isEmpty else {
            let small = page.features.count { $0.verdict == .small }
            return Finding(
                .notice, code: "no-drift",
                text: "None of \(judged) features drifted"
                    + (small > 0 ? "; \(small) differ, but by little." : "."),
                evidence: facts)
        }
        return Finding(
            lasting.isEmpty ? .warning : .alert, code: "features-drifted",
            text: "\(drifted.count) of \(judged) features drifted"
                + (lasting.isEmpty ? "." : ", \(lasting.count) of them over the last windows."),
            evidence: facts)
    }

    private func short(_ value: Double?) -> String {
        value.map { ValueFormat.number($0, significant: 3) } ?? "none"
    }

    private func unit(_ feature: DriftFeature) -> Finding? {
        guard let numeric = feature.numeric, let jump = numeric.unit ?? numeric.partialUnit?.jump else {
            return nil
        }
        let values =
            numeric.partialUnit.map { "\(ValueFormat.share($0.share)) of the values" } ?? "values"
        return Finding(
            .alert, code: "unit-jump",
            text: "\(feature.name): \(values) are \(short(jump.factor)) times what they were (quantiles by "
                + "\(short(jump.leastRatio)) to \(short(jump.greatestRatio))); has the unit changed?",
            evidence: [
                Fact("feature", "feature", .text(feature.name)),
                Fact("factor", "factor", .number(jump.factor)),
                Fact("least_ratio", "least ratio", .number(jump.leastRatio)),
                Fact("greatest_ratio", "greatest ratio", .number(jump.greatestRatio)),
                Fact("share", "of the current values", .share(numeric.partialUnit?.share ?? 1)),
            ])
    }

    /// That a feature came, went, has no values any more, or holds another kind of them.
    private func presence(_ feature: DriftFeature) -> Finding? {
        let facts = [
            Fact("feature", "feature", .text(feature.name)),
            Fact("count_baseline", "baseline values", .count(feature.counts.baseline)),
            Fact("count_current", "current values", .count(feature.counts.current)),
        ]
        if feature.isGone {
            return Finding(
                .alert, code: "feature-gone",
                text:
                    "\(feature.name) is on no current decision; \(feature.rows.baseline - feature.missing.baseline) of "
                    + "the baseline's \(feature.rows.baseline) had it.", evidence: facts)
        }
        if feature.isNew {
            return Finding(
                .warning, code: "feature-new",
                text: "\(feature.name) is new: no decision of the baseline has it.",
                evidence: facts)
        }
        if let before = feature.kinds.baseline, let after = feature.kinds.current, before != after {
            return Finding(
                .alert, code: "feature-kind-changed",
                text: "\(feature.name) was mostly \(before.rawValue) and is mostly \(after.rawValue) now.",
                evidence: facts)
        }
        if !feature.isThere.baseline, !feature.isThere.current {
            return Finding(
                .notice, code: "feature-unknown", text: "\(feature.name) is on no decision of either side.",
                evidence: facts)
        }
        return nil
    }

    private var drifted: [Finding] {
        page.drifted.enumerated().sorted {
            ($1.element.tested.effect ?? 0, $0.offset) < ($0.element.tested.effect ?? 0, $1.offset)
        }.map { _, feature in
            var text = feature.name + ": "
            if let numeric = feature.numeric {
                let what = feature.text == nil ? "mean" : "mean length"
                text +=
                    "\(what) \(short(numeric.moments.baseline.mean)) to \(short(numeric.moments.current.mean)), "
            }
            text += "effect \(short(feature.tested.effect))"
            if let over = feature.sustained.over {
                text +=
                    ", over the limit in \(over.count) of the last \(over.of) \(page.options.unit.rawValue)s"
            }
            return Finding(
                feature.sustained.isSustained == true ? .alert : .warning, code: "feature-drift",
                text: text + ".",
                evidence: [
                    Fact("feature", "feature", .text(feature.name)),
                    Fact(
                        "effect", "effect",
                        .number(feature.tested.effect.map(Printed.rounded), else: "no effect")),
                    Fact("p", "p", .number(feature.tested.p.map(Printed.rounded), else: "no test")),
                    Fact(
                        "p_bonferroni", "p Bonferroni",
                        .number(feature.correctedBonferroni.map(Printed.rounded), else: "no test")),
                    Fact(
                        "p_bh", "p Benjamini-Hochberg",
                        .number(feature.correctedBH.map(Printed.rounded), else: "no test")),
                    Fact(
                        "sustained", "sustained",
                        feature.sustained.isSustained.map(Value.flag) ?? .none("not enough windows")),
                ])
        }
    }

    private func missing(_ feature: DriftFeature) -> Finding? {
        guard let test = feature.missingTest, let change = test.rates.difference,
            change.magnitude >= Self.missingFrom, let p = feature.missingCorrected,
            p < page.options.rule.alpha,
            let before = test.rates.baseline.rate, let after = test.rates.current.rate
        else { return nil }
        return Finding(
            change >= Self.missingAlert ? .alert : .warning, code: "missing-rate",
            text: "\(feature.name): missing in \(ValueFormat.share(before)) of decisions before and "
                + "\(ValueFormat.share(after)) now.",
            evidence: [
                Fact("feature", "feature", .text(feature.name)),
                Fact("rate_baseline", "baseline rate", .share(before)),
                Fact("rate_current", "current rate", .share(after)),
                Fact("p_corrected", "p Bonferroni", .number(Printed.rounded(p))),
            ])
    }

    /// New and vanished categories that are frequent and hardly there by chance.
    private func categories(_ feature: DriftFeature) -> [Finding] {
        guard let found = feature.categorical, found.counts.hasBoth else { return [] }
        let tests = Double(found.labels.count * max(page.tested.count, 1))
        func finding(_ cells: [Int], _ code: String, _ words: String) -> Finding? {
            var told: [(label: String, share: Double)] = []
            for cell in cells {
                guard
                    let before = Proportion(
                        hits: Int64(found.counts.baseline[cell]), of: Int64(found.counts.baselineTotal)),
                    let after = Proportion(
                        hits: Int64(found.counts.current[cell]), of: Int64(found.counts.currentTotal)),
                    let p = TwoProportions(baseline: before, current: after).pValue,
                    p * tests < page.options.rule.alpha, let one = before.rate, let other = after.rate,
                    max(one, other) >= Self.categoryFrom
                else { continue }
                told.append((found.labels[cell], max(one, other)))
            }
            guard !told.isEmpty else { return nil }
            let names = told.prefix(5).map { "\($0.label) (\(ValueFormat.share($0.share)))" }
                .joined(separator: ", ")
            return Finding(
                .warning, code: code, text: "\(feature.name): \(words) \(names).",
                evidence: [
                    Fact("feature", "feature", .text(feature.name)),
                    Fact("categories", "categories", .list(told.map(\.label))),
                ])
        }
        return [
            finding(found.new, "new-categories", "categories that the baseline does not have:"),
            finding(found.gone, "gone-categories", "categories that are gone:"),
        ].compactMap(\.self)
    }

    /// That many more decisions than before have the value that most had, or the contract's default.
    private func defaults(_ feature: DriftFeature) -> Finding? {
        var label = ""
        var rates: TwoProportions?
        func look(_ name: String, _ before: Int, _ after: Int, _ of: (Int, Int)) {
            guard rates == nil, let first = Proportion(hits: Int64(before), of: Int64(of.0)),
                let second = Proportion(hits: Int64(after), of: Int64(of.1))
            else { return }
            let found = TwoProportions(baseline: first, current: second)
            guard let change = found.difference, change >= Self.defaultFrom, let p = found.pValue,
                p * Double(max(page.features.count, 1)) < page.options.rule.alpha
            else { return }
            (label, rates) = (name, found)
        }
        if let stated = feature.contractDefault {
            look(stated.label, stated.baseline, stated.current, feature.rows)
        }
        if let most = feature.mostFrequent {
            let name =
                switch most.label {
                case .number(let number): ValueFormat.number(number)
                case .text(let text): text
                }
            look(name, most.baseline, most.current, feature.counts)
        }
        guard let rates, let before = rates.baseline.rate, let after = rates.current.rate else { return nil }
        return Finding(
            .warning, code: "default-share",
            text: "\(feature.name): \(label) is the value of \(ValueFormat.share(after)), before of "
                + "\(ValueFormat.share(before)); is it filled in?",
            evidence: [
                Fact("feature", "feature", .text(feature.name)), Fact("value", "value", .text(label)),
                Fact("share_baseline", "baseline share", .share(before)),
                Fact("share_current", "current share", .share(after)),
            ])
    }
}
