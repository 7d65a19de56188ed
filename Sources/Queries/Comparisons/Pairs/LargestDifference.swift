import Model
import Projections

/// A pair whose two scores are far apart.
struct LargestDifference: Sendable {
    let subject: Identifier
    let baseline: Identifier
    let current: Identifier
    let scores: (Double, Double)
    /// What became of it; nil without a label.
    let isPositive: Bool?

    static let shown = 10

    /// The pairs that differ most: by the size of the difference, then the time, score and
    /// position of the baseline's decision. Cost: a pass, and two events a pair that is shown.
    static func find(_ pairs: DecisionPairs, _ view: borrowing View) throws -> [LargestDifference] {
        var best: [Int] = []
        func precedes(_ one: Int, _ other: Int) -> Bool {
            let size = (pairs.currentScore(one) - pairs.baselineScore(one)).magnitude
            let otherSize = (pairs.currentScore(other) - pairs.baselineScore(other)).magnitude
            if size != otherSize { return size > otherSize }
            let (row, otherRow) = (Int(pairs.baselineRows[one]), Int(pairs.baselineRows[other]))
            let (at, otherAt) = (pairs.baseline.ats[row], pairs.baseline.ats[otherRow])
            if at != otherAt { return at < otherAt }
            let (score, otherScore) = (pairs.baselineScore(one), pairs.baselineScore(other))
            if score != otherScore { return score < otherScore }
            return pairs.baseline.positions[row] < pairs.baseline.positions[otherRow]
        }
        for pair in 0..<pairs.count {
            if best.count == shown {
                guard let last = best.last, precedes(pair, last) else { continue }
                best.removeLast()
            }
            best.insert(pair, at: best.firstIndex { precedes(pair, $0) } ?? best.count)
        }
        return try best.compactMap { pair in
            let (first, second) = (
                try view.event(at: pairs.baseline.positions[Int(pairs.baselineRows[pair])]),
                try view.event(at: pairs.current.positions[Int(pairs.currentRows[pair])])
            )
            guard case .decision(let decision) = first.body else { return nil }
            return LargestDifference(
                subject: decision.subject, baseline: first.id, current: second.id,
                scores: (pairs.baselineScore(pair), pairs.currentScore(pair)),
                isPositive: pairs.isLabelled(pair)
                    ? pairs.classes[pair] == RowClasses.Code.positive : nil)
        }
    }
}
