import Model
import Projections

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
    private(set) var pending: Int64 = 0
    /// Pending ones that wait longer than they should; counted apart, once it is known how long that is.
    var overdue: Int64 = 0
    /// The latest decision; nil when there is none.
    var latest: Timestamp? { decisions > 0 ? Timestamp(microseconds: last) : nil }
    private var last = Int64.min

    /// Counts a decision without a label.
    @inline(__always)
    mutating func addPending(at: Int64, isOverdue: Bool) {
        decisions += 1
        pending += 1
        if isOverdue { overdue += 1 }
        last = max(last, at)
    }

    /// Counts a decision on which outcomes bear.
    /// - Parameter isOverdue: whether it should have a label by now.
    mutating func add(_ feedback: Feedback, isOverdue: Bool) {
        withdrawn += Int64(feedback.withdrawn)
        guard let labelClass = feedback.labelClass else {
            return addPending(at: feedback.at, isOverdue: isOverdue)
        }
        guard labelClass != .excluded else {
            excluded += 1
            return
        }
        decisions += 1
        last = max(last, feedback.at)
        labelled += 1
        outcomes += Int64(feedback.outcomes)
        if feedback.isWithin { labelledWithin += 1 }
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

    /// Adds what another counted.
    mutating func add(_ other: FeedbackTally) {
        decisions += other.decisions
        labelled += other.labelled
        positive += other.positive
        negative += other.negative
        unmapped += other.unmapped
        numeric += other.numeric
        excluded += other.excluded
        labelledWithin += other.labelledWithin
        corrected += other.corrected
        outcomes += other.outcomes
        labelChanged += other.labelChanged
        changedToPositive += other.changedToPositive
        withdrawn += other.withdrawn
        pending += other.pending
        overdue += other.overdue
        last = max(last, other.last)
    }

    /// Whether every decision is at least so old, so that none can still be labelled within that time.
    func isMature(at evaluated: Timestamp, within: Model.Span) -> Bool {
        guard let latest else { return true }
        guard let end = latest.adding(within) else { return false }
        return end <= evaluated
    }
}

/// What is known of the feedback of one decision on which outcomes bear.
struct Feedback: Sendable {
    /// In microseconds.
    let at: Int64
    /// Nil while no outcome stands.
    let labelClass: LabelClass?
    /// From the decision to its first outcome, in seconds; 0 while none stands.
    let delay: Double
    /// Whether the first outcome came in time, inclusive.
    let isWithin: Bool
    /// Outcomes that stand, and those taken back.
    let outcomes: Int32
    let withdrawn: Int32
    /// Whether the current label is another than the first.
    let labelChanged: Bool

    init(at: Int64, _ summary: LabelSummary, _ meaning: LabelMeaning, within: Model.Span) {
        self.at = at
        outcomes = summary.standing
        withdrawn = summary.withdrawn
        guard summary.standing > 0 else {
            labelClass = nil
            delay = 0
            isWithin = false
            labelChanged = false
            return
        }
        labelClass = meaning.labelClass(summary.current)
        let microseconds = summary.first.at - at
        delay = Double(microseconds) / 1_000_000
        isWithin = microseconds <= within.microseconds
        labelChanged =
            summary.current.position != summary.first.position
            && meaning.label(summary.current) != meaning.label(summary.first)
    }
}
