import Documents
import Model
import Statistics

/// What cutoffs have to say first.
///
/// - `same-number-moves` (alert from 10 points, warning from 5): the baseline's number calls another share of
///   the current decisions than it called of the baseline's, with a pooled two-proportion p under 0.01.
/// - `share-moved` (the same limits): the thresholds in force call another share than on the baseline.
/// - `cheaper-cutoff` (notice): a cutoff costs less over the labelled decisions than those in force.
/// - `over-capacity` (warning): those in force called more in a day than the capacity.
/// - `not-known` (notice): of the decisions at a cutoff, more are without an outcome than with one.
struct CalibrateFindings {
    static let definition = "calibrate-verdict.1"
    static let level = 0.01
    static let moveMin = 0.05
    static let moveHigh = 0.1

    private let page: CalibratePage

    init(_ page: CalibratePage) { self.page = page }

    var all: [Finding] {
        let findings = page.groups.flatMap { group in
            [
                moved(group, .sameNumber), moved(group, .asItWas), cheaper(group), overCapacity(group),
                notKnown(group),
            ].compactMap(\.self)
        }
        return Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    private func title(_ group: CalibrateGroup) -> String {
        page.grouping.title(GroupKey(model: page.model, values: group.values))
    }

    private func evidence(_ group: CalibrateGroup, _ facts: [Fact]) -> [Fact] {
        [Fact("group", "group", .text(title(group)))] + facts
    }

    private func moved(_ group: CalibrateGroup, _ method: CutoffMethod) -> Finding? {
        guard let before = group.before, let cutoff = group.cutoff(method), let now = cutoff.effect,
            let was = Proportion(hits: Int64(before.called), of: Int64(before.decisions)),
            let would = Proportion(hits: Int64(now.called), of: Int64(now.decisions))
        else { return nil }
        let test = TwoProportions(baseline: was, current: would)
        guard let difference = test.difference, difference.magnitude >= Self.moveMin, let p = test.pValue,
            p < Self.level, let first = was.rate, let second = would.rate
        else { return nil }
        let share = group.cutoff(.sameShare)?.cutoffs?.lowerBound
        let advice = share.map { "; the same share is at \(Said.number($0))" } ?? ""
        let number = cutoff.cutoffs.map { Said.number($0.lowerBound) } ?? ""
        let text =
            method == .sameNumber
            ? "the baseline's threshold \(number) would call \(Said.percent(second)) of the current decisions where it "
                + "called \(Said.percent(first))\(advice)."
            : "the thresholds in force call \(Said.percent(second)) of the current decisions, \(Said.percent(first)) of the "
                + "baseline's\(advice)."
        return Finding(
            difference.magnitude >= Self.moveHigh ? .alert : .warning,
            code: method == .sameNumber ? "same-number-moves" : "share-moved",
            text: "\(title(group)): \(text)",
            evidence: evidence(
                group,
                [
                    Fact("share_before", "share called before", .share(first)),
                    Fact("share_called", "share called", .share(second)),
                    Fact("difference", "difference", .number(difference)),
                    Fact("p", "p", .number(Printed.rounded(p))),
                    Fact("same_share_cutoff", "cutoff of the same share", .number(share, else: "none")),
                ]))
    }

    private func cheaper(_ group: CalibrateGroup) -> Finding? {
        guard let costs = page.maker.costs, let inForce = group.cutoff(.asItWas)?.effect,
            let best = group.cutoff(.leastCost), let effect = best.effect
        else { return nil }
        let (was, would) = (costs.cost(inForce.outcomes.known), costs.cost(effect.outcomes.known))
        guard inForce.outcomes.known.count == effect.outcomes.known.count, would < was else { return nil }
        let place = best.cutoffs.map { "a cutoff of \(Said.number($0.lowerBound))" } ?? "calling nobody"
        return Finding(
            .notice, code: "cheaper-cutoff",
            text:
                "\(title(group)): over the \(effect.outcomes.known.count) labelled decisions \(place) would have cost "
                + "\(Said.number(would)) where the thresholds in force cost \(Said.number(was)).",
            evidence: evidence(
                group,
                [
                    Fact("cost", "cost", .number(would)),
                    Fact("cost_in_force", "cost in force", .number(was)),
                    Fact("cutoff", "cutoff", .number(best.cutoffs?.lowerBound, else: "nobody is called")),
                ]))
    }

    private func overCapacity(_ group: CalibrateGroup) -> Finding? {
        guard let capacity = page.maker.capacity, let effect = group.cutoff(.asItWas)?.effect,
            effect.mostInDay > capacity.perDay
        else { return nil }
        return Finding(
            .warning, code: "over-capacity",
            text:
                "\(title(group)): up to \(effect.mostInDay) were called in one day; \(capacity.perDay) can be acted upon.",
            evidence: evidence(
                group,
                [
                    Fact("most_in_day", "most in a day", .count(effect.mostInDay)),
                    Fact("capacity", "capacity", .count(capacity.perDay)),
                ]))
    }

    private func notKnown(_ group: CalibrateGroup) -> Finding? {
        let blind = group.cutoffs.filter { cutoff in
            guard let effect = cutoff.effect else { return false }
            return effect.outcomes.called > effect.outcomes.known.called
        }
        guard !blind.isEmpty else { return nil }
        let names = blind.map(\.method.rawValue)
        return Finding(
            .notice, code: "not-known",
            text:
                "\(title(group)): most of those called have no mature label at \(names.joined(separator: ", ")); the "
                + "bounds say what may have become of them.",
            evidence: evidence(group, [Fact("methods", "methods", .list(names))]))
    }
}
