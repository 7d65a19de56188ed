import Documents
import Model
import Statistics

/// The verdict on whether the same inputs still mean the same outcome.
///
/// A feature's relation changed when its p, corrected by Bonferroni for all tests of the answer, is under
/// 0.01 and the effect at least 0.05. A stable subgroup is calibrated worse when its residuals moved by at
/// least 0.05 with such a p, and are farther from 0 than before; its error rises when it is at least 5 points
/// higher with such a p. Subgroups are tested only while their share moved less than the bound, so that what
/// is seen is not another mix of decisions.
///
/// Another version or threshold moves calibration and errors by itself. So these speak of the concept only
/// where both sides have the same versions, errors only where they also have the same thresholds; the
/// relations of features, which no model has a part in, always do.
///
/// - `concept-drift` (alert): any of these that speaks of it.
/// - `other-model` (warning): calibration or errors that got worse, but do not speak of it.
/// - `no-concept-drift` (notice): tests could be made, and none holds.
/// - `not-tested` (notice): too few labels for any test.
struct ConceptFindings {
    static let definition = "concept-verdict.1"
    static let level = 0.01
    static let effectMin = 0.05

    private let page: ConceptPage

    init(_ page: ConceptPage) { self.page = page }

    static func isChanged(_ feature: ConceptFeature, _ p: Double?) -> Bool {
        guard let p, let effect = feature.effect else { return false }
        return p < level && effect >= effectMin
    }

    static func isWorse(_ subgroup: ConceptSubgroup, _ p: Double?) -> Bool {
        guard let p, let test = subgroup.gapTest, let before = subgroup.then.gap, let after = subgroup.now.gap
        else { return false }
        return p < level && test.difference.magnitude >= effectMin && after.magnitude > before.magnitude
    }

    static func isRising(_ subgroup: ConceptSubgroup, _ p: Double?) -> Bool {
        guard let p, let difference = subgroup.errorTest?.difference else { return false }
        return p < level && difference >= effectMin
    }

    var all: [Finding] {
        let tests = page.tests
        let features = page.found.features.enumerated().filter {
            Self.isChanged($0.element, tests[.feature($0.offset)]?.bonferroni)
        }.map(\.element)
        let worse = page.found.subgroups.enumerated().filter {
            Self.isWorse($0.element, tests[.gap($0.offset)]?.bonferroni)
        }.map(\.element)
        let rising = page.found.subgroups.enumerated().filter {
            Self.isRising($0.element, tests[.error($0.offset)]?.bonferroni)
        }.map(\.element)
        let evidence = [
            Fact("tests", "tests", .count(tests.count)),
            Fact("features", "features changed", .list(features.map(\.name))),
            Fact("worse", "calibrated worse", .list(worse.map(\.name))),
            Fact("rising", "rising error", .list(rising.map(\.name))),
        ]
        guard !tests.isEmpty else {
            return [
                Finding(
                    .notice, code: "not-tested",
                    text: "Nothing can be said: no subgroup and no feature has "
                        + "\(ConceptSubgroup.labelsMin) mature labels on both sides.", evidence: evidence)
            ]
        }
        let found = page.found
        let isSameModel = found.versions.then == found.versions.now
        let isSameRule = isSameModel && found.hasSameThresholds
        let telling = [
            said(features), isSameModel ? said(worse: worse) : nil, isSameRule ? said(rising: rising) : nil,
        ].compactMap(\.self)
        let others = [
            isSameModel ? nil : said(worse: worse), isSameRule ? nil : said(rising: rising),
        ].compactMap(\.self)
        guard !telling.isEmpty || !others.isEmpty else {
            return [
                Finding(
                    .notice, code: "no-concept-drift",
                    text:
                        "None of \(tests.count) tests shows that the same inputs mean another outcome than before.",
                    evidence: evidence)
            ]
        }
        var findings: [Finding] = []
        if !telling.isEmpty {
            findings.append(
                Finding(
                    .alert, code: "concept-drift",
                    text: "The same inputs mean another outcome than before: "
                        + telling.joined(separator: "; ") + ".",
                    evidence: evidence))
        }
        if !others.isEmpty {
            let what = isSameModel ? "other thresholds" : "other versions"
            findings.append(
                Finding(
                    .warning, code: "other-model",
                    text:
                        "The sides have \(what), so that this does not show that inputs mean another outcome: "
                        + others.joined(separator: "; ") + ".", evidence: evidence))
        }
        return findings
    }

    private func said(_ features: [ConceptFeature]) -> String? {
        guard let most = features.max(by: { ($0.effect ?? 0) < ($1.effect ?? 0) }) else { return nil }
        let areas = zip([most.aucThen], [most.aucNow]).compactMap { then, now in
            then.flatMap { then in now.map { " (AUC \(Said.number(then)), now \(Said.number($0)))" } }
        }.first
        return
            "\(features.count) of \(page.found.features.count) features changed their relation to it, most of all "
            + "\(most.name)\(areas ?? "")"
    }

    private func said(worse: [ConceptSubgroup]) -> String? {
        guard let most = worse.max(by: { ($0.now.gap ?? 0).magnitude < ($1.now.gap ?? 0).magnitude }),
            let before = most.then.gap, let after = most.now.gap
        else { return nil }
        return
            "\(worse.count) stable subgroups are calibrated worse, most of all \(most.name) (mean score less positive "
            + "\(Said.number(before)), now \(Said.number(after)))"
    }

    private func said(rising: [ConceptSubgroup]) -> String? {
        guard
            let most = rising.max(by: {
                ($0.errorTest?.difference ?? 0) < ($1.errorTest?.difference ?? 0)
            }), let before = most.then.errors?.rate, let after = most.now.errors?.rate
        else { return nil }
        return
            "errors rise in \(rising.count) stable subgroups, most of all \(most.name) (from \(Said.percent(before)) to "
            + "\(Said.percent(after)))"
    }
}
