package import Model

/// The slow plain model: arrays and loops, no store, no index. What it answers, the machine must answer.
///
/// Written from the words of the specification, not from the projections' code.
package struct PlainLedger {
    package private(set) var events: [(position: Position, event: Event)] = []

    package init() {}

    package mutating func append(_ event: Event) {
        events.append((Position(events.count + 1), event))
    }

    package struct PlainLabel: Equatable {
        package var current: String?
        package var first: String?
        package var standing: Int
        package var withdrawn: Int
        package var meaning: String?

        package init(
            current: String? = nil, first: String? = nil, standing: Int = 0, withdrawn: Int = 0,
            meaning: String? = nil
        ) {
            self.current = current
            self.first = first
            self.standing = standing
            self.withdrawn = withdrawn
            self.meaning = meaning
        }
    }

    /// Every decision known at a position.
    package func decisions(asOf position: Position) -> [(
        position: Position, event: Event, decision: Decision
    )] {
        events.compactMap { entry in
            guard entry.position <= position, case .decision(let decision) = entry.event.body else {
                return nil
            }
            return (entry.position, entry.event, decision)
        }
    }

    /// The contract of a version with the greatest (`at`, position) among those known.
    package func contract(_ model: Identifier, _ version: Identifier, asOf position: Position) -> Contract? {
        var best: (at: Timestamp, position: Position, contract: Contract)?
        for entry in events where entry.position <= position {
            guard case .contract(let contract) = entry.event.body, contract.model == model,
                contract.version == version
            else { continue }
            if best == nil || (entry.event.at, entry.position) > (best!.at, best!.position) {
                best = (entry.event.at, entry.position, contract)
            }
        }
        return best?.contract
    }

    private func isWithdrawn(_ outcome: Identifier, _ position: Position, _ labelsBy: Timestamp?) -> Bool {
        events.contains { entry in
            guard case .outcomeWithdrawn(let withdrawn) = entry.event.body else { return false }
            return withdrawn.outcome == outcome && entry.position <= position
                && (labelsBy == nil || entry.event.at <= labelsBy!)
        }
    }

    /// Whether an outcome bears on a decision as of a position.
    package func bears(
        _ outcome: Event, _ body: Outcome, on decision: Event, _ made: Decision, asOf position: Position
    ) -> Bool {
        switch body.target {
        case .decision(let id):
            return id == decision.id
        case .subject(let subject, let model):
            guard subject == made.subject, model == nil || model == made.model else { return false }
            let contract = contract(made.model, made.version, asOf: position)
            guard (contract?.outcomeRoles ?? [.live, .shadow]).contains(made.role) else { return false }
            guard decision.at <= outcome.at else { return false }
            guard let window = contract?.outcomeWindow else { return true }
            return outcome.at.microseconds - decision.at.microseconds <= window.microseconds
        }
    }

    /// The label of a decision as of a position, using outcomes and withdrawals up to `labelsBy` when given.
    package func label(of decision: Event, _ made: Decision, asOf position: Position, labelsBy: Timestamp?)
        -> PlainLabel
    {
        var answer = PlainLabel()
        var standing: [(position: Position, event: Event, outcome: Outcome)] = []
        for entry in events where entry.position <= position {
            guard case .outcome(let outcome) = entry.event.body else { continue }
            guard labelsBy == nil || entry.event.at <= labelsBy! else { continue }
            guard bears(entry.event, outcome, on: decision, made, asOf: position) else { continue }
            if isWithdrawn(entry.event.id, position, labelsBy) {
                answer.withdrawn += 1
            } else {
                standing.append((entry.position, entry.event, outcome))
            }
        }
        answer.standing = standing.count
        let direct = standing.filter { if case .decision = $0.outcome.target { true } else { false } }
        let candidates = direct.isEmpty ? standing : direct
        let current =
            labelsBy == nil
            ? candidates.max { $0.position < $1.position }
            : candidates.max { ($0.event.at, $0.position) < ($1.event.at, $1.position) }
        answer.current = current?.event.id.text
        answer.first = standing.min { ($0.event.at, $0.position) < ($1.event.at, $1.position) }?.event.id.text
        if let label = current?.outcome.label {
            answer.meaning = meaning(label, contract(made.model, made.version, asOf: position))
        }
        return answer
    }

    private func meaning(_ label: Label, _ contract: Contract?) -> String {
        if let contract {
            if contract.labels.positive.contains(label) { return "positive" }
            if contract.labels.negative.contains(label) { return "negative" }
            if contract.labels.excluded.contains(label) { return "excluded" }
        }
        switch label {
        case .boolean(let flag): return flag ? "positive" : "negative"
        case .text: return "unmapped"
        case .number: return "numeric"
        }
    }

    /// The ids of the outcomes that are known and bear on no known decision, whether they stand or not.
    package func unmatched(asOf position: Position, labelsBy: Timestamp?) -> [String] {
        let known = decisions(asOf: position)
        return events.compactMap { entry in
            guard entry.position <= position, case .outcome(let outcome) = entry.event.body else {
                return nil
            }
            guard labelsBy == nil || entry.event.at <= labelsBy! else { return nil }
            let matched = known.contains {
                bears(entry.event, outcome, on: $0.event, $0.decision, asOf: position)
            }
            return matched ? nil : entry.event.id.text
        }
    }
}
