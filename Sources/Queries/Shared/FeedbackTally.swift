import Model
import Projections

/// What is known of one decision's feedback: the piece that tallies are made of.
struct Feedback: Sendable {
    let at: Timestamp
    /// When the first outcome that stands happened; nil while there is none.
    let firstAt: Timestamp?
    let labelClass: LabelClass?
    /// Outcomes that stand, and those taken back.
    let outcomes: Int
    let withdrawn: Int
    /// Whether the current label is another than the first.
    let labelChanged: Bool

    init(
        at: Timestamp, firstAt: Timestamp?, labelClass: LabelClass?, outcomes: Int, withdrawn: Int = 0,
        labelChanged: Bool = false
    ) {
        self.at = at
        self.firstAt = firstAt
        self.labelClass = labelClass
        self.outcomes = outcomes
        self.withdrawn = withdrawn
        self.labelChanged = labelChanged
    }

    init(_ row: DecisionRow, _ label: LabelState) {
        self.init(
            at: row.at, firstAt: label.first?.at, labelClass: label.labelClass, outcomes: label.count,
            withdrawn: label.withdrawn,
            labelChanged: label.current.map { current in
                label.first.map { $0.label != current.label } ?? false
            }
                ?? false)
    }

    /// From the decision to its first outcome, in seconds; nil while there is none.
    var delay: Double? { firstAt.map { $0.seconds(since: at) } }

    /// Whether the first outcome came not later than a span after the decision (inclusive).
    func isLabelled(within span: Model.Span) -> Bool {
        guard let firstAt else { return false }
        guard let end = at.adding(span) else { return true }
        return firstAt <= end
    }
}

/// Counts of the feedback of some decisions.
///
/// A decision whose label is excluded is counted as excluded and nowhere else. Labelled is every other
/// decision with a label, whatever the label means.
struct FeedbackTally: Sendable {
    /// Without the excluded ones.
    private(set) var decisions: Int64 = 0
    private(set) var labelled: Int64 = 0
    private(set) var positive: Int64 = 0
    private(set) var negative: Int64 = 0
    private(set) var unmapped: Int64 = 0
    private(set) var numeric: Int64 = 0
    private(set) var excluded: Int64 = 0
    private(set) var labelledWithin: Int64 = 0
    /// More than one outcome stands.
    private(set) var corrected: Int64 = 0
    private(set) var outcomes: Int64 = 0
    private(set) var labelChanged: Int64 = 0
    private(set) var changedToPositive: Int64 = 0
    private(set) var withdrawn: Int64 = 0
    /// The latest decision; nil when there is none.
    private(set) var latest: Timestamp?
    /// When the pending decisions happened, in the order of adding.
    private(set) var pendingSince: [Timestamp] = []

    /// The bound of `labelledWithin`.
    let within: Model.Span

    init(within: Model.Span) { self.within = within }

    var pending: Int64 { Int64(pendingSince.count) }

    mutating func add(_ feedback: Feedback) {
        withdrawn += Int64(feedback.withdrawn)
        if feedback.labelClass == .excluded {
            excluded += 1
            return
        }
        decisions += 1
        latest = latest.map { max($0, feedback.at) } ?? feedback.at
        guard let labelClass = feedback.labelClass else {
            pendingSince.append(feedback.at)
            return
        }
        labelled += 1
        outcomes += Int64(feedback.outcomes)
        if feedback.isLabelled(within: within) { labelledWithin += 1 }
        if feedback.outcomes > 1 { corrected += 1 }
        if feedback.labelChanged {
            labelChanged += 1
            if labelClass == .positive { changedToPositive += 1 }
        }
        switch labelClass {
        case .positive: positive += 1
        case .negative: negative += 1
        case .unmapped: unmapped += 1
        case .numeric: numeric += 1
        case .excluded: break
        }
    }

    /// Whether every decision is at least the bound old, so that none can still be labelled within it.
    func isMature(at evaluated: Timestamp) -> Bool {
        guard let latest else { return true }
        guard let end = latest.adding(within) else { return false }
        return end <= evaluated
    }

    /// The pending decisions that are older than an age.
    func overdue(after age: Double, at evaluated: Timestamp) -> Int64 {
        pendingSince.reduce(0) { $0 + (evaluated.seconds(since: $1) > age ? 1 : 0) }
    }
}
