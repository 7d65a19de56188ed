import Statistics
import Wire

/// When a difference between two sides counts, by our own definitions: `comparison-verdict.1`.
struct ComparisonRule: Sendable {
    /// Below so many values on either side nothing is said.
    static let leastCount = 30

    let alpha: Double
    let minEffect: Double

    init(_ arguments: QueryArguments) {
        alpha = arguments.number("alpha") ?? 0.01
        minEffect = arguments.number("min_effect") ?? 0.1
    }

    /// What was found of one thing.
    enum Verdict: String, Sendable {
        /// It differs, by chance hardly ever and by enough to matter.
        case drift
        /// It differs, but by little.
        case small
        case none = "no drift"
        case tooFew = "too few"
        case noData = "no data"
    }

    /// - Parameter p: corrected.
    func verdict(p: Double?, effect: Double?, counts: (Int, Int)) -> Verdict {
        guard counts.0 > 0, counts.1 > 0 else { return .noData }
        guard min(counts.0, counts.1) >= Self.leastCount else { return .tooFew }
        guard let p, let effect else { return .noData }
        guard p < alpha else { return .none }
        return effect >= minEffect ? .drift : .small
    }

    /// The verdict of a family that has its own.
    static func verdict(of figure: Figure?) -> Verdict {
        figure?.isDrift.map { $0 ? .drift : .none } ?? .noData
    }

    /// The rule in words, for the answer.
    func text(corrected: String) -> String {
        "drift when p, \(corrected), is under \(alpha) and the effect is \(minEffect) or more; small when only p is; "
            + "nothing is said with under \(Self.leastCount) values on a side"
    }
}

extension DefinitionFamily {
    /// The family that a question names.
    init(_ arguments: QueryArguments) {
        self = arguments.choice("definitions").flatMap { DefinitionFamily(rawValue: $0) } ?? .daybook
    }
}
