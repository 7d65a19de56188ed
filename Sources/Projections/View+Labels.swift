import LMDB
package import Model

// The label of a decision, whatever the order in which outcomes, decisions, corrections and withdrawals
// arrived: outcomes lie under what they name, and the question is put together when it is asked.

extension View {
    /// The outcomes that bear on a decision as far as known, in position order; those taken back say by what.
    ///
    /// An outcome for the subject bears on it when it names no other model, the decision's role is one of the
    /// contract's (live and shadow without a contract), and its `at` is not before the decision's nor later
    /// than the contract's window after it.
    package func outcomes(for row: DecisionRow, at knowledge: Knowledge) throws -> [OutcomeRow] {
        var found: [OutcomeRow] = []
        try transaction.walk(Tables.labels, prefix: Keys.text(row.id)) { key, value in
            let position = try Self.position(in: key)
            guard position <= knowledge.position else { return false }
            var reader = RowReader(value, of: Tables.labels.name)
            let outcome = try reader.outcome(position, direct: true)
            if knowledge.includes(position: position, at: outcome.at) { found.append(outcome) }
            return true
        }
        if hasSubjectLabels {
            let direct = found.count
            try appendSubjectOutcomes(for: row, at: knowledge, to: &found)
            if direct > 0, found.count > direct { found.sort { $0.position < $1.position } }
        }
        if hasWithdrawals {
            for index in found.indices {
                found[index].withdrawnBy = try withdrawal(of: found[index].id, at: knowledge)
            }
        }
        return found
    }

    private func appendSubjectOutcomes(
        for row: DecisionRow, at knowledge: Knowledge, to found: inout [OutcomeRow]
    ) throws {
        let contract = try contract(
            model: row.series.model, version: row.series.version, asOf: knowledge.position)
        let reach = SubjectReach(contract)
        guard reach.roles.contains(row.series.role) else { return }
        try transaction.walk(Tables.subjectLabels, prefix: Keys.text(row.subject)) { key, value in
            let position = try Self.position(in: key)
            guard position <= knowledge.position else { return false }
            var reader = RowReader(value, of: Tables.subjectLabels.name)
            let outcome = try reader.outcome(position, direct: false)
            let model = try reader.optionalIdentifier()
            if knowledge.includes(position: position, at: outcome.at),
                model == nil || model == row.series.model,
                reach.covers(decisionAt: row.at, outcomeAt: outcome.at)
            {
                found.append(outcome)
            }
            return true
        }
    }

    /// The position of the first known withdrawal of an outcome, nil while it stands.
    package func withdrawal(of outcome: Identifier, at knowledge: Knowledge) throws -> Position? {
        guard hasWithdrawals else { return nil }
        var found: Position?
        try transaction.walk(Tables.withdrawals, prefix: Keys.text(outcome)) { key, value in
            let position = try Self.position(in: key)
            guard position <= knowledge.position else { return false }
            var reader = RowReader(value, of: Tables.withdrawals.name)
            if knowledge.includes(position: position, at: try reader.timestamp()) { found = position }
            return found == nil
        }
        return found
    }

    /// The label of a decision as of what is known. Cost: one or two short walks, about two microseconds.
    package func label(of row: DecisionRow, at knowledge: Knowledge) throws -> LabelState {
        let outcomes = try outcomes(for: row, at: knowledge)
        guard !outcomes.isEmpty else { return .none }
        let contract = try contract(
            model: row.series.model, version: row.series.version, asOf: knowledge.position)
        return LabelState(of: outcomes, byTime: knowledge.labelsBy != nil, contract: contract)
    }

    /// The contract of a version in force as of a position: the one with the greatest (`at`, position).
    package func contract(model: Identifier, version: Identifier, asOf: Position) throws -> Contract? {
        let key = ContractsInForce.Key(model: model, version: version, asOf: asOf)
        if let known = contracts.found[key] { return known }
        var newest: DocumentRow?
        for row in try documents(.contract, model: model, asOf: asOf) where row.version == version {
            if let best = newest, (best.at, best.position) > (row.at, row.position) { continue }
            newest = row
        }
        var contract: Contract?
        if let newest, case .contract(let body) = try events.event(at: newest.position).body {
            contract = body
        }
        contracts.found[key] = .some(contract)
        return contract
    }

