import Documents
import Statistics

/// What pairs have to say first.
///
/// - `scale-jump` (alert): the paired scores have changed by a power of ten (`Definitions.unitJump`).
/// - `decisions-flip` (warning; alert from 20 %): over 5 % of at least 30 pairs are decided otherwise.
/// - `order-changed` (warning): Spearman's correlation of at least 30 pairs is under 0.9.
/// - `true-regression` (alert), `threshold-not-moved` (warning), `no-regression` (notice), where accuracy is
///   judged: accuracy over at least 30 labelled pairs falls by over 10 points where as many are called as
///   before; only at the thresholds in force; in neither way.
/// - `ranks-worse` (warning), `ranks-better` (notice): the AUCs differ with a p under 0.01.
/// - `decides-worse` (warning), `decides-better` (notice): McNemar's p is under 0.01.
/// - `unpaired` (warning): over 5 % of either side's decisions within the other's time have no partner.
/// - `few-pairs`, `no-labels` (notices): what cannot be said.
struct PairFindings {
    static let definition = "pairs-verdict.1"
    static let least = 30
    static let flipsMost = 0.05
    static let flipsHigh = 0.2
    static let orderLeast = 0.9
    static let dropMost = 0.1
    static let significance = 0.01
    static let unpairedMost = 0.05

    private let page: PairPage

    init(_ page: PairPage) { self.page = page }

    var all: [Finding] {
        guard page.pairs.count > 0 else { return [] }
        let found =
            [accuracy, jump, flips, order, ranking, decisions].compactMap(\.self)
            + unpaired + [few, labels].compactMap(\.self)
        return Finding.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
    }

    private var names: (before: String, now: String) { (page.parts.baselineTitle, page.parts.currentTitle) }

    private var jump: Finding? {
        guard let jump = page.drift.jump else { return nil }
        let size = jump.factor >= 1 ? "\(Int(jump.factor)) times" : "1/\(Int((1 / jump.factor).rounded())) of"
        return Finding(
            .alert, code: "scale-jump",
            text:
                "Scores of \(names.now) are \(size) those of \(names.before) for the same cases: another scale, which "
                + "thresholds have to follow.",
            evidence: [
                Fact("factor", "factor", .number(jump.factor)),
                Fact("least_ratio", "least ratio", .number(jump.leastRatio)),
                Fact("greatest_ratio", "greatest ratio", .number(jump.greatestRatio)),
            ])
    }

    private var flips: Finding? {
        guard let calls = page.all.calls, calls.count >= Self.least, let share = calls.flips.rate,
            share > Self.flipsMost
        else { return nil }
        var why = ""
        if let order = page.all.spearman?.coefficient, order >= 0.99 {
            why = " The order of cases is the same, so it is the threshold that does not fit the scores."
        }
        return Finding(
            share >= Self.flipsHigh ? .alert : .warning, code: "decisions-flip",
            text:
                "\(names.now) decides \(calls.flips.hits) of \(calls.count) pairs (\(Said.percent(share))) otherwise than "
                + "\(names.before): \(calls.secondOnly) newly called, \(calls.firstOnly) no longer.\(why)",
            evidence: [
                Fact("pairs", "pairs with both thresholds", .count(calls.count)),
                Fact("newly_called", "newly called", .count(calls.secondOnly)),
                Fact("no_longer_called", "no longer called", .count(calls.firstOnly)),
                Fact("flip_share", "flips", .share(share)),
            ])
    }

    private var order: Finding? {
        guard page.all.count >= Self.least, let order = page.all.spearman?.coefficient,
            order < Self.orderLeast
        else { return nil }
        return Finding(
            .warning, code: "order-changed",
            text:
                "\(names.now) ranks the \(page.all.count) cases otherwise than \(names.before): Spearman's correlation is "
                + "\(Said.number(order)).",
            evidence: [
                Fact("pairs", "pairs", .count(page.all.count)),
                Fact("spearman", "Spearman", .number(order)),
            ])
    }

