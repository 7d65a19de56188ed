import Model
import Projections

/// What an audit gathers of one model: tallies by stretch of time, delays, and when labels arrived.
struct AuditModel: Sendable {
    /// Stretches that are looked at as a whole, in the order of the page.
    enum Stretch: String, CaseIterable, Sendable {
        case period = "audited"
        case now = "newest four mature weeks"
        case before = "four weeks before those"
        case year = "52 weeks"
    }

    static let within = DecayRule.horizons[1]

    private let scope: AuditScope
    private let matureEnd: Timestamp
    private var finder = PeriodFinder(.week)
    private(set) var stretches: [Stretch: FeedbackTally] = [:]
    private(set) var weeks: [Period: FeedbackTally] = [:]
    private(set) var delays: [AuditGroup: [Double]] = [:]
    private(set) var arrivals: [LabelArrival] = []
    /// The latest decision looked at.
    private(set) var latest: Timestamp?

    init(_ scope: AuditScope) {
        self.scope = scope
        matureEnd = scope.matureEnd(Self.within)
        for stretch in Stretch.allCases { stretches[stretch] = FeedbackTally(within: Self.within) }
    }

    mutating func add(_ row: DecisionRow, _ label: LabelState) {
        let feedback = Feedback(row, label)
        latest = latest.map { max($0, row.at) } ?? row.at
        stretches[.year]?.add(feedback)
        if scope.period.contains(row.at) { stretches[.period]?.add(feedback) }
        if let stretch = stretch(of: row.at) { stretches[stretch]?.add(feedback) }
        weeks[finder.period(of: row.at), default: FeedbackTally(within: Self.within)].add(feedback)
        guard feedback.labelClass != .excluded else { return }
        arrivals.append(
            LabelArrival(
                at: row.at, first: label.first.map { ($0.at, $0.by) }, version: row.series.version,
                segments: row.segments))
        guard let delay = feedback.delay else { return }
        delays[.all, default: []].append(delay)
        delays[.version(row.series.version), default: []].append(delay)
        if let labeller = label.first?.by { delays[.labeller(labeller), default: []].append(delay) }
    }

    private func stretch(of time: Timestamp) -> Stretch? {
        let age = matureEnd.microseconds - time.microseconds
        guard age > 0 else { return nil }
        return switch (age - 1) / (Int64(DecayRule.weeks) * AuditScope.week.microseconds) {
        case 0: .now
        case 1: .before
        default: nil
        }
    }

    func tally(_ stretch: Stretch) -> FeedbackTally {
        stretches[stretch] ?? FeedbackTally(within: Self.within)
    }

    /// The age from which a pending decision is overdue.
    func maturity(overdueAfter: Double?) -> MaturityAge {
        MaturityAge(overdueAfter: overdueAfter, delays: DelayFigures(delays[.all] ?? []))
    }
}

/// Ages of decisions that wait for their label, in classes.
enum PendingAges {
    /// The lower bounds in days; the last class is open.
    static let days: [Int64] = [0, 1, 3, 7, 14, 30, 90]

    /// A class in words.
    static func label(_ index: Int) -> String {
        guard index + 1 < days.count else { return "\(days[index]) d and more" }
        return index == 0 ? "under \(days[1]) d" : "\(days[index]) to \(days[index + 1]) d"
    }

    /// How many wait for each class of ages; those that are yet to happen count as the youngest.
    static func counts(_ since: [Timestamp], at evaluated: Timestamp) -> [Int64] {
        var counts = [Int64](repeating: 0, count: days.count)
        for time in since {
            let age = evaluated.microseconds - time.microseconds
            let index = days.lastIndex { $0 * 86_400_000_000 <= age } ?? 0
            counts[index] += 1
        }
        return counts
    }
}