    /// Hands over every outcome known, in position order, with the withdrawal that took it back and whether
    /// it bears on any decision. An outcome that bears on none is *unmatched*. Cost: a walk over all outcomes
    /// with a look-up each.
    package func outcomes(
        at knowledge: Knowledge, _ body: (TargetedOutcome, _ matched: Bool) throws -> Bool
    ) throws {
        try transaction.walk(Tables.outcomes) { key, value in
            var place = RowReader(key, of: Tables.outcomes.name)
            let position = try place.word64()
            guard position <= knowledge.position else { return false }
            var reader = RowReader(value, of: Tables.outcomes.name)
            var outcome = try reader.outcome(position, direct: true)
            guard knowledge.includes(position: position, at: outcome.at) else { return true }
            let isDecision = try reader.byte() == 1
            let name = try reader.identifier()
            let target: Outcome.Target =
                isDecision ? .decision(name) : .subject(name, model: try reader.optionalIdentifier())
            if !isDecision { outcome = outcome.forSubject() }
            outcome.withdrawnBy = try withdrawal(of: outcome.id, at: knowledge)
            return try body(
                TargetedOutcome(outcome: outcome, target: target),
                try bears(on: target, at: outcome.at, knowledge))
        }
    }

    private func bears(on target: Outcome.Target, at time: Timestamp, _ knowledge: Knowledge) throws -> Bool {
        switch target {
        case .decision(let id):
            return try position(of: id, type: .decision, asOf: knowledge.position) != nil
        case .subject(let subject, let model):
            var matched = false
            try transaction.walk(Tables.subjects, prefix: Keys.text(subject)) { key, value in
                let position = try Self.position(in: key)
                guard position <= knowledge.position else { return false }
                let entry = try Self.subjectEntry(value, position)
                guard let number = entry.series, model == nil || model == entry.model else { return true }
                guard let series = try series(number) else { return true }
                let contract = try contract(
                    model: series.model, version: series.version, asOf: knowledge.position)
                let reach = SubjectReach(contract)
                matched =
                    reach.roles.contains(series.role) && reach.covers(decisionAt: entry.at, outcomeAt: time)
                return !matched
            }
            return matched
        }
    }
}

/// The contracts met while one view is read: few, and asked for with every row.
final class ContractsInForce {
    struct Key: Hashable {
        let model: Identifier
        let version: Identifier
        let asOf: Position
    }

    var found: [Key: Contract?] = [:]
}

/// How far an outcome for a subject reaches: the contract's roles and window, or the defaults.
struct SubjectReach {
    let roles: [Role]
    private let window: Model.Span?

    init(_ contract: Contract?) {
        roles = contract?.outcomeRoles ?? [.live, .shadow]
        window = contract?.outcomeWindow
    }

    /// Whether the outcome is not before the decision and not later than the window after it (inclusive).
    func covers(decisionAt: Timestamp, outcomeAt: Timestamp) -> Bool {
        guard outcomeAt >= decisionAt else { return false }
        guard let window else { return true }
        guard let end = decisionAt.adding(window) else { return true }
        return outcomeAt <= end
    }
}

extension OutcomeRow {
    func forSubject() -> OutcomeRow {
        OutcomeRow(
            position: position, id: id, at: at, by: by, label: label, value: value, direct: false,
            withdrawnBy: withdrawnBy)
    }
}

extension LabelState {
    /// Puts a label together from the outcomes that bear on a decision.
    ///
    /// Among those that stand, one for the decision itself beats one for its subject. Within each, the
    /// greatest position wins; with *labels by* (`byTime`), the greatest (`at`, position).
    init(of outcomes: [OutcomeRow], byTime: Bool, contract: Contract?) {
        var current: OutcomeRow?
        var first: OutcomeRow?
        var count = 0
        for outcome in outcomes where outcome.withdrawnBy == nil {
            count += 1
            if let best = current {
                if Self.beats(outcome, best, byTime: byTime) { current = outcome }
            } else {
                current = outcome
            }
            if let earliest = first, (earliest.at, earliest.position) <= (outcome.at, outcome.position) {
                continue
            }
            first = outcome
        }
        self.init(
            current: current, first: first, count: count, withdrawn: outcomes.count - count,
            labelClass: current.map { Self.meaning(of: $0.label, under: contract) })
    }

    private static func beats(_ a: OutcomeRow, _ b: OutcomeRow, byTime: Bool) -> Bool {
        if a.direct != b.direct { return a.direct }
        return byTime ? (a.at, a.position) > (b.at, b.position) : a.position > b.position
    }

    /// What a label means: the contract's lists first; then true and false always map; else a text is
    /// unmapped and a number is a value.
    package static func meaning(of label: Label, under contract: Contract?) -> LabelClass {
        if let rule = contract?.labels {
            if rule.positive.contains(label) { return .positive }
            if rule.negative.contains(label) { return .negative }
            if rule.excluded.contains(label) { return .excluded }
        }
        return switch label {
        case .boolean(true): .positive
        case .boolean(false): .negative
        case .text: .unmapped
        case .number: .numeric
        }
    }
}
