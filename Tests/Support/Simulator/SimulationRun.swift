import Foundation
import Model

/// Makes the events of a simulation, one decision after the other.
struct SimulationRun: Sendable {
    let world: SimulatedWorld
    let plan: SimulatedPlan
    let calendar: SimulatedCalendar
    private(set) var shadows = 0
    private(set) var replays = 0
    private var arrivals: SimulatedArrivals
    private var labels: SimulatedLabels
    /// One for each version, since stale inputs are those of the version's own request before.
    private var live: SimulatedScorer
    private var beside: SimulatedScorer
    private var scores: SeededGenerator
    private var actions: SeededGenerator
    private var others: SeededGenerator
    private var events: [(recorded: Int64, serial: Int, text: String)] = []
    /// The decisions that may be replayed, with what was told about them by then.
    private var replayable: [SimulatedReplay.Candidate] = []
    private let replay: SimulatedReplay

    init(seed: UInt64, decisions: Int, world: SimulatedWorld, plan: SimulatedPlan) {
        self.world = world
        self.plan = plan
        calendar = SimulatedCalendar(seed: seed, decisions: decisions, plan: plan)
        let change: SimulatedScorer.Change? = if case .score(let change) = plan.effect { change } else { nil }
        live = SimulatedScorer(world, change)
        beside = SimulatedScorer(world, change)
        let onset = calendar.onset.microseconds
        arrivals = SimulatedArrivals(seed: seed, world: world, effect: plan.effect, onset: onset)
        labels = SimulatedLabels(seed: seed, world: world, effect: plan.effect, onset: onset)
        scores = SeededGenerator(seed: seed, purpose: .scores)
        actions = SeededGenerator(seed: seed, purpose: .actions)
        others = SeededGenerator(seed: seed, purpose: .beside)
        replay = SimulatedReplay(frozen: calendar.switchTime.microseconds - 30 * 3_600_000_000)
    }

    mutating func run() {
        for event in SimulatedOpening(world: world, plan: plan, calendar: calendar).events() {
            append(event.text, recorded: event.at)
        }
        for (index, at) in calendar.times.enumerated() {
            let decision = decide(index, at: at)
            let delay = others.exponential(mean: 400)
            append(decision.text, recorded: at + Int64(min(5_000, 20 + delay)) * 1_000)
            shadow(decision)
            let told = labels.told(about: decision)
            for outcome in told {
                append(outcome.text, recorded: outcome.at + Int64(others.between(200, 4_000)) * 1_000)
            }
            if world.hasReplay, !decision.isAfter, decision.score != nil {
                if let candidate = replay.candidate(decision, told) { replayable.append(candidate) }
            }
        }
        rescore()
    }

    /// What arrived before the end, in order of arrival.
    func lines() -> [Simulation.Line] {
        events.filter { $0.recorded < calendar.evaluated.microseconds }
            .sorted { ($0.recorded, $0.serial) < ($1.recorded, $1.serial) }
            .map { Simulation.Line(recorded: Timestamp(microseconds: $0.recorded), text: $0.text) }
    }

    static func text(_ microseconds: Int64) -> String { Timestamp(microseconds: microseconds).text }

    private mutating func append(_ text: String, recorded: Int64) {
        events.append((recorded, events.count, text))
    }

    // Live decisions.

    private mutating func decide(_ index: Int, at: Int64) -> SimulatedDecision {
        let isAfter = at >= calendar.switchTime.microseconds
        let isActive = at >= calendar.onset.microseconds
        let (served, logit, isPositive) = arrivals.next(at: at)
        let answer = live.answer(served, isAfter: isAfter, &scores)
        let draws = (actions.unit(), actions.unit(), actions.unit(), actions.unit())
        let latency = 35 * exp(0.45 * actions.normal())
        var isFallback = draws.0 < world.fallbackShare
        var isSafe = false
        if isActive, case .fallbacks(let share) = plan.effect, draws.1 < share {
            isFallback = true
            isSafe = true
        }
        var isBypassed = false
        if isActive, case .bypass(let share) = plan.effect, draws.1 < share { isBypassed = true }
        let threshold = threshold(isActive, served.segments[0])
        var acts = answer.score >= threshold
        if draws.2 < world.overrideShare { acts.toggle() }
        if isActive, case .overrides(let share, let segment) = plan.effect, draws.3 < share,
            segment == nil || segment == served.segments[0]
        {
            acts.toggle()
        }
        // In safe mode some rule without the score decides.
        let action =
            isFallback ? "manual" : acts ? world.actions.act : world.actions.pass
        let id = "d-\(index + 1)"
        let subject = "s-\(index + 1)"
        let written = SimulatedText.Written(
            fallback: isFallback ? (isSafe ? "safe mode" : "timeout") : nil,
            action: isBypassed ? nil : action,
            threshold: states ? threshold : nil,
            latency: isFallback && !isSafe ? latency + 2_000 : latency)
        let text = text(
            id, at: at, isAfter: isAfter, role: "live", subject, served, isFallback ? nil : answer,
            written)
        return SimulatedDecision(
            id: id, subject: subject, at: at, isAfter: isAfter, served: served,
            score: isFallback ? nil : answer.score, logit: logit,
            isActedUpon: !isFallback && !isBypassed && acts,
            isPositive: isPositive, text: text)
    }

    /// Whether decisions state their threshold: one that is the producer's own must be seen.
    private var states: Bool {
        if case .ownThreshold = plan.effect { true } else { world.statesThreshold }
    }

    private func threshold(_ isActive: Bool, _ segment: Int) -> Double {
        guard isActive else { return world.threshold }
        return switch plan.effect {
        case .threshold(let threshold), .ownThreshold(let threshold): threshold
        case .thresholds(let thresholds): thresholds[segment]
        default: world.threshold
        }
    }

    // Beside them.

    /// The new version's score for a third of the decisions in the week before it takes over.
    private mutating func shadow(_ decision: SimulatedDecision) {
        let switchTime = calendar.switchTime.microseconds
        guard world.hasShadow, decision.at < switchTime, decision.score != nil,
            decision.at >= switchTime - 7 * SimulatedCalendar.day, others.unit() < 0.35
        else { return }
        shadows += 1
        let answer = beside.answer(decision.served, isAfter: true, &others)
        let at = decision.at + Int64(others.between(5, 60)) * 1_000
        var written = SimulatedText.Written()
        written.of = decision.id
        let text = text(
            "shadow-\(shadows)", at: at, isAfter: true, role: "shadow", decision.subject, decision.served,
            answer, written)
        append(text, recorded: at + Int64(others.between(50, 900)) * 1_000)
    }

    /// Freezes the last labelled decisions and has the new version score them again.
    private mutating func rescore() {
        let members = replay.members(of: replayable)
        guard members.count >= 20 else { return }
        let frozen = replay.frozen
        append(replay.event(members, model: world.model), recorded: frozen)
        var again = SimulatedScorer(world, beside.change)
        for member in members {
            replays += 1
            let at = frozen + 600_000_000 + Int64(replays) * 40_000
            let answer = again.answer(member.decision.served, isAfter: true, &others)
            var written = SimulatedText.Written()
            written.of = member.decision.id
            written.replaySet = SimulatedReplay.name
            let text = text(
                "replay-\(replays)", at: at, isAfter: true, role: "replay", member.decision.subject,
                member.decision.served, answer, written)
            append(text, recorded: at + 200_000)
        }
    }
}
