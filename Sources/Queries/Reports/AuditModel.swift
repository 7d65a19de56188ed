import Model
import Projections

/// What an audit knows of one model: tallies by stretch of time, delays, and when labels arrived.
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
    private var stretches: [Stretch: FeedbackTally] = [:]
    private(set) var weeks: [Period: FeedbackTally] = [:]
    let delays: [AuditGroup: DelayFigures]
    let arrivals: [LabelArrival]
    /// Segments with too many values to look at each.
    let manyValued: [Identifier]
    /// Decisions that wait, by class of `PendingAges`.
    let pendingAges: [Int64]
    /// The latest decision looked at.
    let latest: Timestamp?
    /// The age from which a pending decision is overdue.
    let maturity: MaturityAge

    /// - Parameter days: the tallies of single days; each stretch is made of whole days.
    init(
        _ scope: AuditScope, days: [(day: Period, tally: FeedbackTally)], maturity: MaturityAge,
        _ tally: AuditTallies.ModelTally, delays: [AuditGroup: DelayFigures]
    ) {
        self.scope = scope
        self.maturity = maturity
        self.delays = delays
        matureEnd = scope.matureEnd(Self.within)
        arrivals = tally.arrivals.arrivals
        manyValued = tally.arrivals.manyValued
        pendingAges = tally.pendingAges
        latest = tally.latest > .min ? Timestamp(microseconds: tally.latest) : nil
        for (day, tally) in days {
            guard let start = day.start else { continue }
            stretches[.year, default: FeedbackTally()].add(tally)
            if scope.period.contains(start) { stretches[.period, default: FeedbackTally()].add(tally) }
            if let stretch = stretch(of: start) { stretches[stretch, default: FeedbackTally()].add(tally) }
            weeks[Period(.week, containing: start), default: FeedbackTally()].add(tally)
        }
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

    func tally(_ stretch: Stretch) -> FeedbackTally { stretches[stretch] ?? FeedbackTally() }
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

    /// The class of an age in microseconds; what is yet to happen counts as the youngest.
    static func index(of age: Int64) -> Int { days.lastIndex { $0 * 86_400_000_000 <= age } ?? 0 }
}
