import Model
import Projections

/// How far the scores of a pair may lie apart without counting as different.
struct PairTolerance: Sendable {
    /// Of the scale, unless it is given.
    static let share = 0.05

    let value: Double
    let source: String
    let scale: Bins.Scale?

    /// The scale is that of `histogram.scale`, over the scores of both sides' pairs.
    init(_ pairs: DecisionPairs, given: Double?, contract: Contract.ScoreRange?) {
        var (low, high): (Double?, Double?)
        for pair in 0..<pairs.count {
            for score in [pairs.baselineScore(pair), pairs.currentScore(pair)] {
                low = low.map { min($0, score) } ?? score
                high = high.map { max($0, score) } ?? score
            }
        }
        let scale = Bins.scale(given: nil, contract: contract, minimum: low, maximum: high)
        self.scale = scale
        if let given {
            (value, source) = (given, "given")
        } else if let scale {
            let width = Self.share * (scale.high - scale.low)
            (value, source) = (width.isFinite ? width : 0, "0.05 of the scale, \(scale.source.rawValue)")
        } else {
            (value, source) = (0, "no scores")
        }
    }
}
