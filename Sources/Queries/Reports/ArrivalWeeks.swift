import Model
import Statistics

/// Decisions of one model and how many were labelled within a horizon, by group and week, counted back from
/// the last whole week in which every decision has had the horizon's time.
struct ArrivalWeeks: Sendable {
    /// Weeks counted back from the newest.
    static let weeksMax = 34
    /// Values of one segment over which it is not looked at: such a segment names decisions, not kinds of
    /// them.
    static let valuesMax = 50

    struct Cell: Hashable, Sendable {
        var hits: Int64 = 0
        var count: Int64 = 0
    }

    let horizon: Model.Span
    /// The first instant after the newest week.
    let end: Timestamp
    /// By group: a cell a week, the newest first.
    private(set) var cells: [AuditGroup: [Cell]] = [:]

    /// Counts the arrivals that lie in the weeks, those of some groups left out.
    ///
    /// A labeller's cells hold the decisions of everybody, and as hits those that it labelled first.
    init(_ arrivals: [LabelArrival], horizon: Model.Span, end: Timestamp, without: [AuditGroup] = []) {
        self.horizon = horizon
        self.end = end
        let width = AuditScope.week.microseconds
        let whole = [Cell](repeating: Cell(), count: Self.weeksMax)
        var labellers: [Identifier: [Cell]] = [:]
        var all = whole
        for arrival in arrivals {
            let age = end.microseconds - arrival.at.microseconds
            guard age > 0, (age - 1) / width < Int64(Self.weeksMax) else { continue }
            if without.contains(where: { arrival.isIn($0) }) { continue }
            let week = Int((age - 1) / width)
            let isHit = arrival.isLabelled(within: horizon)
            all[week].add(isHit, arrival.count)
            cells[.version(arrival.version), default: whole][week].add(isHit, arrival.count)
            for segment in arrival.segments {
                cells[.segment(segment.name, segment.value), default: whole][week].add(isHit, arrival.count)
            }
            if isHit, let first = arrival.first {
                labellers[first.by, default: whole][week].hits += arrival.count
            }
        }
        cells[.all] = all
        for (labeller, weeks) in labellers {
            cells[.labeller(labeller)] = zip(weeks, all).map { Cell(hits: $0.hits, count: $1.count) }
        }
        dropManyValued()
    }

    private mutating func dropManyValued() {
        var values: [Identifier: Int] = [:]
        for case let name? in cells.keys.map(\.name) { values[name, default: 0] += 1 }
        cells = cells.filter { group, _ in group.name.map { (values[$0] ?? 0) <= Self.valuesMax } ?? true }
    }

    var groups: [AuditGroup] { cells.keys.sorted() }

    /// All decisions of a group in some weeks, counted back from the newest; nil when the group has none.
    func pooled(_ group: AuditGroup, _ weeks: Range<Int>) -> Proportion? {
        guard let found = cells[group] else { return nil }
        var sum = Cell()
        for cell in found[weeks.clamped(to: 0..<found.count)] {
            sum.hits += cell.hits
            sum.count += cell.count
        }
        return Proportion(hits: sum.hits, of: sum.count)
    }

    /// The first and last of some weeks, counted back from the newest, as labels: `2009-W32 to 2009-W35`.
    func label(_ weeks: Range<Int>) -> String {
        func label(_ back: Int) -> String {
            CalendarUnit.week.label(
                of: Timestamp(microseconds: end.microseconds - Int64(back + 1) * AuditScope.week.microseconds)
            )
        }
        let newest = label(weeks.lowerBound)
        return weeks.count == 1 ? newest : "\(label(weeks.upperBound - 1)) to \(newest)"
    }
}

extension ArrivalWeeks.Cell {
    fileprivate mutating func add(_ isHit: Bool, _ number: Int64) {
        count += number
        if isHit { hits += number }
    }
}

extension LabelArrival {
    func isLabelled(within span: Model.Span) -> Bool {
        guard let first else { return false }
        guard let end = at.adding(span) else { return true }
        return first.at <= end
    }

    /// Whether the decision belongs to a version or a segment's value. It belongs to no labeller while it
    /// waits, so leaving out by labeller has no meaning.
    func isIn(_ group: AuditGroup) -> Bool {
        switch group.kind {
        case .version: version == group.value
        case .segment: segments.contains { $0.name == group.name && $0.value == group.value }
        case .all, .labeller: false
        }
    }
}
