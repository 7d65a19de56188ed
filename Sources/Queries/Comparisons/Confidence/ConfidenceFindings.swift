import Documents
import Model
import Statistics

/// What confidence has to say first.
///
/// - `confidence-says-nothing` (warning): decisions of low confidence are right as often as the rest, or
///   more often: the share is not lower with a pooled two-proportion p under 0.01, and both have 30 judged
///   decisions.
/// - `near-boundary` (warning): at least a fifth of the scores lie within delta of their threshold.
/// - `wide-intervals` (warning): at least a tenth of the intervals are wide.
/// - `low-confidence` (notice): the share of low confidence, with what came of it.
/// - `no-confidence` (notice): at least half of the decisions state none.
struct ConfidenceFindings {
    static let definition = "confidence-verdict.1"
    static let judgedMin: Int64 = 30
    static let level = 0.01
    static let nearMin = 0.2
    static let wideMin = 0.1

    private let page: ConfidencePage

    init(_ page: ConfidencePage) { self.page = page }

    var all: [Finding] {
        let findings = page.rows.flatMap { row in
            [nothing(row), near(row), wide(row), low(row), missing(row)].compactMap(\.self)
        }
        return Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    private func finding(
        _ severity: Finding.Severity, _ code: String, _ row: ConfidencePage.Row, _ text: String,
        _ facts: [Fact]
    ) -> Finding {
        Finding(
            severity, code: code, text: "\(page.title(row)): \(text).",
            evidence: [
                Fact("model", "model", .text(row.key.group.model)),
                Fact("group", "group", .text(page.title(row))),
            ] + facts)
    }

    private func nothing(_ row: ConfidencePage.Row) -> Finding? {
        let figures = row.figures
        guard let test = ConfidencePage.test(figures.rest.accuracy, figures.low.accuracy),
            min(test.baseline.count, test.current.count) >= Self.judgedMin, let p = test.pValue,
            let difference = test.difference, let low = test.current.rate, let rest = test.baseline.rate,
            !(difference < 0 && p < Self.level)
        else { return nil }
        return finding(
            .warning, "confidence-says-nothing", row,
            "of decisions with a confidence under \(Said.number(page.options.low)) \(Said.percent(low)) are right, of the "
                + "rest \(Said.percent(rest)): confidence does not tell them apart",
            [
                Fact("accuracy_low", "right, low", .share(low)),
                Fact("accuracy_rest", "right, rest", .share(rest)),
                Fact("p", "p", .number(Printed.rounded(p))),
            ])
    }

    private func near(_ row: ConfidencePage.Row) -> Finding? {
        let (near, far) = (row.figures.near.decisions, row.figures.far.decisions)
        guard near > 0, Double(near) >= Self.nearMin * Double(near + far) else { return nil }
        let share = Double(near) / Double(near + far)
        return finding(
            .warning, "near-boundary", row,
            "\(Said.percent(share)) of \(near + far) scores lie within \(Said.number(row.figures.delta)) of their "
                + "threshold, where little decides",
            [Fact("near", "near", .count(near)), Fact("share", "share", .share(share))])
    }

    private func wide(_ row: ConfidencePage.Row) -> Finding? {
        let (wide, all) = (row.figures.wide, row.figures.widths.count)
        guard wide > 0, Double(wide) >= Self.wideMin * Double(all) else { return nil }
        let share = Double(wide) / Double(all)
        return finding(
            .warning, "wide-intervals", row,
            "\(Said.percent(share)) of \(all) intervals are wider than \(Said.percent(page.options.wide)) of the scale",
            [Fact("wide", "wide", .count(wide)), Fact("share", "share", .share(share))])
    }

    private func low(_ row: ConfidencePage.Row) -> Finding? {
        let bucket = row.figures.low
        let count = row.figures.moments.count
        guard bucket.decisions > 0 else { return nil }
        let share = Double(bucket.decisions) / Double(count)
        let conversion =
            bucket.conversion?.rate.map {
                "\(Said.percent($0)) of \(bucket.labelled) labelled turned out positive"
            }
            ?? "none of them has a mature label"
        return finding(
            .notice, "low-confidence", row,
            "\(Said.percent(share)) of \(count) decisions have a confidence under \(Said.number(page.options.low)); "
                + conversion,
            [
                Fact("low", "low", .count(bucket.decisions)), Fact("share", "share", .share(share)),
                Fact(
                    "conversion", "share positive",
                    bucket.conversion?.rate.map(Value.share) ?? .none("no mature labels")),
            ])
    }

    private func missing(_ row: ConfidencePage.Row) -> Finding? {
        let (with, all) = (row.figures.moments.count, row.figures.count)
        guard all > 0, 2 * with <= all else { return nil }
        return finding(
            .notice, "no-confidence", row, "\(all - with) of \(all) decisions state no confidence",
            [Fact("with_confidence", "with confidence", .count(with))])
    }
}
