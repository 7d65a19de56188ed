import Projections
import Statistics

/// What the decisions that have no label yet promise, by what their scores came to before.
struct EstimateFigures: Sendable {
    /// Decisions without a label that have a score and a threshold, mature or not.
    let count: Int
    /// Whether scores are calibrated first; nil where there are too few labels to tell, and they are not.
    var isCalibrated: Bool?
    var estimate: PerformanceEstimate?
    var error: SamplingError?
    /// Why there is no estimate; nil when there is one.
    var reason: String?

    /// - Parameters:
    ///   - labelled: the mature labelled scores as probabilities.
    ///   - inForce: what became of the mature labelled decisions.
    ///   - family: whose definitions.
    static func of(
        _ rows: ScoredRows, _ scale: ProbabilityScale, _ labelled: LabelledScores?, inForce: Confusion,
        _ family: PerformanceEstimate.Family
    ) -> EstimateFigures {
        let marks = ScoredRows.Mark.hasThreshold | ScoredRows.Mark.label
        let pending = ScoredRows.Mark.hasThreshold | RowClasses.Code.pending
        let called = rows.sortedScores {
            $0 & marks == pending && $0 & ScoredRows.Mark.called != 0
        }
        let others = rows.sortedScores {
            $0 & marks == pending && $0 & ScoredRows.Mark.called == 0
        }
        var figures = EstimateFigures(count: called.count + others.count)
        guard figures.count > 0 else {
            figures.reason = "no decision with a threshold waits for its label"
            return figures
        }
        let waiting = LabelledScores(sortedPositives: called, sortedNegatives: others)
        guard let labelled, let chances = scale.probabilities(waiting) else {
            figures.reason = scale.reason ?? "scores are no probabilities"
            return figures
        }
        switch family {
        case .daybook: figures.isCalibrated = CalibrationDecision.daybook(labelled)
        case .nannyml:
            let (scores, labels) = inTime(rows, scale)
            figures.isCalibrated = CalibrationDecision.nannyml(scores: scores, labels: labels)
        }
        let calibration = figures.isCalibrated == true ? IsotonicCalibration(labelled) : nil
        figures.estimate = PerformanceEstimate(chances, calibration: calibration, family: family)
        figures.error = SamplingError(labelled, inForce)
        return figures
    }

    /// The mature labelled probabilities in the order of time, as NannyML has the rows of its reference;
    /// those of one time in the order of the ledger, version by version.
    private static func inTime(
        _ rows: ScoredRows, _ scale: ProbabilityScale
    ) -> (scores: [Double], labels: [Bool]) {
        let wanted = rows.marks.indices.filter { row in
            rows.has(ScoredRows.Mark.mature, row)
                && [RowClasses.Code.positive, RowClasses.Code.negative].contains(rows.label(row))
        }
        var (scores, labels): ([Double], [Bool]) = ([], [])
        for row in wanted.sorted(by: { (rows.ats[$0], $0) < (rows.ats[$1], $1) }) {
            guard let score = scale.probability(of: rows.scores[row]) else { continue }
            scores.append(score)
            labels.append(rows.label(row) == RowClasses.Code.positive)
        }
        return (scores, labels)
    }
}
