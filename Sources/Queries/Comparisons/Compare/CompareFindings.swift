import Documents
import Model
import Statistics

/// What a comparison of scores has to say first.
struct CompareFindings {
    private let page: ComparePage
    private let empty: [String]

    /// Groups that are named one by one.
    private static let groupsMax = 5
    /// From this D on, scores that moved are an alert.
    private static let alertFrom = 0.25
    /// The least change of a share at or over the threshold that is told.
    private static let shareFrom = 0.05

    init(_ page: ComparePage, empty: [String]) {
        self.page = page
        self.empty = empty
    }

    /// The shift of a group: `scores moved up by 0.12, 0.8 baseline deviations`.
    static func words(_ row: CompareRow) -> String {
        guard let shift = row.meanShift else { return ComparePage.reason(row) }
        guard shift != 0 else {
            return row.gap?.largest == 0 ? "scores are the same" : "the mean is where it was"
        }
        let by = ValueFormat.number(shift.magnitude, significant: 3)
        let direction = shift > 0 ? "up" : "down"
        guard let size = row.meanShiftInDeviations else {
            return "scores moved \(direction) by \(by) from a baseline that does not vary"
        }
        return "scores moved \(direction) by \(by), "
            + "\(ValueFormat.number(size.magnitude, significant: 2)) baseline deviations"
    }

    var all: [Finding] {
        if !empty.isEmpty {
            return empty.map { Finding(.warning, code: "no-data", text: $0) }
        }
        var findings = moved
        for row in page.rows { findings += [unit(row), share(row)].compactMap(\.self) }
        let few = page.rows.filter { $0.verdict == .tooFew || $0.verdict == .noData }
        if !few.isEmpty {
            findings.append(
                Finding(
                    .notice, code: "too-few-scores",
                    text: page.grouping.isNone
                        ? "There are \(few[0].baseline.scores.count) scores in the baseline and "
                            + "\(few[0].current.scores.count) on the current side, too few to say whether they moved."
                        : "\(few.count) of \(page.rows.count) groups have too few scores to say whether they moved.",
                    evidence: [Fact("groups", "groups", .count(few.count))]))
        }
        if moved.isEmpty, few.count < page.rows.count { findings.append(alike) }
        return Finding.Severity.allCases.flatMap { severity in
            findings.filter { $0.severity == severity }
        }
    }

    private func name(_ row: CompareRow) -> String {
        page.grouping.isNone ? "" : page.grouping.name(row.key) + ": "
    }

    private func evidence(_ row: CompareRow) -> [Fact] {
        let reason = ComparePage.reason(row)
        return [
            Fact("group", "group", .text(page.grouping.name(row.key))),
            Fact("mean_shift", "mean moved by", .number(row.meanShift, else: reason)),
            Fact(
                "mean_shift_sd", "in baseline deviations",
                .number(row.meanShiftInDeviations, else: "the baseline does not vary")),
            Fact("effect", "D", .number(row.gap?.distance, else: reason)),
            Fact("p_corrected", "p corrected", .number(row.corrected.map(Printed.rounded), else: reason)),
        ]
    }

    private var moved: [Finding] {
        let drifted = page.rows.filter { $0.verdict == .drift }.enumerated()
            .sorted {
                ($1.element.gap?.distance ?? 0, $0.offset) < ($0.element.gap?.distance ?? 0, $1.offset)
            }
            .map(\.element)
        var findings = drifted.prefix(Self.groupsMax).map { row in
            let distance = row.gap?.distance ?? 0
            return Finding(
                distance >= Self.alertFrom ? .alert : .warning, code: "scores-moved",
                text: name(row) + Self.words(row) + " (D \(ValueFormat.number(distance, significant: 3)), "
                    + "\(row.baseline.scores.count) and \(row.current.scores.count) scores).",
                evidence: evidence(row))
        }
        if drifted.count > Self.groupsMax {
            findings.append(
                Finding(
                    .warning, code: "scores-moved-in-groups",
                    text:
                        "Scores moved in \(drifted.count) of \(page.rows.count) groups; the \(Self.groupsMax) largest "
                        + "are named.",
                    evidence: [
                        Fact("drifted", "groups that moved", .count(drifted.count)),
                        Fact("groups", "groups", .count(page.rows.count)),
                    ]))
        }
        return findings
    }

    /// That scores are on another scale, such as per cent in place of shares.
    private func unit(_ row: CompareRow) -> Finding? {
        guard let jump = UnitJump.find(sorted: row.baseline.scores[...], row.current.scores[...]) else {
            return nil
        }
        return Finding(
            .alert, code: "unit-jump",
            text: name(row)
                + "scores are \(ValueFormat.number(jump.factor, significant: 3)) times what they were "
                + "(quantiles by \(ValueFormat.number(jump.leastRatio, significant: 3)) to "
                + "\(ValueFormat.number(jump.greatestRatio, significant: 3))); has their scale changed?",
            evidence: [
                Fact("group", "group", .text(page.grouping.name(row.key))),
                Fact("factor", "factor", .number(jump.factor)),
                Fact("least_ratio", "least ratio", .number(jump.leastRatio)),
                Fact("greatest_ratio", "greatest ratio", .number(jump.greatestRatio)),
            ])
    }

    /// That more or fewer decisions are at or over their thresholds, and how it would be with the thresholds
    /// that the baseline had: what the policy has done, and what the scores have.
    private func share(_ row: CompareRow) -> Finding? {
        guard let shares = row.shares, let difference = shares.difference, let p = shares.pValue,
            difference.magnitude >= Self.shareFrom,
            p * Double(page.rows.count) < page.rule.alpha, let before = shares.baseline.rate,
            let after = shares.current.rate,
            min(shares.baseline.count, shares.current.count) >= ComparisonRule.leastCount
        else { return nil }
        var text =
            name(row)
            + "the share at or over the threshold in force went from \(ValueFormat.share(before)) to "
            + ValueFormat.share(after)
        var still: Value = .none("the baseline has no threshold")
        if let threshold = row.baseline.threshold {
            let share =
                Double(row.current.count(atOrOver: threshold.value)) / Double(row.current.scores.count)
            still = .share(share)
            text +=
                "; at the baseline's threshold, \(ValueFormat.number(threshold.value, significant: 3)), it would be "
                + ValueFormat.share(share)
        }
        return Finding(
            .warning, code: "share-over-threshold-moved", text: text + ".",
            evidence: [
                Fact("group", "group", .text(page.grouping.name(row.key))),
                Fact("share_baseline", "baseline share", .share(before)),
                Fact("share_current", "current share", .share(after)),
                Fact("share_at_baseline_threshold", "current share at the baseline's threshold", still),
                Fact("p", "p", .number(Printed.rounded(p))),
            ])
    }

    private var alike: Finding {
        let largest = page.rows.max { ($0.gap?.distance ?? -1) < ($1.gap?.distance ?? -1) }
        let distance = largest?.gap?.distance ?? 0
        let small = page.rows.count { $0.verdict == .small }
        let text =
            page.grouping.isNone
            ? "\(small > 0 ? "The difference is there but small" : "Nothing says that scores moved"): "
                + (largest.map(Self.words) ?? "no scores")
                + ", D \(ValueFormat.number(distance, significant: 3))."
            : "Scores moved in none of \(page.rows.count) groups; the largest D is "
                + "\(ValueFormat.number(distance, significant: 3))."
        return Finding(
            .notice, code: "scores-alike", text: text,
            evidence: [
                Fact("effect", "largest D", .number(distance)),
                Fact("small", "groups with a small difference", .count(small)),
            ])
    }
}
