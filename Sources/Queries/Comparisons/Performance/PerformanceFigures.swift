import Model
import Projections
import Statistics

/// What is asked of the labelled decisions of each row.
struct PerformanceOptions: Sendable {
    /// A cutoff to look at beside the thresholds in force.
    let threshold: Double?
    /// A quantile of all scores whose value is looked at as a cutoff.
    let percentile: Double?
    /// What a false positive and a false negative cost, by model.
    let costs: [Identifier: CostsInForce]
    /// Whose estimate of decisions without a label.
    let family: PerformanceEstimate.Family
}

/// The decisions against their labels at one cutoff.
struct CutoffFigures: Sendable {
    enum Kind: String, Sendable {
        case inForce = "in_force"
        case threshold
        case percentile
    }

    let kind: Kind
    /// The least and the greatest cutoff; nil where none is known.
    let cutoffs: ClosedRange<Double>?
    /// Of all decisions with a score and a cutoff: how many are at or over it.
    let called: Int
    let decisions: Int
    /// Of the mature ones with a label.
    let confusion: Confusion
    let money: MoneyByCell
}

/// The money that outcomes state, by what became of the decision.
struct MoneyByCell: Sendable {
    /// True and false positives, false and true negatives; nil where no outcome states any.
    var sums: [Double?] = [nil, nil, nil, nil]
    /// Outcomes that state money.
    var counts = [0, 0, 0, 0]

    /// - Parameter isCalled: nil for a row that has no cutoff.
    init(_ rows: ScoredRows, _ isCalled: (Int) -> Bool?) {
        guard !rows.amounts.isEmpty else { return }
        var exact = [ExactSum](repeating: ExactSum(), count: 4)
        for row in rows.marks.indices where rows.has(ScoredRows.Mark.mature, row) {
            guard !rows.amounts[row].isNaN, let called = isCalled(row) else { continue }
            let cell: Int
            switch rows.label(row) {
            case RowClasses.Code.positive: cell = called ? 0 : 2
            case RowClasses.Code.negative: cell = called ? 1 : 3
            default: continue
            }
            exact[cell].add(rows.amounts[row])
            counts[cell] += 1
        }
        sums = zip(exact, counts).map { sum, count in count > 0 ? sum.total : nil }
    }
}

/// The figures of one row of the answer.
struct PerformanceFigures: Sendable {
    let count: Int
    let withoutScore: Int
    let mature: Int
    /// Of the mature ones.
    let labels: (positive: Int, negative: Int, other: Int, pending: Int)
    /// Of those that are not mature: how many have a label already.
    let earlyLabels: Int
    let scores: LabelledScores
    let scale: ProbabilityScale
    /// `scores` as probabilities.
    let probabilities: LabelledScores?
    let cutoffs: [CutoffFigures]
    let curve: Reliability?
    let byCount: Reliability?
    let estimate: EstimateFigures

    init(_ rows: ScoredRows, _ scale: ProbabilityScale, _ options: PerformanceOptions) {
        count = rows.count
        withoutScore = rows.withoutScore
        var byLabel = [Int](repeating: 0, count: 4)
        var early = 0
        for mark in rows.marks {
            if mark & ScoredRows.Mark.mature != 0 {
                byLabel[Int(mark & ScoredRows.Mark.label)] += 1
            } else if mark & ScoredRows.Mark.label != RowClasses.Code.pending {
                early += 1
            }
        }
        earlyLabels = early
        labels = (
            byLabel[Int(RowClasses.Code.positive)], byLabel[Int(RowClasses.Code.negative)],
            byLabel[Int(RowClasses.Code.other)], byLabel[Int(RowClasses.Code.pending)]
        )
        mature = byLabel.reduce(0, +)
        scores = rows.labelled
        self.scale = scale
        probabilities = scale.probabilities(scores)
        var cutoffs = [Self.inForce(rows)]
        if let threshold = options.threshold {
            cutoffs.append(Self.at(threshold, .threshold, rows, scores))
        }
        if let percentile = options.percentile {
            let all = rows.sortedScores { _ in true }
            if let cutoff = Quantile.linear(sorted: all[...], at: percentile) {
                cutoffs.append(Self.at(cutoff, .percentile, rows, scores))
            }
        }
        self.cutoffs = cutoffs
        curve = probabilities.flatMap { Reliability($0, binning: .equalWidth(10)) }
        byCount = probabilities.flatMap { Reliability($0, binning: .equalCount(10)) }
        estimate = EstimateFigures.of(
            rows, scale, probabilities, inForce: cutoffs[0].confusion, options.family)
    }

    /// Mature decisions that are labelled as positive or negative.
    var evaluated: Int { scores.count }
    var immature: Int { count - mature }

    private static func inForce(_ rows: ScoredRows) -> CutoffFigures {
        let mark = ScoredRows.Mark.hasThreshold
        return CutoffFigures(
            kind: .inForce, cutoffs: rows.thresholds, called: rows.count(ScoredRows.Mark.called | mark),
            decisions: rows.count(mark), confusion: rows.confusionInForce,
            money: MoneyByCell(rows) { row in
                rows.has(mark, row) ? rows.has(ScoredRows.Mark.called, row) : nil
            })
    }

    private static func at(
        _ cutoff: Double, _ kind: CutoffFigures.Kind, _ rows: ScoredRows, _ scores: LabelledScores
    ) -> CutoffFigures {
        CutoffFigures(
            kind: kind, cutoffs: cutoff...cutoff, called: rows.scores.count { $0 >= cutoff },
            decisions: rows.count, confusion: Confusion(scores, at: cutoff),
            money: MoneyByCell(rows) { rows.scores[$0] >= cutoff })
    }
}