    private var accuracy: Finding? {
        guard page.parts.judgesAccuracy, let before = page.labels.before, before.count >= Self.least,
            let recut = page.labels.recut, let drop = page.labels.drop,
            let old = before.accuracy.rate, let new = recut.accuracy.rate
        else { return nil }
        let raw = page.labels.rawDrop
        var evidence = [
            Fact("labelled", "labelled pairs", .count(before.count)),
            Fact("accuracy_before", "accuracy before", .share(old)),
            Fact("accuracy_same_share", "accuracy where as many are called", .share(new)),
        ]
        if let now = page.labels.after?.accuracy.rate {
            evidence.append(Fact("accuracy_now", "accuracy now", .share(now)))
        }
        let figures = "\(Said.percent(old)) before, \(Said.percent(new)) where as many are called as before"
        if drop > Self.dropMost {
            return Finding(
                .alert, code: "true-regression",
                text:
                    "\(names.now) is worse, whatever its threshold: accuracy over \(before.count) labelled pairs is "
                    + "\(figures), over 10 points less.", evidence: evidence)
        }
        if let raw, raw > Self.dropMost {
            return Finding(
                .warning, code: "threshold-not-moved",
                text:
                    "\(names.now) loses over 10 points of accuracy only at its threshold: over \(before.count) labelled "
                    + "pairs it is \(figures); move the threshold.", evidence: evidence)
        }
        return Finding(
            .notice, code: "no-regression",
            text:
                "\(names.now) is no true regression: accuracy over \(before.count) labelled pairs is \(figures), a fall of "
                + "at most 10 points.", evidence: evidence)
    }

    private var ranking: Finding? {
        guard let areas = page.labels.areas, let p = areas.pValue, p < Self.significance else { return nil }
        let isWorse = areas.difference < 0
        return Finding(
            isWorse ? .warning : .notice, code: isWorse ? "ranks-worse" : "ranks-better",
            text:
                "\(names.now) ranks \(isWorse ? "worse" : "better") than \(names.before): AUC "
                + "\(Said.number(areas.second)) against \(Said.number(areas.first)) over \(page.labels.count) labelled "
                + "pairs.",
            evidence: [
                Fact("auc_baseline", "AUC before", .number(areas.first)),
                Fact("auc_current", "AUC now", .number(areas.second)),
                Fact("p", "p", .number(Printed.rounded(p))),
            ])
    }

    private var decisions: Finding? {
        guard let right = page.labels.right, let p = right.pValue, p < Self.significance else { return nil }
        let isWorse = right.firstOnly > right.secondOnly
        return Finding(
            isWorse ? .warning : .notice, code: isWorse ? "decides-worse" : "decides-better",
            text:
                "Of the \(right.firstOnly + right.secondOnly) labelled pairs that only one decides right, \(names.now) "
                + "decides \(right.secondOnly) right and \(names.before) \(right.firstOnly).",
            evidence: [
                Fact("baseline_only_right", "only before right", .count(right.firstOnly)),
                Fact("current_only_right", "only now right", .count(right.secondOnly)),
                Fact("p", "p", .number(Printed.rounded(p))),
            ])
    }

    private var unpaired: [Finding] {
        let sides = [
            ("baseline", names.before, page.pairs.unpairedBaseline.beside),
            ("current", names.now, page.pairs.unpairedCurrent.beside),
        ]
        return sides.compactMap { key, name, unpaired in
            let all = unpaired + page.pairs.count
            guard Double(unpaired) > Self.unpairedMost * Double(all) else { return nil }
            return Finding(
                .warning, code: "unpaired",
                text:
                    "\(unpaired) of \(all) \(name) decisions have no partner; the figures are those of the rest.",
                evidence: [
                    Fact("side", "side", .text(key)), Fact("unpaired", "unpaired", .count(unpaired)),
                    Fact("decisions", "decisions", .count(all)),
                ])
        }
    }

    private var few: Finding? {
        guard page.pairs.count < Self.least else { return nil }
        return Finding(
            .notice, code: "few-pairs",
            text:
                "There \(page.pairs.count == 1 ? "is 1 pair" : "are \(page.pairs.count) pairs"): too few for a verdict, "
                + "which takes \(Self.least).",
            evidence: [Fact("pairs", "pairs", .count(page.pairs.count))])
    }

    private var labels: Finding? {
        guard page.labels.count == 0 else { return nil }
        return Finding(
            .notice, code: "no-labels",
            text: "None of the \(page.pairs.count) pairs has a label yet: who is right cannot be said.",
            evidence: [Fact("pairs", "pairs", .count(page.pairs.count))])
    }
}
