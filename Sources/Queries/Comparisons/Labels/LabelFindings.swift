import Documents
import Model
import Statistics

/// What there is to say first about how labels come.
///
/// All take p under 0.001 and 30 decisions, or labels, on either side (`labels-verdict.1`):
///
/// - `labels-later` (alert): waits of the labelled differ by D of at least 0.15, and half of them have waited
///   at least 1.3 times as long.
/// - `labels-fewer` (alert): the share labelled by the age is at most 0.85 of what it was.
/// - `labels-fewer-in` (alert): the same with 0.7 and p corrected, for a labeller, or for a segment's value
///   that lost more than all where the segment's values lost unevenly.
/// - `labels-follow-score` (alert): the share labelled moved otherwise in some bands of equally many scores,
///   or among those called, by a mean of at least 10 points.
/// - `labeller-differs` (alert): at the same score a labeller's share of positives moved by at least 5 points
///   beyond that of all others, p corrected.
/// - `definition-changed` (warning): at least a tenth of the labels has another definition.
/// - `base-rate-moved` (warning): the share of positives moved by at least 3 points.
/// - `other-labels-at-score` (warning): the same among decisions of one band of scores.
/// - `labels-steady` (notice): none of these; `too-few` (notice): too few to tell.
struct LabelFindings {
    static let definition = "labels-verdict.1"
    static let level = 0.001
    static let countMin = 30
    static let waitDistanceMin = 0.15
    static let waitRatioMin = 1.3
    static let ratioMax = 0.85
    static let ratioMaxIn = 0.7
    static let spreadMin = 0.1
    static let labellerMin = 0.05
    static let definitionMin = 0.1
    static let rateMin = 0.03

    private let figures: LabelFigures

    init(_ figures: LabelFigures) { self.figures = figures }

    var all: [Finding] {
        let pair = figures.all
        guard min(pair.baseline.decisions, pair.current.decisions) >= Self.countMin else {
            return [
                Finding(
                    .notice, code: "too-few",
                    text:
                        "\(pair.baseline.decisions) and \(pair.current.decisions) decisions are old enough: a verdict "
                        + "takes \(Self.countMin) on either side.",
                    evidence: [
                        Fact("baseline", "baseline decisions", .count(pair.baseline.decisions)),
                        Fact("current", "current decisions", .count(pair.current.decisions)),
                    ])
            ]
        }
        let found =
            [later, fewer].compactMap(\.self) + fewerIn
            + [followScore, labeller, definition, baseRate, sameScore].compactMap(\.self)
        guard found.isEmpty else {
            return Finding.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
        }
        return [
            Finding(
                .notice, code: "labels-steady",
                text:
                    "Labels come as before: \(Self.percent(pair.rates?.current.rate)) by the same age, before "
                    + "\(Self.percent(pair.rates?.baseline.rate)).",
                evidence: rates(pair))
        ]
    }

    private static func percent(_ share: Double?) -> String { share.map(Said.percent) ?? "none" }

    private func rates(_ pair: LabelPair) -> [Fact] {
        [
            Fact("rate_baseline", "labelled before", .share(pair.rates?.baseline.rate, else: "no decisions")),
            Fact("rate_current", "labelled now", .share(pair.rates?.current.rate, else: "no decisions")),
            Fact("ratio", "ratio", .number(pair.ratio, else: "nothing labelled before")),
            Fact("p", "p", .number(pair.rates?.pValue.map(Printed.rounded), else: "no decisions")),
        ]
    }

    private func isEnough(_ gap: EmpiricalGap) -> Bool { min(gap.first, gap.second) >= Self.countMin }

    private var later: Finding? {
        guard let gap = figures.waits, isEnough(gap), gap.distance >= Self.waitDistanceMin,
            case let p = KolmogorovSmirnov.probability(gap).value, p < Self.level,
            let before = figures.medianWaits.baseline, let now = figures.medianWaits.current,
            now >= before * Self.waitRatioMin, now > 0
        else { return nil }
        return Finding(
            .alert, code: "labels-later",
            text:
                "Labels come later: half of those there by the same age took \(ValueFormat.people(.duration(now))), "
                + "before \(ValueFormat.people(.duration(before))).",
            evidence: [
                Fact("median_baseline", "median before", .duration(before)),
                Fact("median_current", "median now", .duration(now)),
                Fact("distance", "D", .number(gap.distance)), Fact("p", "p", .number(Printed.rounded(p))),
            ])
    }

