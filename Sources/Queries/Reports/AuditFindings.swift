import Documents
import Model
import Projections
import Statistics

/// What an audit has to say first, most severe first, each with its figures.
struct AuditFindings {
    private let page: AuditPage

    init(_ page: AuditPage) { self.page = page }

    var all: [Finding] {
        var findings: [Finding] = []
        for (name, model) in page.models {
            for fall in page.decay.falls[name] ?? [] { findings.append(decay(name, fall)) }
            findings.append(contentsOf: labels(name, model))
        }
        findings.append(contentsOf: unmatched)
        if !page.models.isEmpty, !findings.contains(where: { $0.code == "feedback-decay" }) {
            findings.append(
                Finding(
                    .notice, code: "no-feedback-decay",
                    text: "No group's labels are arriving less than they used to.",
                    evidence: [Fact("comparisons", "comparisons", .count(page.decay.count))]))
        }
        let order = Finding.Severity.allCases
        return order.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    private func decay(_ model: Identifier, _ fall: DecayRule.Fall) -> Finding {
        let comparison = fall.comparison
        let test = comparison.test
        let within = comparison.horizon.text
        let text =
            fall.hasRecovered
            ? "\(model.text), \(comparison.group.text): labels within \(within) had fallen in \(comparison.now) and "
                + "are back."
            : "\(model.text), \(comparison.group.text): labels within \(within) fell from \(Self.percent(test.baseline))"
                + " (\(comparison.then)) to \(Self.percent(test.current)) (\(comparison.now)); low since \(fall.since)."
        return Finding(
            fall.hasRecovered ? .notice : .alert,
            code: fall.hasRecovered ? "feedback-recovered" : "feedback-decay",
            text: text,
            evidence: [
                Fact("model", "model", .text(model)),
                Fact("kind", "by", .text(comparison.group.kindText)),
                Fact("group", "group", .text(comparison.group.valueText)),
                Fact("within", "within", .duration(comparison.horizon.seconds)),
                Fact("weeks", "weeks", .text(comparison.now)),
                Fact("since", "low since", .text(fall.since)),
                Fact("decisions", "decisions", .integer(test.current.count)),
                Fact("labelled_within", "labelled", .integer(test.current.hits)),
                Fact("rate", "rate", .number(test.current.rate, else: "no decisions")),
                Fact("reference", "compared with", .text(comparison.reference.rawValue)),
                Fact("weeks_before", "weeks before", .text(comparison.then)),
                Fact("decisions_before", "decisions before", .integer(test.baseline.count)),
                Fact("labelled_within_before", "labelled before", .integer(test.baseline.hits)),
                Fact("rate_before", "rate before", .number(test.baseline.rate, else: "no decisions")),
                Fact("difference", "difference", .number(comparison.difference)),
                Fact("z", "z", .number(comparison.z)),
                Fact("p", "p", .number(Printed.rounded(comparison.p))),
                Fact("comparisons", "comparisons", .count(page.decay.count)),
                Fact("also_seen_in", "also seen in", .list(fall.alsoSeenIn.map(\.text))),
            ])
    }

    /// A share of a group as whole numbers and a percentage with one decimal.
    private static func percent(_ proportion: Proportion) -> String {
        guard proportion.count > 0 else { return "none" }
        // Whole numbers, so that no rounding of doubles shows.
        let tenths = (proportion.hits * 2_000 + proportion.count) / (proportion.count * 2)
        return "\(tenths / 10).\(tenths % 10) % of \(proportion.count)"
    }

    private func labels(_ name: Identifier, _ model: AuditModel) -> [Finding] {
        var findings: [Finding] = []
        let year = model.tally(.year)
        if year.unmapped > 0 {
            findings.append(
                Finding(
                    .warning, code: "unmapped-labels",
                    text:
                        "\(name.text): \(year.unmapped) of \(year.labelled) labels are texts that no contract names.",
                    evidence: [
                        Fact("model", "model", .text(name)),
                        Fact("unmapped", "unmapped", .integer(year.unmapped)),
                        Fact("labelled", "labelled", .integer(year.labelled)),
                    ]))
        }
        findings.append(contentsOf: baseRate(name, model))
        let age = model.maturity
        if age.seconds != nil {
            let overdue = year.overdue
            if overdue > 0 {
                findings.append(
                    Finding(
                        .notice, code: "overdue-labels",
                        text:
                            "\(name.text): \(overdue) of \(year.decisions) decisions of the last 52 weeks wait "
                            + "longer for a label than they should.",
                        evidence: [
                            Fact("model", "model", .text(name)),
                            Fact("overdue", "overdue", .integer(overdue)),
                            Fact("decisions", "decisions", .integer(year.decisions)),
                            Fact("overdue_after", "older than", age.value),
                        ]))
            }
        }
        if let latest = model.latest, !page.scope.period.contains(latest) {
            findings.append(
                Finding(
                    .notice, code: "no-decisions",
                    text:
                        "\(name.text): no live decision in \(page.scope.label); the last was made at \(latest.text).",
                    evidence: [
                        Fact("model", "model", .text(name)), Fact("latest", "last decision", .time(latest)),
                    ]))
        }
        return findings
    }

    /// The share of positive labels of all decisions of a model, under the same bounds as the decay rule.
    private func baseRate(_ name: Identifier, _ model: AuditModel) -> [Finding] {
        let now = model.tally(.now)
        let before = model.tally(.before)
        guard let current = Proportion(hits: now.positive, of: now.positive + now.negative),
            let baseline = Proportion(hits: before.positive, of: before.positive + before.negative),
            current.count >= DecayRule.decisionsMin, baseline.count >= DecayRule.decisionsMin
        else { return [] }
        let test = TwoProportions(baseline: baseline, current: current)
        guard let difference = test.difference, let p = test.pValue,
            abs(difference) >= DecayRule.effectMin, p * Double(page.models.count) < DecayRule.level
        else { return [] }
        return [
            Finding(
                .warning, code: "base-rate-shift",
                text: "\(name.text): the share of positive labels went from \(Self.percent(baseline)) to "
                    + "\(Self.percent(current)) in four weeks.",
                evidence: [
                    Fact("model", "model", .text(name)),
                    Fact("rate", "share", .number(current.rate, else: "none")),
                    Fact("rate_before", "share before", .number(baseline.rate, else: "none")),
                    Fact("difference", "difference", .number(difference)),
                    Fact("p", "p", .number(Printed.rounded(p))),
                ])
        ]
    }

    private var unmatched: [Finding] {
        let found = page.unmatched.counts
        guard found.unmatched > 0 else { return [] }
        return [
            Finding(
                .warning, code: "unmatched-outcomes",
                text: "\(found.unmatched) of \(found.outcomes) outcomes match no decision.",
                evidence: [
                    Fact("unmatched", "unmatched", .count(found.unmatched)),
                    Fact("outcomes", "outcomes", .count(found.outcomes)),
                    Fact("oldest", "oldest", found.oldest.map(Value.time) ?? .none("none")),
                ])
        ]
    }
}
