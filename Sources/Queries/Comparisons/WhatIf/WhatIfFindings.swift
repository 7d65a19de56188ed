import Documents
import Model
import Statistics

/// What a replayed policy has to say first, of all groups together.
///
/// - `what-if` (notice): how many the policy calls, and how many were; `history` where none is stated.
/// - `costs-less`, `costs-more` (notice, warning): the bounds of the change of cost lie on one side of 0;
///   `cost-open` (notice): they do not.
/// - `over-capacity` (warning): a day has more calls than can be acted upon.
/// - `without-place` (warning): the capacity leaves out some that reach their threshold.
/// - `not-known` (notice): of those newly called, more are without an outcome than with one.
/// - `several-versions` (notice): one number is held against the scores of several versions.
struct WhatIfFindings {
    static let definition = "whatif-verdict.1"

    private let page: WhatIfPage

    init(_ page: WhatIfPage) { self.page = page }

    var all: [Finding] {
        guard let policy = page.made.all.figures(.policy), let then = page.made.all.figures(.asItWas),
            page.made.all.figures(.all)?.tally.decisions ?? 0 > 0
        else { return [] }
        let findings = [
            first(policy, then), cost(policy), overCapacity(policy), withoutPlace(policy), notKnown(policy),
            versions,
        ].compactMap(\.self)
        return Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    private func share(_ figures: WhatIfFigures) -> String {
        let tally = figures.tally
        guard tally.decisions > 0 else { return "none of 0 decisions" }
        let share = Said.percent(Double(tally.called) / Double(tally.decisions))
        return "\(tally.called) of \(tally.decisions) decisions (\(share))"
    }

    private func first(_ policy: WhatIfFigures, _ then: WhatIfFigures) -> Finding {
        let facts = [
            Fact("called", "called", .count(policy.tally.called)),
            Fact("called_then", "called then", .count(then.tally.called)),
            Fact("decisions", "decisions", .count(policy.tally.decisions)),
            Fact("newly_called", "not called then", .count(policy.tally.newly)),
            Fact("no_longer_called", "called then, not now", .count(policy.tally.noLonger)),
        ]
        guard !page.maker.policy.isHistory else {
            return Finding(
                .notice, code: "history",
                text:
                    "\(page.model.text): no policy is stated, so this is what was: \(share(policy)) were called by the "
                    + "thresholds in force.", evidence: facts)
        }
        let flips = policy.flips()
        let labelled = [flips?.newly, flips?.noLonger].compactMap { $0 }
            .reduce(0) { $0 + $1.positives + $1.negatives }
        return Finding(
            .notice, code: "what-if",
            text:
                "\(page.model.text): \(page.maker.policy.words(page.made.cutoff)) would call \(share(policy)), where "
                + "\(share(then)) were called: \(policy.tally.newly) more and \(policy.tally.noLonger) no longer, "
                + "of whom \(labelled) have a mature label.",
            evidence: facts + [Fact("flips_labelled", "of both labelled", .count(labelled))])
    }

    private func cost(_ policy: WhatIfFigures) -> Finding? {
        guard policy.tally.newly + policy.tally.noLonger > 0, let change = page.change(policy) else {
            return nil
        }
        let facts = [
            Fact("change", "change, labelled", .number(change.known)),
            Fact("change_lowest", "of all, lowest", .number(change.low)),
            Fact("change_highest", "of all, highest", .number(change.high)),
        ]
        func range(_ low: Double, _ high: Double) -> String {
            low == high ? Said.number(low) : "between \(Said.number(low)) and \(Said.number(high))"
        }
        let ending = "whatever became of those without an outcome."
        if change.high < 0 {
            return Finding(
                .notice, code: "costs-less",
                text: "The policy would have cost \(range(-change.high, -change.low)) less, \(ending)",
                evidence: facts)
        }
        if change.low > 0 {
            return Finding(
                .warning, code: "costs-more",
                text: "The policy would have cost \(range(change.low, change.high)) more, \(ending)",
                evidence: facts)
        }
        return Finding(
            .notice, code: "cost-open",
            text:
                "Whether the policy would have cost more or less is not known: between \(Said.number(-change.low)) less "
                + "and \(Said.number(change.high)) more; \(Said.number(change.known)) by those with a mature label.",
            evidence: facts)
    }

    private func overCapacity(_ policy: WhatIfFigures) -> Finding? {
        guard let volume = policy.volume, let over = volume.over, over > 0 else { return nil }
        return Finding(
            .warning, code: "over-capacity",
            text:
                "The policy calls more than can be acted upon on \(over) of \(volume.days) days, up to \(volume.most) "
                + "in one.",
            evidence: [
                Fact("days_over", "days over capacity", .count(over)),
                Fact("days", "days", .count(volume.days)),
                Fact("most_in_day", "most in a day", .count(volume.most)),
            ])
    }

    private func withoutPlace(_ policy: WhatIfFigures) -> Finding? {
        guard policy.turnedAway > 0, !page.maker.policy.isByRank, let capacity = page.maker.policy.capacity
        else { return nil }
        return Finding(
            .warning, code: "without-place",
            text:
                "\(policy.turnedAway) decisions reach their threshold and are not called, as \(capacity) a day can be "
                + "acted upon.",
            evidence: [
                Fact("turned_away", "without a place", .count(policy.turnedAway)),
                Fact("capacity", "capacity", .count(capacity)),
            ])
    }

    private func notKnown(_ policy: WhatIfFigures) -> Finding? {
        guard let newly = policy.flips()?.newly, newly.unknown > newly.positives + newly.negatives else {
            return nil
        }
        return Finding(
            .notice, code: "not-known",
            text:
                "Of the \(policy.tally.newly) newly called, \(newly.unknown) have no mature label: between "
                + "\(newly.positives) and \(newly.positives + newly.unknown) of them are positive.",
            evidence: [
                Fact("unknown", "outcome not known", .count(newly.unknown)),
                Fact("newly_called", "not called then", .count(policy.tally.newly)),
            ])
    }

    private var versions: Finding? {
        let versions = page.versions
        guard versions.count > 1, !page.maker.policy.isHistory else { return nil }
        return Finding(
            .notice, code: "several-versions",
            text:
                "The policy is held against the scores of \(versions.count) versions, whose scales may differ; ask with "
                + "version for one.",
            evidence: [Fact("versions", "versions", .list(versions))])
    }
}