    private var fewer: Finding? {
        guard let ratio = figures.all.ratio, ratio <= Self.ratioMax, let rates = figures.all.rates,
            let p = rates.pValue, p < Self.level
        else { return nil }
        return Finding(
            .alert, code: "labels-fewer",
            text:
                "Fewer labels come: \(Self.percent(rates.current.rate)) of the decisions have one by the same age, before "
                + "\(Self.percent(rates.baseline.rate)).", evidence: self.rates(figures.all))
    }

    private var fewerIn: [Finding] {
        func finding(_ row: LabelFigures.Row, _ what: String, _ name: String, _ facts: [Fact]) -> Finding? {
            guard min(row.pair.baseline.decisions, row.pair.current.decisions) >= Self.countMin,
                let ratio = row.pair.ratio, ratio <= Self.ratioMaxIn, let p = row.corrected, p < Self.level
            else { return nil }
            return Finding(
                .alert, code: "labels-fewer-in",
                text:
                    "Fewer labels come \(what) \(name): \(Self.percent(row.pair.rates?.current.rate)) of the decisions, "
                    + "before \(Self.percent(row.pair.rates?.baseline.rate)).",
                evidence: facts + rates(row.pair) + [
                    Fact("p_corrected", "p Bonferroni", .number(Printed.rounded(p)))
                ])
        }
        // Where all values of a segment lost alike, it is not the segment.
        let uneven = figures.homogeneity.filter { $0.test.p < Self.level }.map(\.name)
        let moved = figures.all.rates?.difference ?? 0
        let segments = figures.segments.filter { row in
            uneven.contains(row.name) && row.pair.rates?.difference ?? 0 < moved
        }.compactMap { row in
            finding(
                row, "with", "\(row.name.text)=\(row.value?.text ?? "")",
                [Fact("segment", "segment", .text("\(row.name.text)=\(row.value?.text ?? "")"))])
        }
        let labellers = figures.labellers.compactMap { row in
            finding(
                row, "from", row.value?.text ?? "nobody",
                [Fact("labeller", "labeller", .text(row.value, else: "none"))])
        }
        return segments + labellers
    }

    private var followScore: Finding? {
        let tests = [("score", figures.byRank), ("call", figures.byCall)].compactMap { name, test in
            test.map { (name, $0) }
        }
        guard let (name, test) = tests.max(by: { $0.1.effect < $1.1.effect }), test.effect >= Self.spreadMin,
            test.p < Self.level
        else { return nil }
        let pairs = name == "score" ? figures.rankBands.dropLast() : figures.calls.dropLast()
        let (low, high) = (pairs.first?.rates?.current.rate, pairs.last?.rates?.current.rate)
        let (lowBefore, highBefore) = (pairs.first?.rates?.baseline.rate, pairs.last?.rates?.baseline.rate)
        let (lowName, highName) =
            name == "score"
            ? ("the lowest scores", "the highest") : ("those under the threshold", "the others")
        return Finding(
            .alert, code: "labels-follow-score",
            text:
                "Who is labelled depends on the score otherwise than before: \(Self.percent(low)) of \(lowName) "
                + "(\(Self.percent(lowBefore)) before) and \(Self.percent(high)) of \(highName) "
                + "(\(Self.percent(highBefore))).",
            evidence: [
                Fact("by", "by", .text(name)),
                Fact("effect", "effect", .number(Printed.rounded(test.effect))),
                Fact("p", "p", .number(Printed.rounded(test.p))),
                Fact("low_current", "lowest now", .share(low, else: "no decisions")),
                Fact("high_current", "highest now", .share(high, else: "no decisions")),
            ])
    }

