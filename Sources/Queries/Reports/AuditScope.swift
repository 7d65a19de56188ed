import Documents
import Model
import Projections
import Wire

/// What an audit looks at: a stretch of the calendar that ends, and the year before its end.
struct AuditScope: Sendable {
    /// The day or week that is audited.
    let period: Range<Timestamp>
    let label: String
    /// The first instant after the evaluation time: outcomes before it are known.
    let knownUntil: Timestamp

    /// How far back decisions are looked at.
    static let lookBack = Model.Span(microseconds: 52 * week.microseconds)
    static let week = Model.Span(microseconds: 7 * 86_400_000_000)

    /// The day or week of the question; without one the last whole week before the evaluation time.
    init(_ request: Request) {
        let evaluated = request.knowledge.evaluated
        if let day = request.arguments.window("day") {
            period = day
            label = request.arguments.text("day") ?? ""
        } else if let week = request.arguments.window("week") {
            period = week
            label = request.arguments.text("week") ?? ""
        } else {
            let start = CalendarUnit.week.window(containing: evaluated).lowerBound
            let before = start.subtracting(Model.Span(microseconds: 1)) ?? start
            period = CalendarUnit.week.window(containing: before)
            label = CalendarUnit.week.label(of: before)
        }
        // Labels are known up to the evaluation time, inclusive.
        knownUntil = evaluated.adding(Model.Span(microseconds: 1)) ?? evaluated
    }

    /// The last microsecond of the day or week that was asked for, which labels are taken up to; nil without
    /// one.
    static func lastMoment(_ arguments: QueryArguments) -> Timestamp? {
        (arguments.window("day") ?? arguments.window("week"))?.upperBound
            .subtracting(Model.Span(microseconds: 1))
    }

    /// Decisions that are looked at: the year up to the end of the period.
    var window: Window {
        Window(from: period.upperBound.subtracting(Self.lookBack), to: period.upperBound)
    }

    /// The end of the last whole week whose decisions have all had a span's time to be labelled.
    func matureEnd(_ span: Model.Span) -> Timestamp {
        let last = knownUntil.subtracting(span) ?? knownUntil
        return CalendarUnit.week.window(containing: min(last, period.upperBound)).lowerBound
    }
}
