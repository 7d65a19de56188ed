import Model
import TestSupport

/// Simple counts over a story, each of which a person could make with a spreadsheet.
extension SimulatedStory {
    /// After minus before.
    func moved(_ figure: ([Told]) -> Double) -> Double { figure(after) - figure(before) }

    /// After through before.
    func ratio(_ figure: ([Told]) -> Double) -> Double { figure(after) / max(1e-9, figure(before)) }

    /// The share of scores that are not what the contracts allow.
    static func outOfRange(_ told: [Told]) -> Double {
        told.scored.share { !(0...1).contains($0.decision.score ?? 0) }
    }

    /// The share of decisions whose action is not what score and threshold say, or that have none.
    func disobeyed(_ told: [Told]) -> Double {
        let common = policies.first?.threshold ?? 0.5
        return told.share { one in
            guard let score = one.decision.score, let action = one.decision.action?.text else { return true }
            let threshold = one.decision.threshold ?? common
            return ["call", "contact"].contains(action) != (score >= threshold)
        }
    }

    var policies: [Policy] {
        events.compactMap { if case .policy(let policy) = $0.body { policy } else { nil } }
    }

    /// Every input that any decision has, in order.
    var inputs: [String] {
        var seen: Set<String> = []
        return (before.prefix(300) + after.prefix(300)).flatMap { told in
            told.decision.features.map(\.name.text).filter { seen.insert($0).inserted }
        }
    }

    func missing(_ input: String) -> ([Told]) -> Double {
        { told in told.values(input).share { $0 == nil } }
    }

    static func numbers(_ input: String) -> ([Told]) -> [Double] {
        { told in
            told.values(input).compactMap { if case .number(let number) = $0 { number } else { nil } }
        }
    }

    /// By how many standard deviations from before an input's mean has moved; 0 where it is no number.
    func shift(_ input: String) -> Double {
        let (old, new) = (Self.numbers(input)(before), Self.numbers(input)(after))
        guard old.count > before.count / 2, !new.isEmpty else { return 0 }
        let mean = old.reduce(0, +) / Double(old.count)
        let variance = old.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(old.count)
        return (new.reduce(0, +) / Double(new.count) - mean) / max(1e-9, variance.squareRoot())
    }

    /// The greatest growth of the share of one text of an input, and of one number.
    func grown(_ input: String) -> (text: Double, number: Double) {
        var shares: [FeatureValue: Double] = [:]
        for (told, sign) in [(before, -1.0), (after, 1.0)] {
            for case let value? in told.values(input) {
                shares[value, default: 0] += sign / Double(told.count)
            }
        }
        var grown = (text: 0.0, number: 0.0)
        for (value, share) in shares {
            if case .text = value { grown.text = max(grown.text, share) }
            if case .number = value { grown.number = max(grown.number, share) }
        }
        return grown
    }

    /// Texts of an input that nobody had before, as a share of the decisions since.
    func unseen(_ input: String) -> Double {
        let known = Set(before.values(input).compactMap { $0 })
        return after.values(input).share { value in
            if case .text? = value, let value { !known.contains(value) } else { false }
        }
    }

    /// Days from the decision to its first label, the middle one of those that came.
    static func delay(_ told: [Told]) -> Double {
        let delays = told.compactMap { one in
            one.first.map { Double($0.at.microseconds - one.at.microseconds) / 86_400_000_000 }
        }.sorted()
        return delays.isEmpty ? 0 : delays[delays.count / 2]
    }

    /// The share of labelled decisions within a week, by what they have in common.
    func labelRates(_ told: [Told]) -> [String: Double] {
        var groups: [String: [Told]] = ["all": told]
        for one in told {
            guard let segment = one.decision.segments.first else { continue }
            groups["\(segment.name.text)=\(segment.value.text)", default: []].append(one)
        }
        var rates = groups.mapValues { $0.labelled(by: simulation.evaluated) }
        let all = rates["all"] ?? 0
        let labelled = told.filter { $0.first != nil }
        for team in Set(labelled.compactMap { $0.first?.by }) {
            rates["by \(team)"] = all * labelled.share { $0.first?.by == team }
        }
        return rates
    }

    /// The share of positive labels by team, of those given in a window.
    func positives(from: Timestamp, to: Timestamp) -> [String: Double] {
        var counts: [String: (positive: Int, all: Int)] = [:]
        for told in before + after {
            guard let label = told.last, label.at >= from, label.at < to else { continue }
            counts[label.by, default: (0, 0)].all += 1
            counts[label.by, default: (0, 0)].positive += label.isPositive ? 1 : 0
        }
        return counts.mapValues { Double($0.positive) / Double($0.all) }
    }

    var definitions: Set<String> { Set((before + after).compactMap { $0.last?.definition }) }
}

extension [FeatureValue?] {
    func share(_ holds: (Element) -> Bool) -> Double {
        Double(count(where: holds)) / Double(Swift.max(1, count))
    }
}