    /// The labeller whose labels at the same score moved most beyond those of all others. Of two, each moved
    /// as much beyond the other, and the one whose own labels moved more is meant.
    private var labeller: Finding? {
        let moved = figures.labellers.filter { row in
            guard let beyond = row.beyond, hasLabels(row.pair) else { return false }
            return beyond.difference.magnitude >= Self.labellerMin && beyond.p < Self.level
        }
        func own(_ row: LabelFigures.Row) -> Double { row.sameScore?.difference.magnitude ?? 0 }
        let most = moved.min { one, other in
            (one.beyond?.p ?? 1, -own(one)) < (other.beyond?.p ?? 1, -own(other))
        }
        guard let row = most, let beyond = row.beyond,
            let rates = row.pair.baseRates
        else { return nil }
        return Finding(
            .alert, code: "labeller-differs",
            text:
                "Labellers no longer mean the same: \(row.value?.text ?? "none") calls "
                + "\(Self.percent(rates.current.rate)) positive, before \(Self.percent(rates.baseline.rate)): at the same "
                + "score \(Said.number(beyond.difference * 100)) points beyond all others.",
            evidence: [
                Fact("labeller", "labeller", .text(row.value, else: "none")),
                Fact("base_rate_baseline", "positive before", .share(rates.baseline.rate, else: "no labels")),
                Fact("base_rate_current", "positive now", .share(rates.current.rate, else: "no labels")),
                Fact("beyond", "moved beyond all others", .number(Printed.rounded(beyond.difference))),
                Fact("p_corrected", "p Bonferroni", .number(Printed.rounded(beyond.p))),
            ])
    }

    private var definition: Finding? {
        guard let test = figures.definitionTest, let moved = figures.definitionVariation,
            moved >= Self.definitionMin, test.p < Self.level
        else { return nil }
        let newest = figures.definitions.max {
            Self.gain($0.pair, figures.all) < Self.gain($1.pair, figures.all)
        }
        return Finding(
            .warning, code: "definition-changed",
            text:
                "\(Said.percent(moved)) of the labels follow another definition than before"
                + (newest.map { ": " + ($0.value?.text ?? "none stated") } ?? "") + ".",
            evidence: [
                Fact("variation", "share that moved", .share(moved)),
                Fact("definition", "definition that gained most", .text(newest?.value, else: "none stated")),
                Fact("p", "p", .number(Printed.rounded(test.p))),
            ])
    }

    private static func gain(_ pair: LabelPair, _ all: LabelPair) -> Double {
        Double(pair.current.labelled) / Double(max(all.current.labelled, 1))
            - Double(pair.baseline.labelled) / Double(max(all.baseline.labelled, 1))
    }

    private func hasLabels(_ pair: LabelPair) -> Bool {
        min(
            pair.baseline.positives + pair.baseline.negatives, pair.current.positives + pair.current.negatives
        )
            >= Self.countMin
    }

    private var baseRate: Finding? {
        guard hasLabels(figures.all), let rates = figures.all.baseRates, let difference = rates.difference,
            difference.magnitude >= Self.rateMin, let p = rates.pValue, p < Self.level
        else { return nil }
        return Finding(
            .warning, code: "base-rate-moved",
            text:
                "\(Self.percent(rates.current.rate)) of the labels are positive, before "
                + "\(Self.percent(rates.baseline.rate)).",
            evidence: [
                Fact("base_rate_baseline", "positive before", .share(rates.baseline.rate, else: "no labels")),
                Fact("base_rate_current", "positive now", .share(rates.current.rate, else: "no labels")),
                Fact("difference", "difference", .number(difference)),
                Fact("p", "p", .number(Printed.rounded(p))),
            ])
    }

    private var sameScore: Finding? {
        guard hasLabels(figures.all), let test = figures.sameScore,
            test.difference.magnitude >= Self.rateMin, test.p < Self.level
        else { return nil }
        return Finding(
            .warning, code: "other-labels-at-score",
            text:
                "The same scores have other labels: \(Said.number(test.difference * 100)) points more positive ones, band "
                + "by band.",
            evidence: [
                Fact("difference", "difference", .number(Printed.rounded(test.difference))),
                Fact("p", "p", .number(Printed.rounded(test.p))),
            ])
    }
}
