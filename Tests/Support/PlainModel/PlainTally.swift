import Model

/// Counts of the feedback of some decisions. One whose label is excluded is counted there and nowhere else,
/// but for its withdrawn outcomes.
struct PlainTally {
    private let within: Int128
    private(set) var decisions = 0
    private(set) var labelled = 0
    private(set) var positive = 0
    private(set) var negative = 0
    private(set) var unmapped = 0
    private(set) var numeric = 0
    private(set) var excluded = 0
    /// Labelled not later than the span after the decision.
    private(set) var timely = 0
    private(set) var corrected = 0
    private(set) var outcomes = 0
    private(set) var changed = 0
    private(set) var changedToPositive = 0
    private(set) var withdrawn = 0
    /// When the decisions without a label were made.
    private(set) var pending: [Timestamp] = []
    private var latest: Timestamp?

    init(_ made: [PlainDecision], _ state: PlainState, within: Int128) {
        self.within = within
        for made in made { add(made, state.label(of: made)) }
    }

    private mutating func add(_ made: PlainDecision, _ label: PlainLabel) {
        withdrawn += label.withdrawn
        if label.meaning == .excluded {
            excluded += 1
            return
        }
        decisions += 1
        latest = max(latest ?? made.at, made.at)
        guard let current = label.current, let first = label.first, let meaning = label.meaning else {
            pending.append(made.at)
            return
        }
        labelled += 1
        outcomes += label.standing
        if label.standing > 1 { corrected += 1 }
        if PlainDelays.microseconds(made, first) <= within { timely += 1 }
        if first.outcome.label != current.outcome.label {
            changed += 1
            if meaning == .positive { changedToPositive += 1 }
        }
        if meaning == .positive { positive += 1 }
        if meaning == .negative { negative += 1 }
        if meaning == .unmapped { unmapped += 1 }
        if meaning == .numeric { numeric += 1 }
    }

    /// Whether every decision is at least the span old.
    func isMature(_ evaluated: Timestamp) -> Bool {
        latest.map { Int128($0.microseconds) + within <= Int128(evaluated.microseconds) } ?? true
    }

    /// Decisions without a label that are older than an age in seconds.
    func overdue(after age: Double, _ evaluated: Timestamp) -> Int {
        pending.count { Double(evaluated.microseconds - $0.microseconds) / 1e6 > age }
    }
}

/// From decisions to their first outcomes, in seconds; those with an excluded label are left out.
struct PlainDelays {
    let sorted: [Double]
    private let inOrder: [Double]

    init(_ made: [PlainDecision], _ state: PlainState) {
        inOrder = made.compactMap { made in
            let label = state.label(of: made)
            guard label.meaning != .excluded, let first = label.first else { return nil }
            return Double(Self.microseconds(made, first)) / 1e6
        }
        sorted = inOrder.sorted()
    }

    static func microseconds(_ made: PlainDecision, _ first: PlainOutcome) -> Int128 {
        Int128(first.at.microseconds) - Int128(made.at.microseconds)
    }

    static let columns = ["n", "p50", "p90", "p99", "max", "mean"]

    var cells: [PlainValue] {
        [.count(sorted.count)] + [0.5, 0.9, 0.99].map { PlainNumbers.quantileValue(sorted, $0) }
            + [.number(sorted.last), PlainNumbers.meanValue(inOrder)]
    }
}

/// The age from which a decision without a label is overdue: the one given, else the 0.95 quantile of at
/// least 30 delays.
struct PlainAge {
    let seconds: Double?
    let reason: String
    let value: PlainValue

    init(_ given: Int128?, _ delays: PlainDelays) {
        let count = delays.sorted.count
        if let given {
            seconds = Double(given) / 1e6
            value = .number(seconds)
            reason = "given"
        } else if count >= 30 {
            seconds = PlainNumbers.quantile(delays.sorted, 0.95)?.value
            value = PlainNumbers.quantileValue(delays.sorted, 0.95)
            reason = "the 0.95 quantile of the delays of \(count) labelled decisions"
        } else {
            seconds = nil
            value = .null
            reason = "\(count) labelled decisions are too few for a delay quantile, 30 are needed"
        }
    }
}

/// Outcomes that are known and bear on no known decision. With a model, those for a subject that name
/// another are left out.
struct PlainUnmatched {
    private(set) var outcomes = 0
    private(set) var unmatched = 0
    private(set) var withdrawn = 0
    private(set) var oldest: Timestamp?

    init(_ state: PlainState, _ model: Identifier?) {
        for outcome in state.outcomes {
            if let model, case .subject(_, let named?) = outcome.outcome.target, named != model { continue }
            outcomes += 1
            let isMatched =
                switch outcome.outcome.target {
                case .decision(let id): state.decision(id) != nil
                case .subject(let subject, let named):
                    state.decisions(ofSubject: subject).contains {
                        state.bears(outcome.at, subject: subject, model: named, on: $0)
                    }
                }
            if isMatched { continue }
            if outcome.withdrawnBy != nil {
                withdrawn += 1
            } else {
                unmatched += 1
                oldest = min(oldest ?? outcome.at, outcome.at)
            }
        }
    }

    var facts: [(String, PlainValue)] {
        [
            ("outcomes", .count(outcomes)), ("unmatched", .count(unmatched)),
            ("unmatched_withdrawn", .count(withdrawn)), ("oldest_unmatched", .time(oldest)),
        ]
    }
}
