import Model
import Statistics

/// What each of a row of cutoffs, the same for all decisions with a score, would have come to.
struct CutoffCurve: Sendable {
    struct Point: Sendable {
        let cutoff: Double
        let called: Int
        let outcomes: UnknownOutcomes
        /// Nil where no costs are in force.
        let money: Money?
    }

    let points: [Point]
    let decisions: Int

    static let steps = 50

    /// Evenly spread cutoffs over a scale; nil when it has no width. Cost: a pass, and a search among the
    /// cutoffs for each decision.
    init?(_ groups: [ScoredRows], low: Double, high: Double, costs: CostTimeline) {
        guard let cutoffs = Histogram(low: low, high: high, bins: Self.steps)?.edges, low < high else {
            return nil
        }
        let stretches = costs.costs.count
        let bins = cutoffs.count + 1
        // By stretch, number of cutoffs not over the score, and label class.
        var cells = [Int](repeating: 0, count: stretches * bins * 4)
        for rows in groups {
            let places = costs.places(of: rows)
            for row in rows.scores.indices {
                let place = places.isEmpty ? 0 : Int(places[row])
                let bin = Self.countUpTo(rows.scores[row], cutoffs)
                var label = rows.label(row)
                if label != RowClasses.Code.other, !rows.has(ScoredRows.Mark.mature, row) {
                    label = RowClasses.Code.pending
                }
                cells[(place * bins + bin) * 4 + Int(label)] += 1
            }
        }
        decisions = cells.reduce(0, +)
        points = cutoffs.indices.map { index in
            func outcomes(_ stretches: Range<Int>) -> UnknownOutcomes {
                var (called, others) = ([0, 0, 0, 0], [0, 0, 0, 0])
                for stretch in stretches {
                    for bin in 0..<bins {
                        for label in 0..<4 {
                            let count = cells[(stretch * bins + bin) * 4 + label]
                            if bin > index { called[label] += count } else { others[label] += count }
                        }
                    }
                }
                let (positive, negative) = (Int(RowClasses.Code.positive), Int(RowClasses.Code.negative))
                let known =
                    Confusion(
                        truePositives: called[positive], falsePositives: called[negative],
                        falseNegatives: others[positive], trueNegatives: others[negative])
                    ?? ScoredRows().confusionInForce
                return UnknownOutcomes(
                    known: known, called: called[Int(RowClasses.Code.pending)],
                    notCalled: others[Int(RowClasses.Code.pending)]) ?? UnknownOutcomes(known: known)
            }
            var called = 0
            for stretch in 0..<stretches {
                let first = (stretch * bins + index + 1) * 4
                called += cells[first..<(stretch + 1) * bins * 4].reduce(0, +)
            }
            return Point(
                cutoff: cutoffs[index], called: called, outcomes: outcomes(0..<stretches),
                money: costs.money { outcomes($0..<$0 + 1) })
        }
    }

    private static func countUpTo(_ score: Double, _ cutoffs: [Double]) -> Int {
        var (low, high) = (0, cutoffs.count)
        while low < high {
            let middle = (low + high) / 2
            if cutoffs[middle] <= score { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
