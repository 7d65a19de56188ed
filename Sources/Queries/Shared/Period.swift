import Model

/// A stretch of the calendar, or all time.
struct Period: Hashable, Comparable, Sendable {
    /// Its first instant; nil for all time.
    let start: Timestamp?
    let label: String

    static let all = Period(start: nil, label: "all")

    /// The stretch that an instant lies in; without a unit, all time.
    init(_ unit: CalendarUnit?, containing time: Timestamp) {
        guard let unit else {
            self = .all
            return
        }
        start = unit.window(containing: time).lowerBound
        label = unit.label(of: time)
    }

    private init(start: Timestamp?, label: String) {
        self.start = start
        self.label = label
    }

    static func < (left: Period, right: Period) -> Bool {
        guard let other = right.start else { return false }
        guard let start = left.start else { return true }
        return start < other
    }
}
