import Documents
import Model
import Statistics

/// What there is to say first about what is done with scores.
///
/// All take p under 0.001 and 30 decisions on either side (`workflow-verdict.1`):
///
/// - `threshold-changed` (alert): at least a tenth of the current decisions has a threshold that no decision
///   of the baseline has, or half of the shares of thresholds moved.
/// - `policy-ignored` (alert): the share of decisions with another threshold than the policy's rose by at
///   least 5 points.
/// - `actions-leave-scores` (alert): the share of decisions with the usual action fell by at least 5 points;
///   `actions-leave-scores-in`: by 10 points, p corrected, for a segment's value.
/// - `overrides-rose`, `bypass-rose`, `fallbacks-rose`, `actions-missing` (alert): their share rose by at
///   least 5 points.
/// - `called-moved` (warning): the share at or over the threshold moved by at least 5 points.
/// - `workflow-steady` (notice): none of these; `too-few` (notice): too few to tell.
struct WorkflowFindings {
    static let definition = "workflow-verdict.1"
    static let level = 0.001
    static let countMin: Int64 = 30
    static let newMin = 0.1
    static let variationMin = 0.5
    static let moveMin = 0.05
    static let moveMinIn = 0.1

    let figures: WorkflowFigures
    let counts: (baseline: Int, current: Int)

    var all: [Finding] {
        guard min(counts.baseline, counts.current) >= Int(Self.countMin) else {
            return [
                Finding(
                    .notice, code: "too-few",
                    text:
                        "There are \(counts.baseline) and \(counts.current) decisions: a verdict takes \(Self.countMin) on "
                        + "either side.",
                    evidence: [
                        Fact("baseline", "baseline decisions", .count(counts.baseline)),
                        Fact("current", "current decisions", .count(counts.current)),
                    ])
            ]
        }
        let found =
            [threshold, ignored, followed].compactMap(\.self) + followedIn
            + [
                rise(figures.overridden, "overrides-rose", "People overrode"),
                rise(
                    figures.bypassed, "bypass-rose", "Past the model, without a decision, went", of: "cases"),
                rise(
                    figures.fallbacks, "fallbacks-rose", "A fallback stood in for the model in"),
                rise(figures.withoutAction, "actions-missing", "No action is stated in"), called,
            ].compactMap(\.self)
        guard found.isEmpty else {
            return Finding.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
        }
        return [
            Finding(
                .notice, code: "workflow-steady",
                text: "Thresholds, actions, overrides, bypasses and fallbacks are as they were.",
                evidence: figures.called.map { rates($0) } ?? [])
        ]
    }

    private func rates(_ rates: TwoProportions) -> [Fact] {
        [
            Fact("share_baseline", "share before", .share(rates.baseline.rate, else: "no decisions")),
            Fact("share_current", "share now", .share(rates.current.rate, else: "no decisions")),
            Fact("p", "p", .number(rates.pValue.map(Printed.rounded), else: "no decisions")),
        ]
    }

    /// The change of a share that is told; nil when it is by chance or on too few.
    private func change(_ rates: TwoProportions?) -> Double? {
        guard let rates, min(rates.baseline.count, rates.current.count) >= Self.countMin,
            let p = rates.pValue,
            p < Self.level
        else { return nil }
        return rates.difference
    }

    private static func percent(_ proportion: Proportion) -> String {
        proportion.rate.map(Said.percent) ?? "none"
    }

    private var threshold: Finding? {
        guard let new = figures.newThreshold, let share = new.rate,
            let variation = figures.thresholdVariation,
            let test = figures.thresholdTest, test.p < Self.level,
            share >= Self.newMin || variation >= Self.variationMin
        else { return nil }
        let (before, now) = (figures.mostFrequent(\.baseline), figures.mostFrequent(\.current))
        return Finding(
            .alert, code: "threshold-changed",
            text:
                "Thresholds are not what they were: \(Said.percent(share)) of the decisions have one that none had before"
                + (before.map { "; most had \(Said.number($0))" } ?? "")
                + (now.map { ", most have \(Said.number($0)) now" } ?? "") + ".",
            evidence: [
                Fact("new_share", "with a new threshold", .share(share)),
                Fact("variation", "share that moved", .share(variation)),
                Fact("threshold_baseline", "most frequent before", .number(before, else: "none")),
                Fact("threshold_current", "most frequent now", .number(now, else: "none")),
                Fact("p", "p", .number(Printed.rounded(test.p))),
            ])
    }

    private var ignored: Finding? {
        guard let rates = figures.disagreements, let change = change(rates), change >= Self.moveMin else {
            return nil
        }
        return Finding(
            .alert, code: "policy-ignored",
            text:
                "\(Self.percent(rates.current)) of the decisions state another threshold than the policy's, before "
                + "\(Self.percent(rates.baseline)).", evidence: self.rates(rates))
    }

    private var followed: Finding? {
        guard let rates = figures.followed, let change = change(rates), -change >= Self.moveMin else {
            return nil
        }
        return Finding(
            .alert, code: "actions-leave-scores",
            text:
                "Actions follow the scores less: \(Self.percent(rates.current)) of the decisions have the usual action, "
                + "before \(Self.percent(rates.baseline)).", evidence: self.rates(rates))
    }

    private var followedIn: [Finding] {
        figures.segments.compactMap { row in
            guard let p = row.corrected, p < Self.level,
                min(row.followed.baseline.count, row.followed.current.count) >= Self.countMin,
                let change = row.followed.difference, -change >= Self.moveMinIn
            else { return nil }
            let name = "\(row.name.text)=\(row.value.text)"
            return Finding(
                .alert, code: "actions-leave-scores-in",
                text:
                    "Actions follow the scores less with \(name): \(Self.percent(row.followed.current)) of the decisions "
                    + "have the usual action, before \(Self.percent(row.followed.baseline)).",
                evidence: [Fact("segment", "segment", .text(name))] + rates(row.followed) + [
                    Fact("p_corrected", "p Bonferroni", .number(Printed.rounded(p)))
                ])
        }
    }

    private func rise(
        _ rates: TwoProportions?, _ code: String, _ words: String, of what: String = "decisions"
    ) -> Finding? {
        guard let rates, let change = change(rates), change >= Self.moveMin else { return nil }
        return Finding(
            .alert, code: code,
            text:
                "\(words) \(Self.percent(rates.current)) of the \(what), before \(Self.percent(rates.baseline)).",
            evidence: self.rates(rates))
    }

    private var called: Finding? {
        guard let rates = figures.called, let change = change(rates), change.magnitude >= Self.moveMin else {
            return nil
        }
        return Finding(
            .warning, code: "called-moved",
            text:
                "\(Self.percent(rates.current)) of the scores are at or over the threshold in force, before "
                + "\(Self.percent(rates.baseline)).", evidence: self.rates(rates))
    }
}
