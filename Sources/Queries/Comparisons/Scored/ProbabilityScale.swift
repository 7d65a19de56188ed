import Model
import Projections
import Statistics

/// Whether scores are probabilities, by what contracts say.
enum ProbabilityScale: Sendable {
    /// As they are.
    case unit
    /// Through a line from the contract's least and greatest score.
    case scaled(ScoreScale)
    /// They are not, with the reason in words.
    case none(String)

    static let definition = "probability.scale"

    /// What contracts call scores that are probabilities on whatever scale.
    static let kind = "probability"

    /// - Parameter scores: the least and the greatest.
    init(
        of series: Set<Series>, scores: ClosedRange<Double>?, _ view: borrowing View, asOf position: Position
    ) throws {
        guard let scores else {
            self = .none("no scores")
            return
        }
        var ranges: [Contract.ScoreRange?] = []
        for one in series.sorted(by: { $0.number < $1.number }) {
            let range = try view.contract(model: one.model, version: one.version, asOf: position)?.score
            if !ranges.contains(range) { ranges.append(range) }
        }
        self = Self.scale(ranges, scores)
    }

    /// - Parameter ranges: those of the contracts, each once; nil for a version without one.
    private static func scale(
        _ ranges: [Contract.ScoreRange?], _ scores: ClosedRange<Double>
    ) -> ProbabilityScale {
        let inUnit = scores.lowerBound >= 0 && scores.upperBound <= 1
        let stated = ranges.compactMap(\.self)
        if stated.allSatisfy({ $0.min == 0 && $0.max == 1 }) {
            if inUnit { return .unit }
            return stated.isEmpty
                ? .none("scores lie outside 0 to 1 and no contract says what they mean as probabilities")
                : .none("scores lie outside the 0 to 1 of the contract")
        }
        guard let range = stated.first, stated.count == ranges.count,
            stated.allSatisfy({
                $0.min == range.min && $0.max == range.max && isProbability($0) == isProbability(range)
            })
        else { return .none("the versions have different scales") }
        guard isProbability(range), let scale = ScoreScale(zero: range.min, one: range.max) else {
            return .none("the contract's scores are \(range.kind), which it does not call \(kind)")
        }
        guard scale.probability(of: scores.lowerBound) != nil, scale.probability(of: scores.upperBound) != nil
        else { return .none("scores lie outside the scale of the contract") }
        return .scaled(scale)
    }

    private static func isProbability(_ range: Contract.ScoreRange) -> Bool {
        Bytewise.equal(range.kind, kind)
    }

    /// Why there are no probabilities; nil when there are.
    var reason: String? { if case .none(let reason) = self { reason } else { nil } }

    /// Labelled scores as probabilities; nil when they are none.
    func probabilities(_ scores: LabelledScores) -> LabelledScores? {
        switch self {
        case .unit: scores
        case .scaled(let scale): scores.mapped { scale.probability(of: $0) }
        case .none: nil
        }
    }

    /// A score as a probability; nil when it is none.
    func probability(of score: Double) -> Double? {
        switch self {
        case .unit: score
        case .scaled(let scale): scale.probability(of: score)
        case .none: nil
        }
    }
}
