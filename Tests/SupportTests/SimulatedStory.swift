import Foundation
import Model
import TestSupport

/// A simulation read back from its lines alone, as anybody might count it who knows when the fault began.
struct SimulatedStory {
    struct Labelled {
        let at: Timestamp
        let isPositive: Bool
        let by: String
        let definition: String
    }

    struct Told {
        let id: String
        let at: Timestamp
        let decision: Decision
        /// The first and the last label that came back.
        var first: Labelled?
        var last: Labelled?
        /// The score of the live decision that this one stands beside.
        var partner: Double?
    }

    let simulation: Simulation
    /// Live decisions of the old version from before anything happened, and of the new one since all has.
    let before: [Told]
    let after: [Told]
    let shadows: [Told]
    let replays: [Told]
    let events: [Event]

    /// - Throws: a `Refusal` when a line is no event.
    init(
        _ fault: Simulation.Fault, seed: UInt64, decisions: Int, _ source: Simulation.Source = .synthetic,
        _ strength: Simulation.Strength = .standard
    ) throws {
        try self.init(
            Simulation(seed: seed, decisions: decisions, fault: fault, strength: strength, source: source))
    }

    init(_ simulation: Simulation) throws {
        self.simulation = simulation
        events = try simulation.lines.map { try Event.decode(Array($0.text.utf8)) }
        var decisions: [Told] = []
        var places: [String: Int] = [:]
        for event in events {
            switch event.body {
            case .decision(let decision):
                places[event.id.text] = decisions.count
                decisions.append(Told(id: event.id.text, at: event.at, decision: decision))
            case .outcome(let outcome):
                guard case .decision(let id) = outcome.target, let place = places[id.text] else { continue }
                let label = Labelled(
                    at: event.at, isPositive: Self.isPositive(outcome.label), by: outcome.by.text,
                    definition: outcome.definition ?? "")
                decisions[place].first = decisions[place].first ?? label
                decisions[place].last = label
            default: break
            }
        }
        for index in decisions.indices {
            guard let of = decisions[index].decision.of, let place = places[of.text] else { continue }
            decisions[index].partner = decisions[place].decision.score
            decisions[index].last = decisions[place].last
        }
        let live = decisions.filter { $0.decision.role == .live }
        before = live.filter { $0.at < simulation.switchTime && $0.at < simulation.onset }
        after = live.filter { $0.at >= simulation.switchTime && $0.at >= simulation.onset }
        shadows = decisions.filter { $0.decision.role == .shadow }
        replays = decisions.filter { $0.decision.role == .replay }
    }

    private static func isPositive(_ label: Label) -> Bool {
        switch label {
        case .boolean(let flag): flag
        case .text(let text): text.text == "won"
        case .number(let number): number == 1
        }
    }
}

/// Plain counts over some decisions.
extension [SimulatedStory.Told] {
    func share(_ holds: (Element) -> Bool) -> Double {
        Double(count(where: holds)) / Double(Swift.max(1, count))
    }

    var scored: [Element] { filter { $0.decision.score != nil } }

    var meanScore: Double {
        scored.reduce(0) { $0 + ($1.decision.score ?? 0) } / Double(Swift.max(1, scored.count))
    }

    var acted: Double { share { ["call", "contact"].contains($0.decision.action?.text) } }

    /// The share that had a label within a week, of those older than a week at a time.
    func labelled(within days: Double = 7, by time: Timestamp) -> Double {
        let span = Int64(days * 86_400_000_000)
        return filter { $0.at.microseconds + span < time.microseconds }.share { told in
            told.first.map { $0.at.microseconds - told.at.microseconds <= span } ?? false
        }
    }

    /// The share of positive among the labels.
    var positive: Double {
        filter { $0.last != nil }.share { $0.last?.isPositive == true }
    }

    /// How often the highest scores, as many as there are positive labels, have positive labels.
    var accuracy: Double {
        let labelled = scored.filter { $0.last != nil }
        let ranked = labelled.sorted { ($0.decision.score ?? 0) > ($1.decision.score ?? 0) }
        let taken = labelled.count { $0.last?.isPositive == true }
        let right = ranked.enumerated().count { ($0.offset < taken) == ($0.element.last?.isPositive == true) }
        return Double(right) / Double(Swift.max(1, ranked.count))
    }

    /// The values of one input, nil where it is missing.
    func values(_ name: String) -> [FeatureValue?] {
        map { told in
            let value = told.decision.features.first { $0.name.text == name }?.value
            return value == .null ? nil : value
        }
    }

    /// The mean difference from the partners' scores, and the greatest.
    var differences: (mean: Double, greatest: Double) {
        let all = compactMap { told in
            told.partner.flatMap { partner in told.decision.score.map { abs($0 - partner) } }
        }
        return (all.reduce(0, +) / Double(Swift.max(1, all.count)), all.max() ?? 0)
    }
}
