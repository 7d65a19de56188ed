import Documents
import Model
import Statistics

/// Lays out what is done with scores on two sides.
struct WorkflowPage {
    let before: WorkflowTallies
    let now: WorkflowTallies
    let figures: WorkflowFigures

    /// Thresholds that have a row.
    private static let thresholdsMax = 50
    /// Reasons that have a row.
    private static let reasonsMax = 50

    static let definitions = [
        "threshold.in-force", "threshold.most-frequent", "workflow.followed", "review.by-age",
        "workflow.bypassed",
        "where.two-valued",
        WorkflowFindings.definition, Definitions.proportionsPooledZ.id, Definitions.bonferroni.id,
        Definitions.chiSquaredPooled.id, Definitions.totalVariationDistance.id,
    ]

    func sections(empty: [String], _ leftOut: (LeftOut, LeftOut)) -> [Section] {
        var sections: [Section] = empty.map { .note(key: "no_data", text: $0) }
        sections += leftOut.0.notes + leftOut.1.notes
        sections += [
            .table(shares), .table(actions), .table(reviews), .table(reasons), .facts(usual),
            .table(thresholds), .table(segments),
        ]
        if figures.thresholds.count > Self.thresholdsMax {
            sections.append(
                .note(
                    key: "thresholds_left_out",
                    text: "\(figures.thresholds.count - Self.thresholdsMax) more thresholds have no row."))
        }
        sections.append(AnswerDefinitions.rule(WorkflowFindings.definition))
        return sections
    }

    private static func cells(_ rates: TwoProportions?, else reason: String) -> [Value] {
        guard let rates else { return Array(repeating: .none(reason), count: 6) }
        return [
            .integer(rates.baseline.count), .integer(rates.current.count),
            .share(rates.baseline.rate, else: reason), .share(rates.current.rate, else: reason),
            .number(rates.difference, else: reason),
            .number(rates.pValue.map(Printed.rounded), else: reason),
        ]
    }

    private static let columns = [
        Table.Column("count_baseline", "of before"), Table.Column("count_current", "of now"),
        Table.Column("share_baseline", "share before"), Table.Column("share_current", "share now", bar: true),
        Table.Column("difference", "difference"), Table.Column("p", "p"),
    ]

    private var shares: Table {
        let untold =
            figures.isTold
            ? "no decisions with score, threshold and action"
            : "actions do not tell over from under the threshold"
        let unreviewed =
            "no reviews, or no decisions that are \(ReviewTally.days) days old at least, on a side"
        let rows: [(String, TwoProportions?, String)] = [
            ("followed", figures.followed, untold),
            ("called", figures.called, "no decisions with score and threshold"),
            ("fallback", figures.fallbacks, "no decisions"),
            ("without_action", figures.withoutAction, "no decisions"),
            ("reviewed", figures.reviewed, unreviewed), ("overridden", figures.overridden, unreviewed),
            ("bypassed", figures.bypassed, "every outcome that names a subject matches a decision"),
            ("policy_ignored", figures.disagreements, "no decision states a threshold beside a policy's"),
        ]
        return Table(
            key: "shares", title: "Shares of decisions",
            columns: [Table.Column("share", "what")] + Self.columns,
            rows: rows.map { name, rates, reason in [.text(name)] + Self.cells(rates, else: reason) })
    }

    private var actions: Table {
        Table(
            key: "actions", title: "Actions",
            columns: [
                Table.Column("action", "action"),
                Table.Column("under_baseline", "under the threshold before"),
                Table.Column("under_current", "now"), Table.Column("over_baseline", "at or over it before"),
                Table.Column("over_current", "now"),
            ],
            rows: Set(before.actions.keys).union(now.actions.keys).sorted().map { action in
                let (one, other) = (before.actions[action], now.actions[action])
                return [
                    .text(action), .count(one?.under ?? 0), .count(other?.under ?? 0), .count(one?.over ?? 0),
                    .count(other?.over ?? 0),
                ]
            }, empty: "no decision has a score, a threshold and an action")
    }

