import Model

/// A version of a model in a role, numbered by its first decision.
struct PlainSeries: Equatable {
    let number: Int
    let model: Identifier
    let version: Identifier
    let role: Role
}

/// One decision with what it says.
struct PlainDecision {
    let entry: PlainBook.Entry
    let decision: Decision
    let series: PlainSeries

    var position: Position { entry.position }
    var id: Identifier { entry.event.id }
    var at: Timestamp { entry.event.at }

    func segment(_ name: Identifier) -> Identifier? {
        decision.segments.first { $0.name == name }?.value
    }
}

/// An outcome as it bears on one decision.
struct PlainOutcome {
    let entry: PlainBook.Entry
    let outcome: Outcome
    /// The first known withdrawal; nil while the outcome stands.
    let withdrawnBy: Position?

    var position: Position { entry.position }
    var at: Timestamp { entry.event.at }
    var isDirect: Bool { if case .decision = outcome.target { true } else { false } }
}

/// What a label means under a contract.
enum PlainMeaning: String { case positive, negative, excluded, unmapped, numeric }

/// All that is known of a decision's label.
struct PlainLabel {
    /// In position order, those withdrawn among them.
    var outcomes: [PlainOutcome]
    var current: PlainOutcome?
    var first: PlainOutcome?
    var meaning: PlainMeaning?

    var standing: Int { outcomes.count { $0.withdrawnBy == nil } }
    var withdrawn: Int { outcomes.count { $0.withdrawnBy != nil } }

    func standing(of outcome: PlainOutcome) -> String {
        if outcome.withdrawnBy != nil { return "withdrawn" }
        return outcome.position == current?.position ? "current" : "superseded"
    }
}

/// Everything known at a position, with labels up to a time where one is given.
final class PlainState {
    let entries: ArraySlice<PlainBook.Entry>
    let labelsBy: Timestamp?
    /// In the order of their first decisions.
    private(set) var series: [PlainSeries] = []
    /// In position order.
    private(set) var decisions: [PlainDecision] = []
    private var byIdentifier: [Identifier: Int] = [:]
    private var bySubject: [Identifier: [Int]] = [:]
    private var withdrawals: [Identifier: Position] = [:]
    private var outcomesOfDecision: [Identifier: [PlainBook.Entry]] = [:]
    private var outcomesOfSubject: [Identifier: [PlainBook.Entry]] = [:]
    private var labels: [Position: PlainLabel] = [:]
    private var contracts: [[Identifier]: Contract?] = [:]

    init(_ book: PlainBook, _ position: Position, labelsBy: Timestamp?) {
        entries = book.entries.prefix(Int(position))
        self.labelsBy = labelsBy
        for entry in entries {
            switch entry.event.body {
            case .decision(let decision): add(entry, decision)
            case .outcome(let outcome):
                guard isTaken(entry) else { continue }
                switch outcome.target {
                case .decision(let id): outcomesOfDecision[id, default: []].append(entry)
                case .subject(let subject, _): outcomesOfSubject[subject, default: []].append(entry)
                }
            case .outcomeWithdrawn(let withdrawn):
                guard isTaken(entry), withdrawals[withdrawn.outcome] == nil else { continue }
                withdrawals[withdrawn.outcome] = entry.position
            default: continue
            }
        }
    }

    convenience init(_ book: PlainBook, _ request: PlainRequest) {
        self.init(book, request.position, labelsBy: request.labelsBy)
    }

    private func isTaken(_ entry: PlainBook.Entry) -> Bool { labelsBy.map { entry.event.at <= $0 } ?? true }

    private func add(_ entry: PlainBook.Entry, _ decision: Decision) {
        var found = series.first {
            $0.model == decision.model && $0.version == decision.version && $0.role == decision.role
        }
        if found == nil {
            let new = PlainSeries(
                number: series.count + 1, model: decision.model, version: decision.version,
                role: decision.role)
            series.append(new)
            found = new
        }
        guard let found else { return }
        byIdentifier[entry.event.id] = decisions.count
        bySubject[decision.subject, default: []].append(decisions.count)
        decisions.append(PlainDecision(entry: entry, decision: decision, series: found))
    }

