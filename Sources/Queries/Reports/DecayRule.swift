import Model
import Statistics

/// Says for which decisions labels have stopped arriving as they used to.
///
/// Looked at is the share of decisions labelled within a horizon of 3 and of 14 days, in whole weeks in which
/// every decision has had that time. Now is, for each group, the fewest newest weeks (up to four) that hold
/// 30 decisions, and the newest four. Before is the four weeks in front of those; since a fall that lasts
/// moves into them, the 26 weeks in front of these are compared with as well, so that one that stays is
/// reported for about half a year. A fall counts when the share is at least 10 points lower and the pooled
/// two-proportion p, times the number of comparisons made in the audit (Bonferroni), is below 0.01. Of
/// several groups with a fall the one with the greatest |z| explains the others that show none once its
/// decisions are left out. A fall is over when the newest weeks of the shortest horizon, which are the latest
/// that can be known, are back within 10 points.
enum DecayRule {
    static let definition = "feedback-decay.1"
    static let horizons = [
        Model.Span(microseconds: 3 * 86_400_000_000), Model.Span(microseconds: 14 * 86_400_000_000),
    ]
    static let decisionsMin: Int64 = 30
    static let effectMin = 0.1
    static let level = 0.01
    static let weeks = 4
    static let historyWeeks = 26
    /// The fewest decisions by which a single week is called low or not.
    static let weekDecisionsMin: Int64 = 10

    /// What the present is compared with.
    enum Reference: String, Sendable {
        case before = "the four weeks before"
        case history = "the 26 weeks before those"
    }

    /// One group's present beside its past.
    struct Comparison: Sendable {
        let group: AuditGroup
        let horizon: Model.Span
        let reference: Reference
        /// Counted back from the newest week.
        let nowWeeks: Range<Int>
        let thenWeeks: Range<Int>
        let test: TwoProportions
        /// Labels of the weeks.
        let now: String
        let then: String
        /// Whether the newest weeks are as low too.
        let isLowNow: Bool

        var difference: Double { test.difference ?? 0 }
        var z: Double { test.statistic ?? 0 }
        var p: Double { test.pValue ?? 1 }

        /// Whether it is a fall, among so many comparisons.
        func isFall(among count: Int) -> Bool {
            difference <= -DecayRule.effectMin && p * Double(count) < DecayRule.level
        }
    }

    /// A group whose labels fell, and what else shows the same fall.
    struct Fall: Sendable {
        let comparison: Comparison
        /// The earliest week of the low ones that reach up to now; weeks of few decisions do not end them.
        let since: String
        let hasRecovered: Bool
        let alsoSeenIn: [AuditGroup]
    }

    /// The weeks of every horizon; `end` says where the last whole week ends in which all have had a span's
    /// time.
    static func weeks(
        _ arrivals: [LabelArrival], without: [AuditGroup] = [], end: (Model.Span) -> Timestamp
    ) -> [ArrivalWeeks] {
        horizons.map { ArrivalWeeks(arrivals, horizon: $0, end: end($0), without: without) }
    }

    /// Every comparison that there are decisions enough for.
    static func comparisons(_ weeks: [ArrivalWeeks]) -> [Comparison] {
        weeks.flatMap { table in table.groups.flatMap { comparisons(of: $0, in: table) } }
    }

    private static func comparisons(of group: AuditGroup, in table: ArrivalWeeks) -> [Comparison] {
        func isEnough(_ proportion: Proportion) -> Bool { proportion.count >= decisionsMin }
        guard
            let fewest = (1...weeks).first(where: { table.pooled(group, 0..<$0).map(isEnough) ?? false }),
            let newest = table.pooled(group, 0..<fewest)?.rate
        else { return [] }
        var found: [Comparison] = []
        for count in fewest == weeks ? [weeks] : [fewest, weeks] {
            guard let now = table.pooled(group, 0..<count) else { continue }
            let pasts: [(Reference, Range<Int>)] = [
                (.before, count..<(count + weeks)),
                (.history, (count + weeks)..<(count + weeks + historyWeeks)),
            ]
            for (reference, range) in pasts {
                guard let then = table.pooled(group, range), isEnough(then), let rate = then.rate else {
                    continue
                }
                found.append(
                    Comparison(
                        group: group, horizon: table.horizon, reference: reference, nowWeeks: 0..<count,
                        thenWeeks: range, test: TwoProportions(baseline: then, current: now),
                        now: table.label(0..<count), then: table.label(range),
                        isLowNow: newest - rate <= -effectMin))
            }
        }
        return found
    }

    /// The falls of one model, strongest first; `count` is the number of comparisons made in the whole audit.
    static func falls(
        _ arrivals: [LabelArrival], comparisons: [Comparison], among count: Int,
        end: (Model.Span) -> Timestamp
    ) -> [Fall] {
        var left = comparisons.filter { $0.isFall(among: count) }
        guard !left.isEmpty else { return [] }
        let tables = weeks(arrivals, end: end)
        var heads: [AuditGroup] = []
        var falls: [Fall] = []
        while let strongest = left.min(by: { ($0.z, $0.group) < ($1.z, $1.group) }) {
            heads.append(strongest.group)
            let others = Set(left.map(\.group)).subtracting([strongest.group])
            var own: Set<AuditGroup> = []
            if strongest.group.kind == .version || strongest.group.kind == .segment {
                let rest = Self.comparisons(weeks(arrivals, without: heads, end: end))
                own = Set(rest.filter { $0.isFall(among: count) }.map(\.group)).intersection(others)
            }
            falls.append(
                Fall(
                    comparison: strongest, since: since(strongest, tables),
                    hasRecovered: hasRecovered(strongest, comparisons),
                    alsoSeenIn: others.subtracting(own).sorted()))
            left.removeAll { !own.contains($0.group) }
        }
        return falls
    }

    private static func since(_ fall: Comparison, _ tables: [ArrivalWeeks]) -> String {
        guard let table = tables.first(where: { $0.horizon == fall.horizon }),
            let rate = fall.test.baseline.rate
        else { return fall.now }
        var earliest = 0
        for week in 0..<ArrivalWeeks.weeksMax {
            guard let cell = table.pooled(fall.group, week..<(week + 1)), cell.count >= weekDecisionsMin,
                let found = cell.rate
            else { continue }
            // The newest weeks are low together; that one of them is not does not end the fall before it
            // began.
            guard found - rate <= -effectMin || week < fall.nowWeeks.count else { break }
            if found - rate <= -effectMin { earliest = week }
        }
        return table.label(earliest..<(earliest + 1))
    }

    private static func hasRecovered(_ fall: Comparison, _ comparisons: [Comparison]) -> Bool {
        let same = comparisons.filter { $0.group == fall.group }
        let latest = same.filter { $0.horizon == horizons.first }
        if !latest.isEmpty, !latest.contains(where: \.isLowNow) { return true }
        return !same.contains { $0.horizon == fall.horizon && $0.isLowNow }
    }
}
