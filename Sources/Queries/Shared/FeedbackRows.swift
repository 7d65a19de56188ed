import Model
import Projections
import Wire

/// The feedback of a selection, counted by group and stretch of time.
///
/// Grouped by labeller, a group counts the labels that its labeller gave (the current one's; for
/// `labelledWithin` and delays the first one's), and has the decisions of all: a decision that waits has no
/// labeller yet.
struct FeedbackRows {
    let grouping: GroupingArgument
    let within: Model.Span
    private var finder: PeriodFinder
    /// By row. Grouped by labeller: of the labelled decisions.
    private(set) var rows: [RowKey: FeedbackTally] = [:]
    /// By group, all time.
    private(set) var groups: [GroupKey: FeedbackTally] = [:]
    /// By model and stretch, all groups together.
    private(set) var periods: [RowKey: FeedbackTally] = [:]
    /// By model, all groups and all time together.
    private(set) var models: [Identifier: FeedbackTally] = [:]
    private(set) var delays: [GroupKey: [Double]] = [:]
    private(set) var modelDelays: [Identifier: [Double]] = [:]

    init(grouping: GroupingArgument, period: CalendarUnit?, within: Model.Span) {
        self.grouping = grouping
        self.within = within
        finder = PeriodFinder(period)
    }

    mutating func add(_ row: DecisionRow, _ label: LabelState) {
        let feedback = Feedback(row, label)
        let model = row.series.model
        let period = finder.period(of: row.at)
        let empty = FeedbackTally(within: within)
        models[model, default: empty].add(feedback)
        periods[RowKey(group: GroupKey(model: model, value: nil), period: period), default: empty].add(
            feedback)
        if feedback.labelClass != .excluded, let delay = feedback.delay {
            modelDelays[model, default: []].append(delay)
        }

        if grouping == .labeller, label.current == nil { return }
        let key =
            grouping == .labeller
            ? GroupKey(model: model, value: label.current?.by) : grouping.key(of: row)
        groups[key, default: empty].add(feedback)
        rows[RowKey(group: key, period: period), default: empty].add(feedback)
        guard feedback.labelClass != .excluded, let delay = feedback.delay else { return }
        delays[key, default: []].append(delay)
    }

    /// All decisions that a row's shares are taken of: its own; for a labeller, everybody's.
    func whole(of key: RowKey) -> FeedbackTally {
        let empty = FeedbackTally(within: within)
        guard grouping == .labeller else { return rows[key] ?? empty }
        return periods[RowKey(group: GroupKey(model: key.group.model, value: nil), period: key.period)]
            ?? empty
    }

    func whole(of key: GroupKey) -> FeedbackTally {
        let empty = FeedbackTally(within: within)
        return (grouping == .labeller ? models[key.model] : groups[key]) ?? empty
    }
}