    func decision(_ id: Identifier) -> PlainDecision? { byIdentifier[id].map { decisions[$0] } }

    /// In position order.
    func decisions(ofSubject subject: Identifier) -> [PlainDecision] {
        (bySubject[subject] ?? []).map { decisions[$0] }
    }

    /// The first known withdrawal of an outcome.
    func withdrawal(of outcome: Identifier) -> Position? { withdrawals[outcome] }

    /// The contract of a version with the greatest (`at`, position).
    func contract(_ model: Identifier, _ version: Identifier) -> Contract? {
        if let known = contracts[[model, version]] { return known }
        var best: (at: Timestamp, contract: Contract)?
        for entry in entries {
            guard case .contract(let contract) = entry.event.body, contract.model == model,
                contract.version == version, best.map({ entry.event.at >= $0.at }) ?? true
            else { continue }
            best = (entry.event.at, contract)
        }
        contracts[[model, version]] = .some(best?.contract)
        return best?.contract
    }

    /// The outcomes for a subject that are known.
    func outcomes(ofSubject subject: Identifier) -> [PlainBook.Entry] { outcomesOfSubject[subject] ?? [] }

    /// The outcomes known, in position order.
    var outcomes: [PlainOutcome] {
        entries.compactMap { entry in
            guard isTaken(entry), case .outcome(let outcome) = entry.event.body else { return nil }
            return PlainOutcome(
                entry: entry, outcome: outcome, withdrawnBy: withdrawals[entry.event.id])
        }
    }

    /// Whether an outcome for a subject bears on a decision: of the model if it names one, in a role of the
    /// contract, not before the decision, and within the contract's window after it.
    func bears(
        _ outcome: Timestamp, subject: Identifier, model: Identifier?, on made: PlainDecision
    ) -> Bool {
        guard made.decision.subject == subject, model == nil || model == made.series.model else {
            return false
        }
        let contract = contract(made.series.model, made.series.version)
        guard (contract?.outcomeRoles ?? [.live, .shadow]).contains(made.series.role) else { return false }
        guard made.at <= outcome else { return false }
        guard let window = contract?.outcomeWindow else { return true }
        return Int128(outcome.microseconds) <= Int128(made.at.microseconds) + Int128(window.microseconds)
    }

    func label(of made: PlainDecision) -> PlainLabel {
        if let known = labels[made.position] { return known }
        var bearing = outcomesOfDecision[made.id] ?? []
        for entry in outcomesOfSubject[made.decision.subject] ?? [] {
            guard case .outcome(let outcome) = entry.event.body,
                case .subject(let subject, let model) = outcome.target,
                bears(entry.event.at, subject: subject, model: model, on: made)
            else { continue }
            bearing.append(entry)
        }
        bearing.sort { $0.position < $1.position }
        let outcomes = bearing.compactMap { entry -> PlainOutcome? in
            guard case .outcome(let outcome) = entry.event.body else { return nil }
            return PlainOutcome(entry: entry, outcome: outcome, withdrawnBy: withdrawals[entry.event.id])
        }
        var label = PlainLabel(outcomes: outcomes)
        let standing = outcomes.filter { $0.withdrawnBy == nil }
        let direct = standing.filter(\.isDirect)
        let candidates = direct.isEmpty ? standing : direct
        label.current =
            labelsBy == nil
            ? candidates.last : candidates.max { ($0.at, $0.position) < ($1.at, $1.position) }
        label.first = standing.min { ($0.at, $0.position) < ($1.at, $1.position) }
        if let current = label.current {
            label.meaning = Self.meaning(
                current.outcome.label, contract(made.series.model, made.series.version))
        }
        labels[made.position] = label
        return label
    }

    private static func meaning(_ label: Label, _ contract: Contract?) -> PlainMeaning {
        if contract?.labels.positive.contains(label) == true { return .positive }
        if contract?.labels.negative.contains(label) == true { return .negative }
        if contract?.labels.excluded.contains(label) == true { return .excluded }
        return switch label {
        case .boolean(let flag): flag ? .positive : .negative
        case .text: .unmapped
        case .number: .numeric
        }
    }
}
