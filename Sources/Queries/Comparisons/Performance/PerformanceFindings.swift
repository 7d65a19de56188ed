import Documents
import Model
import Statistics

/// What performance has to say first.
///
/// - `worse-than-chance` (alert): the AUC's 95 % interval lies below 0.5.
/// - `no-better-than-chance` (warning): it holds 0.5, with at least 30 labels of either class.
/// - `miscalibrated` (warning; alert from an error of 0.1): the equal-width calibration error is at least
///   0.05 and the mean score lies outside the base rate's 95 % interval.
/// - `ranks-worse` (warning): the AUC is at least 0.05 under that of the model's row with the most labels,
///   with DeLong's p, corrected by Bonferroni for the rows compared, under 0.01.
/// - `class-masked` (warning): the rarer class's recall is below one half though accuracy is over it, both
///   with their whole 95 % intervals.
/// - `immature`, `few-labels`, `no-labels` (notices): what the figures leave out or rest on.
struct PerformanceFindings {
    static let definition = "performance-verdict.1"
    static let labelsMin = 30
    static let errorMin = 0.05
    static let errorHigh = 0.1
    static let fallMin = 0.05
    static let level = 0.01

    private let page: PerformancePage

    init(_ page: PerformancePage) { self.page = page }

    var all: [Finding] {
        let findings =
            worse
            + page.rows.flatMap { row in
                [ranking(row), calibration(row), classes(row), labels(row), immature(row)].compactMap(\.self)
            }
        return Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    private func evidence(_ row: PerformanceRow, _ facts: [Fact]) -> [Fact] {
        [
            Fact("model", "model", .text(row.key.group.model)),
            Fact("group", "group", .text(page.title(row))),
            Fact("labelled", "labelled", .count(row.figures.evaluated)),
        ] + facts
    }

    /// Rows that rank worse than the one that is best known.
    private var worse: [Finding] {
        page.models.flatMap { model -> [Finding] in
            let rows = page.rows.filter {
                $0.key.group.model == model && RankingQuality.deLongError($0.figures.scores) != nil
            }
            let most = rows.map(\.figures.evaluated).max() ?? 0
            guard let place = rows.firstIndex(where: { $0.figures.evaluated == most }), rows.count > 1 else {
                return []
            }
            let reference = rows[place]
            let others = rows.indices.filter { $0 != place }.map { rows[$0] }
            let tests = others.map {
                AreaDifference(baseline: reference.figures.scores, current: $0.figures.scores)
            }
            return zip(others, zip(tests, MultipleTests.bonferroni(tests.map { $0?.p }))).compactMap {
                row, found in
                guard let test = found.0, let p = found.1, p < Self.level, test.difference <= -Self.fallMin,
                    let auc = RankingQuality.auc(row.figures.scores)
                else { return nil }
                return Finding(
                    .warning, code: "ranks-worse",
                    text:
                        "\(page.title(row)): AUC \(Said.number(auc)) is \(Said.number(-test.difference)) under that of "
                        + "\(page.title(reference)).",
                    evidence: evidence(
                        row,
                        [
                            Fact("auc", "AUC", .number(auc)),
                            Fact("difference", "difference", .number(test.difference)),
                            Fact("reference", "compared with", .text(page.title(reference))),
                            Fact("p", "p, corrected", .number(Printed.rounded(p))),
                        ]))
            }
        }
    }

    private func ranking(_ row: PerformanceRow) -> Finding? {
        let scores = row.figures.scores
        guard let auc = RankingQuality.auc(scores),
            let interval = RankingQuality.interval(
                auc: auc, error: RankingQuality.deLongError(scores), z: Normal.z95),
            interval.low <= 0.5
        else { return nil }
        let facts = evidence(
            row,
            [
                Fact("auc", "AUC", .number(auc)), Fact("auc_low", "from", .number(interval.low)),
                Fact("auc_high", "to", .number(interval.high)),
            ])
        let figures =
            "AUC \(Said.number(auc)) (\(Said.number(interval.low)) to \(Said.number(interval.high)))"
        if interval.high < 0.5 {
            return Finding(
                .alert, code: "worse-than-chance",
                text:
                    "\(page.title(row)): scores rank worse than chance, \(figures) over \(scores.count) labelled "
                    + "decisions.", evidence: facts)
        }
        guard min(scores.positives, scores.negatives) >= Self.labelsMin else { return nil }
        return Finding(
            .warning, code: "no-better-than-chance",
            text:
                "\(page.title(row)): scores rank no better than chance, \(figures) over \(scores.count) labelled "
                + "decisions.", evidence: facts)
    }

    private func calibration(_ row: PerformanceRow) -> Finding? {
        let figures = row.figures
        guard let scores = figures.probabilities, let error = figures.curve?.expectedError,
            error >= Self.errorMin, let mean = ProbabilityQuality.meanScore(scores),
            let base = Proportion(hits: Int64(scores.positives), of: Int64(scores.count)),
            let rate = base.rate,
            let interval = base.wilson(z: Normal.z95), mean < interval.low || mean > interval.high
        else { return nil }
        return Finding(
            error >= Self.errorHigh ? .alert : .warning, code: "miscalibrated",
            text:
                "\(page.title(row)): scores promise \(Said.percent(mean)) positives and \(Said.percent(rate)) came; the "
                + "calibration error is \(Said.number(error)).",
            evidence: evidence(
                row,
                [
                    Fact("mean_score", "mean score", .number(mean)),
                    Fact("base_rate", "base rate", .share(rate)),
                    Fact("ece", "ECE, equal width", .number(error)),
                ]))
    }

    private func classes(_ row: PerformanceRow) -> Finding? {
        guard let confusion = row.figures.cutoffs.first?.confusion, confusion.positives > 0,
            confusion.negatives > 0, let accuracy = confusion.accuracy.wilson(z: Normal.z95),
            accuracy.low > 0.5
        else { return nil }
        let isPositive = confusion.positives <= confusion.negatives
        let recall = isPositive ? confusion.recall : confusion.specificity
        guard let interval = recall.wilson(z: Normal.z95), interval.high < 0.5, let rate = recall.rate,
            let overall = confusion.accuracy.rate
        else { return nil }
        let name = isPositive ? "positive" : "negative"
        return Finding(
            .warning, code: "class-masked",
            text:
                "\(page.title(row)): accuracy is \(Said.percent(overall)), but of the rarer class, \(name), only "
                + "\(Said.percent(rate)) of \(recall.count) are decided right.",
            evidence: evidence(
                row,
                [
                    Fact("class", "class", .text(name)), Fact("recall", "recall", .share(rate)),
                    Fact("accuracy", "accuracy", .share(overall)),
                ]))
    }

    private func labels(_ row: PerformanceRow) -> Finding? {
        let count = row.figures.evaluated
        guard row.figures.count > 0,
            min(row.figures.labels.positive, row.figures.labels.negative) < Self.labelsMin
        else { return nil }
        let code = count == 0 ? "no-labels" : "few-labels"
        let text =
            count == 0
            ? "none of the \(row.figures.count) decisions is mature and labelled as positive or negative"
            : "the figures rest on \(row.figures.labels.positive) positive and \(row.figures.labels.negative) negative "
                + "labels"
        return Finding(
            .notice, code: code, text: "\(page.title(row)): \(text).",
            evidence: evidence(row, [Fact("decisions", "decisions", .count(row.figures.count))]))
    }

    private func immature(_ row: PerformanceRow) -> Finding? {
        let figures = row.figures
        guard figures.immature > 0 else { return nil }
        return Finding(
            .notice, code: "immature",
            text:
                "\(page.title(row)): \(figures.immature) of \(figures.count) decisions are too young to be judged and "
                + "left out, \(figures.earlyLabels) of them labelled already.",
            evidence: evidence(
                row,
                [
                    Fact("immature", "immature", .count(figures.immature)),
                    Fact("immature_labelled", "of these labelled", .count(figures.earlyLabels)),
                ]))
    }
}

/// Figures inside sentences.
enum Said {
    static func number(_ value: Double) -> String { ValueFormat.people(.number(value)) }
    static func percent(_ share: Double) -> String { ValueFormat.people(.share(share)) }
}