    private var reviews: Table {
        Table(
            key: "reviews", title: "Verdicts of people, within \(ReviewTally.days) days",
            columns: [
                Table.Column("verdict", "verdict"), Table.Column("baseline", "before"),
                Table.Column("current", "now"),
            ],
            rows: Review.Verdict.allCases.compactMap { verdict in
                let (one, other) = (
                    before.reviews.verdicts[verdict] ?? 0, now.reviews.verdicts[verdict] ?? 0
                )
                return one + other > 0 ? [.text(verdict.rawValue), .count(one), .count(other)] : nil
            }, empty: "none")
    }

    /// Why decisions were overridden, the most frequent first.
    private var reasons: Table {
        let all = Set(before.reviews.reasons.keys).union(now.reviews.reasons.keys)
        var counted: [(reason: String, before: Int, now: Int)] = []
        for reason in all {
            counted.append((reason, before.reviews.reasons[reason] ?? 0, now.reviews.reasons[reason] ?? 0))
        }
        counted.sort { one, other in
            let (first, second) = (one.before + one.now, other.before + other.now)
            return first != second ? first > second : Bytewise.precedes(one.reason, other.reason)
        }
        return Table(
            key: "override_reasons", title: "Reasons of overrides",
            columns: [
                Table.Column("reason", "reason"), Table.Column("baseline", "before"),
                Table.Column("current", "now"),
            ],
            rows: counted.prefix(Self.reasonsMax).map { row in
                [.text(row.reason), .count(row.before), .count(row.now)]
            },
            empty: "none")
    }

    private var usual: FactList {
        let none = "no decision of the baseline"
        return FactList(
            key: "workflow", title: "What is usual",
            facts: [
                Fact("usual_under", "under the threshold", .text(figures.usual.under, else: none)),
                Fact("usual_over", "at or over it", .text(figures.usual.over, else: none)),
                Fact("decisions_baseline", "baseline decisions", .count(before.decisions)),
                Fact("decisions_current", "current decisions", .count(now.decisions)),
                Fact("without_score_baseline", "without a score, baseline", .count(before.withoutScore)),
                Fact("without_score_current", "without a score, now", .count(now.withoutScore)),
                Fact(
                    "without_threshold_baseline", "without a threshold, baseline",
                    .count(before.withoutThreshold)),
                Fact("without_threshold_current", "without a threshold, now", .count(now.withoutThreshold)),
                Fact(
                    "new_threshold", "with a threshold that is new",
                    .share(figures.newThreshold?.rate, else: "no thresholds on a side")),
                Fact(
                    "threshold_variation", "share of thresholds that moved",
                    .number(figures.thresholdVariation, else: "no thresholds on a side")),
                Fact(
                    "threshold_p", "its p",
                    .number(
                        figures.thresholdTest.map { Printed.rounded($0.p) }, else: "no thresholds on a side")),
            ])
    }

    private var thresholds: Table {
        let (first, second) = (
            figures.thresholds.reduce(0) { $0 + $1.baseline },
            figures.thresholds.reduce(0) { $0 + $1.current }
        )
        let shown = figures.thresholds.enumerated().sorted {
            let (one, other) = (
                $0.element.baseline + $0.element.current, $1.element.baseline + $1.element.current
            )
            return one != other ? one > other : $0.offset < $1.offset
        }.prefix(Self.thresholdsMax).map(\.element).sorted { $0.value < $1.value }
        return Table(
            key: "thresholds", title: "Thresholds in force",
            columns: [
                Table.Column("threshold", "threshold"), Table.Column("baseline", "before"),
                Table.Column("current", "now"), Table.Column("share_baseline", "share before"),
                Table.Column("share_current", "share now", bar: true),
            ],
            rows: shown.map { row in
                [
                    .number(row.value), .count(row.baseline), .count(row.current),
                    .share(Int64(row.baseline), of: Int64(first), else: "no thresholds"),
                    .share(Int64(row.current), of: Int64(second), else: "no thresholds"),
                ]
            }, empty: "no decision has a threshold")
    }

    private var segments: Table {
        Table(
            key: "segments", title: "Usual actions by segment",
            columns: [Table.Column("segment", "segment")] + Self.columns
                + [Table.Column("p_corrected", "p Bonferroni")],
            rows: figures.segments.map { row in
                [.text("\(row.name.text)=\(row.value.text)")] + Self.cells(row.followed, else: "no decisions")
                    + [.number(row.corrected.map(Printed.rounded), else: "no test")]
            }, empty: figures.isTold ? "no segments" : "actions do not tell over from under the threshold")
    }
}
