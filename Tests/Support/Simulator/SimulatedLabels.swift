import Foundation

/// What comes back about decisions: labels, late and not for all, now and then corrected.
struct SimulatedLabels: Sendable {
    let world: SimulatedWorld
    let effect: SimulatedEffect
    let onset: Int64
    private var random: SeededGenerator
    private var serial = 0

    /// What is told about one decision at one time.
    struct Told: Sendable {
        let at: Int64
        let text: String
        /// The label as JSON; nil for a withdrawal.
        let label: String?
    }

    init(seed: UInt64, world: SimulatedWorld, effect: SimulatedEffect, onset: Int64) {
        self.world = world
        self.effect = effect
        self.onset = onset
        random = SeededGenerator(seed: seed, purpose: .labels)
    }

    /// All that ever comes back about a decision, also long after the stream ends.
    mutating func told(about decision: SimulatedDecision) -> [Told] {
        let team = random.index(world.teamShares)
        let (isLabelled, kept) = (random.unit(), random.unit())
        let delay = world.delayMedian * exp(world.delaySpread * random.normal())
        let (isMistaken, changed) = (random.unit() < 0.015, random.unit())
        let (wait, isWithdrawn) = (random.exponential(mean: 5), random.unit() < 0.2)
        guard isLabelled < rate(decision, team), kept < left(decision, team) else { return [] }
        var days = delay
        if case .labelDelay(let times) = effect, decision.at >= onset { days *= times }
        let at = decision.at + Self.milliseconds(days)
        let first = label(decision.isPositive != isMistaken, at: at, team, changed)
        let outcome = event(decision, first, at: at, team: team)
        guard isMistaken else { return [outcome.told] }
        let later = at + Self.milliseconds(0.5 + wait)
        let correction = event(
            decision, label(decision.isPositive, at: later, team, changed), at: later, team: team)
        guard isWithdrawn else { return [outcome.told, correction.told] }
        return [outcome.told, correction.told, withdrawal(of: outcome.id, at: later + 1_000_000, team: team)]
    }

    private static func milliseconds(_ days: Double) -> Int64 { Int64(days * 86_400_000) * 1_000 }

    /// The share of such decisions that get a label at all.
    private func rate(_ decision: SimulatedDecision, _ team: Int) -> Double {
        guard case .labelled(let by, let chosen, let others) = effect, decision.at >= onset else {
            if case .unlabelled = effect { return 0 }
            return world.labelRate
        }
        return switch by {
        case .action: decision.isActedUpon ? chosen : others
        case .score: decision.logit >= world.meanLogit ? chosen : others
        }
    }

    /// The share of labels that are left.
    private func left(_ decision: SimulatedDecision, _ team: Int) -> Double {
        guard case .labelRate(let left, let scope) = effect, decision.at >= onset else { return 1 }
        return switch scope {
        case .all: left
        case .segment(let value): decision.segment == value ? left : 1
        case .team(let wanted): team == wanted ? left : 1
        }
    }

    /// What a team says of an outcome at a time.
    private func label(_ isPositive: Bool, at: Int64, _ team: Int, _ changed: Double) -> Bool {
        guard case .meaning(_, let wanted, let isRaised, let share) = effect, at >= onset,
            wanted == nil || wanted == team, isPositive != isRaised
        else { return isPositive }
        return changed < share ? isRaised : isPositive
    }

    private mutating func event(
        _ decision: SimulatedDecision, _ isPositive: Bool, at: Int64, team: Int
    ) -> (id: String, told: Told) {
        serial += 1
        let id = "o-\(serial)"
        let label = isPositive ? world.labels.positive : world.labels.negative
        var event = SimulatedText("outcome", id: id, at: SimulationRun.text(at))
        event.add("decision", decision.id)
        event.add("label", json: label)
        event.add("by", world.teams[team])
        event.add("definition", definition(at: at, team: team))
        return (id, Told(at: at, text: event.line, label: label))
    }

    private func definition(at: Int64, team: Int) -> String {
        guard case .meaning(let definition?, let wanted, _, _) = effect, at >= onset,
            wanted == nil || wanted == team
        else { return world.definition }
        return definition
    }

    private mutating func withdrawal(of outcome: String, at: Int64, team: Int) -> Told {
        serial += 1
        var event = SimulatedText("outcome_withdrawn", id: "w-\(serial)", at: SimulationRun.text(at))
        event.add("outcome", outcome)
        event.add("by", world.teams[team])
        event.add("reason", "mistyped")
        return Told(at: at, text: event.line, label: nil)
    }
}
