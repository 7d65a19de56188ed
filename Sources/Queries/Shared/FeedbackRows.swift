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
    /// By row. Grouped by labeller: of the labelled decisions.
    let rows: [RowKey: FeedbackTally]
    /// By group, all time.
    let groups: [GroupKey: FeedbackTally]
    /// Grouped by labeller: the same with all labellers together, and those who wait.
    private let wholeRows: [RowKey: FeedbackTally]
    private let wholeGroups: [GroupKey: FeedbackTally]
    /// By model, all groups and all time together.
    let models: [Identifier: FeedbackTally]
    let delays: [GroupKey: DelayFigures]
    let modelDelays: [Identifier: DelayFigures]
    /// The ages from which decisions are overdue.
    let ages: [Identifier: MaturityAge]
    /// Decisions after the evaluation time.
    let later: Int

    init(
        _ tallies: FeedbackTallies, grouping: Grouping, hasPeriods: Bool, within: Model.Span,
        ages: [Identifier: MaturityAge]
    ) {
        self.grouping = grouping
        self.within = within
        self.ages = ages
        later = tallies.later
        let wholes = Self.sums(tallies.book, tallies.tallies, hasPeriods)
        let labelled = Self.sums(tallies.labelledBook, tallies.labelled, hasPeriods)
        let isByLabeller = grouping.labellerIndex != nil
        (rows, groups) = isByLabeller ? labelled : wholes
        (wholeRows, wholeGroups) = wholes
        var models: [Identifier: FeedbackTally] = [:]
        for (key, tally) in wholes.groups { models[key.model, default: FeedbackTally()].add(tally) }
        self.models = models
        var delays: [GroupKey: DelayFigures] = [:]
        for key in groups.keys { delays[key] = tallies.delayFigures(key) }
        self.delays = delays
        var modelDelays: [Identifier: DelayFigures] = [:]
        for model in models.keys {
            modelDelays[model] = tallies.delayFigures(FeedbackTallies.modelKey(model))
        }
        self.modelDelays = modelDelays
    }

    /// By row and by group. Sums of whole numbers, so that their order does not matter.
    private static func sums(
        _ book: GroupBook, _ tallies: [FeedbackTally], _ hasPeriods: Bool
    ) -> (rows: [RowKey: FeedbackTally], groups: [GroupKey: FeedbackTally]) {
        var rows: [RowKey: FeedbackTally] = [:]
        var groups: [GroupKey: FeedbackTally] = [:]
        for (key, tally) in zip(book.keys, tallies) {
            let row = RowKey(key, hasPeriod: hasPeriods)
            rows[row, default: FeedbackTally()].add(tally)
            groups[row.group, default: FeedbackTally()].add(tally)
        }
        return (rows, groups)
    }

    /// All decisions that a row's shares are taken of: its own; for a labeller, everybody's.
    func whole(of key: RowKey) -> FeedbackTally {
        wholeRows[RowKey(group: withoutLabeller(key.group), period: key.period)] ?? FeedbackTally()
    }

    func whole(of key: GroupKey) -> FeedbackTally { wholeGroups[withoutLabeller(key)] ?? FeedbackTally() }

    private func withoutLabeller(_ key: GroupKey) -> GroupKey {
        var key = key
        if let index = grouping.labellerIndex { key.values[index] = nil }
        return key
    }
}

extension FeedbackRows {
    /// Counts the feedback of a selection: chunk by chunk, in one pass and a look at one day more.
    static func count(
        _ selection: Selection, _ request: Request, _ view: borrowing View, grouping: Grouping,
        period: CalendarUnit?, within: Model.Span, overdueAfter: Double?
    ) throws -> (FeedbackRows, LeftOut) {
        let knowledge = request.knowledge
        var leftOut = LeftOut(selection.filter)
        var ignored = LeftOut(nil)
        let cutoff = overdueAfter.map { OverdueRule.cutoff($0, at: knowledge.evaluated) }
        var tallies = FeedbackTallies(
            grouping, period: period, knowledge: knowledge, within: within, cutoff: cutoff)
        let needs = tallies.needs
        try selection.chunksInParallel(request, view, needs, leftOut: &leftOut, &tallies) { series in
            try view.terms(of: series, at: knowledge)
        } _: { tallies, rows, chosen, terms in
            try tallies.add(rows, chosen, LabelMeaning(terms))
        }
        while tallies.closeDelays() {
            try selection.chunksInParallel(request, view, needs, leftOut: &ignored, &tallies) { series in
                try view.terms(of: series, at: knowledge)
            } _: { tallies, rows, chosen, terms in
                try tallies.add(rows, chosen, LabelMeaning(terms), .delays)
            }
        }
        var ages: [Identifier: MaturityAge] = [:]
        for model in Set(tallies.book.keys.map(\.model)).sorted() {
            let age = MaturityAge(
                overdueAfter: overdueAfter,
                delays: tallies.delayFigures(FeedbackTallies.modelKey(model)))
            ages[model] = age
            guard cutoff == nil, let seconds = age.seconds else { continue }
            let last = OverdueRule.cutoff(seconds, at: knowledge.evaluated)
            // Whole days are counted; only the day in which the last overdue decision lies is looked at
            // again.
            var rest = selection
            rest.model = model
            if tallies.pendingDays != nil {
                let day = last.flooredDivided(by: 86_400_000_000)
                tallies.addOverdue(before: day, model: model)
                rest.window.narrow(from: day.multipliedReportingOverflow(by: 86_400_000_000).partialValue)
            }
            rest.window.narrow(to: last == .max ? last : last + 1)
            try rest.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
                try tallies.add(
                    rows, chosen, try view.meaning(of: rows.series, at: knowledge), .pending(notAfter: last))
            }
        }
        let rows = FeedbackRows(
            tallies, grouping: grouping, hasPeriods: period != nil, within: within, ages: ages)
        return (rows, leftOut)
    }
}

extension Window {
    /// Moves the start on to an instant, if that is later.
    mutating func narrow(from: Int64) {
        self.from = max(self.from ?? Timestamp(microseconds: .min), Timestamp(microseconds: from))
    }

    /// Moves the end back to an instant, if that is earlier.
    mutating func narrow(to: Int64) {
        self.to = min(self.to ?? Timestamp(microseconds: .max), Timestamp(microseconds: to))
    }
}
