import Model

@testable import Queries

/// Drift as one would work it out by hand: decoded events in arrays, every figure by its definition.
struct PlainDrift {
    let baseline: [Decision]
    let current: [Decision]

    /// Live decisions of a model by version.
    init(_ events: [Event], model: String, _ before: String, _ after: String) {
        func decisions(_ version: String) -> [Decision] {
            events.compactMap { event in
                guard case .decision(let decision) = event.body, decision.role == .live,
                    decision.model == Identifier(model), decision.version == Identifier(version)
                else { return nil }
                return decision
            }
        }
        baseline = decisions(before)
        current = decisions(after)
    }

    /// Features that any decision has.
    var names: [Identifier] {
        Set((baseline + current).flatMap { $0.features.map(\.name) }).sorted()
    }

    /// What each decision has under a name; nil where it has nothing.
    static func values(_ decisions: [Decision], _ name: Identifier) -> [FeatureValue?] {
        decisions.map { decision in decision.features.last { $0.name == name }?.value }
    }

    static func isMissing(_ value: FeatureValue?) -> Bool { value == nil || value == .null }

    static func numbers(_ values: [FeatureValue?]) -> [Double] {
        values.compactMap { if case .number(let number) = $0 { number } else { nil } }
    }

    /// Texts and flags, as they are told apart.
    static func categories(_ values: [FeatureValue?]) -> [FeatureValue] {
        values.compactMap { value in
            switch value {
            case .text(let text): .text(text)
            case .boolean(let flag): .boolean(flag)
            case .number, .null, nil: nil
            }
        }
    }

    /// The largest distance of two distribution functions, looked at every value.
    static func distance<Number: BinaryInteger>(_ first: [Number], _ second: [Number]) -> Double {
        distance(first.map { Double($0) }, second.map { Double($0) })
    }

    static func distance(_ first: [Double], _ second: [Double]) -> Double {
        (first + second).map { value in
            let one = Double(first.count { $0 <= value }) / Double(first.count)
            let other = Double(second.count { $0 <= value }) / Double(second.count)
            return (one - other).magnitude
        }.max() ?? 0
    }

    /// Half the summed differences of the categories' shares.
    static func variation(_ first: [FeatureValue], _ second: [FeatureValue]) -> Double {
        Set(first + second).reduce(0) { sum, value in
            let one = Double(first.count { $0 == value }) / Double(first.count)
            let other = Double(second.count { $0 == value }) / Double(second.count)
            return sum + (one - other).magnitude / 2
        }
    }

    /// Pearson's statistic of the table of counts.
    static func chiSquared(_ first: [FeatureValue], _ second: [FeatureValue]) -> Double {
        let total = Double(first.count + second.count)
        return Set(first + second).reduce(0) { sum, value in
            let counts = [Double(first.count { $0 == value }), Double(second.count { $0 == value })]
            let both = counts[0] + counts[1]
            return sum
                + zip(counts, [first.count, second.count]).reduce(0) { sum, pair in
                    let expected = both * Double(pair.1) / total
                    return sum + (pair.0 - expected) * (pair.0 - expected) / expected
                }
        }
    }
}
