import Model
import Projections
import Wire

/// The feedback of a selection, counted by group and stretch of time.
///
/// Grouped by labeller, a group counts the labels that its labeller gave (the current one's; for
/// `labelledWithin` and delays the first one's), and has the decisions of all: a decision that waits has no
/// labeller yet. "All" are those that share the other groupings.
struct FeedbackRows {
    let grouping: Grouping
    let within: Model.Span
    private var finder: PeriodFinder
    private var groupFinder: GroupFinder
    /// By row. Grouped by labeller: of the labelled decisions.
    private(set) var rows: [RowKey: FeedbackTally] = [:]
    /// By group, all time.
    private(set) var groups: [GroupKey: FeedbackTally] = [:]
    /// Grouped by labeller: the same with all labellers together, and those who wait.
    private var wholeRows: [RowKey: FeedbackTally] = [:]
    private var wholeGroups: [GroupKey: FeedbackTally] = [:]
    /// By model, all groups and all time together.
    private(set) var models: [Identifier: FeedbackTally] = [:]
    private(set) var delays: [GroupKey: [Double]] = [:]
    private(set) var modelDelays: [Identifier: [Double]] = [:]

    init(grouping: Grouping, period: CalendarUnit?, within: Model.Span) {
        self.grouping = grouping
        self.within = within
        finder = PeriodFinder(period)
        groupFinder = GroupFinder(grouping)
    }

    /// - Throws: `QueryFailure` when there are more rows than an answer may have.
    mutating func add(_ row: DecisionRow, _ cells: DecisionCells?, _ label: LabelState) throws {
        let feedback = Feedback(row, label)
        let model = row.series.model
        let period = finder.period(of: row.at)
        let empty = FeedbackTally(within: within)
        models[model, default: empty].add(feedback)
        if feedback.labelClass != .excluded, let delay = feedback.delay {
            modelDelays[model, default: []].append(delay)
        }

        var key = groupFinder.key(of: row, cells)
        if let index = grouping.labellerIndex {
            wholeGroups[key, default: empty].add(feedback)
            wholeRows[RowKey(group: key, period: period), default: empty].add(feedback)
            guard let current = label.current else { return }
            key.values[index] = .text(current.by)
        }
        groups[key, default: empty].add(feedback)
        rows[RowKey(group: key, period: period), default: empty].add(feedback)
        try Grouping.check(rows: rows.count)
        guard feedback.labelClass != .excluded, let delay = feedback.delay else { return }
        delays[key, default: []].append(delay)
    }

    /// All decisions that a row's shares are taken of: its own; for a labeller, everybody's.
    func whole(of key: RowKey) -> FeedbackTally {
        let empty = FeedbackTally(within: within)
        guard grouping.labellerIndex != nil else { return rows[key] ?? empty }
        return wholeRows[RowKey(group: withoutLabeller(key.group), period: key.period)] ?? empty
    }

    func whole(of key: GroupKey) -> FeedbackTally {
        let empty = FeedbackTally(within: within)
        return (grouping.labellerIndex != nil ? wholeGroups[withoutLabeller(key)] : groups[key]) ?? empty
    }

    private func withoutLabeller(_ key: GroupKey) -> GroupKey {
        var key = key
        if let index = grouping.labellerIndex { key.values[index] = nil }
        return key
    }
}
