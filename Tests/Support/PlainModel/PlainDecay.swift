import Model

/// Decisions of one model that an audit looks at together.
struct PlainGroup: Hashable, Comparable {
    enum Kind: Int { case all, version, segment, labeller }

    let kind: Kind
    var name: Identifier?
    var value: Identifier?

    /// All, versions, segments by name and value, labellers.
    static func < (left: PlainGroup, right: PlainGroup) -> Bool {
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        let (a, b) = (left.name ?? Identifier(""), right.name ?? Identifier(""))
        if a != b { return a < b }
        return (left.value ?? Identifier("")) < (right.value ?? Identifier(""))
    }

    var words: String {
        let value = value?.text ?? ""
        return switch kind {
        case .all: "all decisions"
        case .version: "version \(value)"
        case .segment: "\(name?.text ?? "")=\(value)"
        case .labeller: "labeller \(value)"
        }
    }

    var kindCell: PlainValue {
        .text(kind == .segment ? name?.text ?? "" : kind == .all ? "all" : "\(kind)")
    }

    var valueCell: PlainValue { .text(value?.text ?? "all") }
}

/// The rule by which labels have stopped arriving as they used to, worked out decision by decision.
///
/// The share labelled within 3 and within 14 days, in whole weeks in which every decision has had that time.
/// Now: the fewest newest weeks, up to four, with 30 decisions, and the newest four. Then: the four weeks
/// before, and the 26 before those. A fall is 10 points with p times the comparisons of the audit under 0.01.
/// The strongest explains the others that show none once its decisions are left out.
struct PlainDecay {
    typealias Rate = (hits: Int, count: Int)

    static let week: Int64 = 604_800_000_000
    static let horizons: [Int64] = [259_200_000_000, 1_209_600_000_000]
    static let weeksMax = 34

    struct Comparison {
        let group: PlainGroup
        let horizon: Int64
        let isBefore: Bool
        let now: Range<Int>
        let then: Range<Int>
        let nowRate: Rate
        let thenRate: Rate
        let test: (difference: Double, z: Double, p: Double)
        /// Whether the fewest newest weeks are 10 points lower too.
        let isLowNow: Bool

        func isFall(among count: Int) -> Bool { test.difference <= -0.1 && test.p * Double(count) < 0.01 }
    }

    struct Fall {
        let comparison: Comparison
        let since: String
        let hasRecovered: Bool
        let alsoSeenIn: [PlainGroup]
    }

    /// The decisions of one horizon's weeks, with the week of each counted back from the newest.
    struct Table {
        let horizon: Int64
        let end: Timestamp
        private(set) var groups: [PlainGroup] = []
        private var weeks: [PlainGroup: [Rate]] = [:]

        init(
            _ made: [PlainDecision], _ state: PlainState, horizon: Int64, end: Timestamp,
            without: [PlainGroup]
        ) {
            self.horizon = horizon
            self.end = end
            let empty = [Rate](repeating: (0, 0), count: weeksMax)
            weeks[PlainGroup(kind: .all)] = empty
            var all = empty
            var labellers: [PlainGroup: [Rate]] = [:]
            for made in made where !without.contains(where: { Self.isIn(made, $0) }) {
                let age = end.microseconds - made.at.microseconds
                guard age > 0, age <= Int64(weeksMax) * week else { continue }
                let index = Int((age - 1) / week)
                let first = state.label(of: made).first
                let isHit = first.map { PlainDelays.microseconds(made, $0) <= Int128(horizon) } ?? false
                let own =
                    [PlainGroup(kind: .all), PlainGroup(kind: .version, value: made.series.version)]
                    + made.decision.segments.map {
                        PlainGroup(kind: .segment, name: $0.name, value: $0.value)
                    }
                for group in own {
                    weeks[group, default: empty][index].count += 1
                    if isHit { weeks[group, default: empty][index].hits += 1 }
                }
                all[index].count += 1
                if isHit, let by = first?.outcome.by {
                    labellers[PlainGroup(kind: .labeller, value: by), default: empty][index].hits += 1
                }
            }
            // A labeller's share is of everybody's decisions.
            for (labeller, rates) in labellers {
                weeks[labeller] = zip(rates, all).map { ($0.hits, $1.count) }
            }
            for name in Set(weeks.keys.compactMap(\.name)) {
                // A segment with more values names decisions, not kinds of them.
                let values = weeks.keys.filter { $0.name == name }
                if values.count > 50 { for value in values { weeks[value] = nil } }
            }
            groups = weeks.keys.sorted()
        }

        private static func isIn(_ made: PlainDecision, _ group: PlainGroup) -> Bool {
            switch group.kind {
            case .version: made.series.version == group.value
            case .segment: group.name.flatMap { made.segment($0) } == group.value
            case .all, .labeller: false
            }
        }

        /// Nil when the group has no decision.
        func rate(_ group: PlainGroup, _ range: Range<Int>) -> Rate? {
            guard let rates = weeks[group] else { return nil }
            let pooled = rates[range.clamped(to: 0..<weeksMax)]
            return (pooled.reduce(0) { $0 + $1.hits }, pooled.reduce(0) { $0 + $1.count })
        }

        /// The oldest and the newest of some weeks.
        func label(_ range: Range<Int>) -> String {
            func label(_ back: Int) -> String {
                CalendarUnit.week.label(
                    of: Timestamp(microseconds: end.microseconds - Int64(back + 1) * week))
            }
            let newest = label(range.lowerBound)
            return range.count == 1 ? newest : "\(label(range.upperBound - 1)) to \(newest)"
        }

        func comparisons() -> [Comparison] { groups.flatMap(comparisons) }

        private func comparisons(_ group: PlainGroup) -> [Comparison] {
            guard
                let fewest = (1...4).first(where: { (rate(group, 0..<$0)?.count ?? 0) >= 30 }),
                let newest = rate(group, 0..<fewest)
            else { return [] }
            var found: [Comparison] = []
            for count in Set([fewest, 4]).sorted() {
                for isBefore in [true, false] {
                    let then = isBefore ? count..<(count + 4) : (count + 4)..<(count + 30)
                    guard let nowRate = rate(group, 0..<count), let thenRate = rate(group, then),
                        thenRate.count >= 30, let test = PlainNumbers.proportions(thenRate, nowRate)
                    else { continue }
                    let low =
                        Double(newest.hits) / Double(newest.count)
                        - Double(thenRate.hits) / Double(thenRate.count)
                    found.append(
                        Comparison(
                            group: group, horizon: horizon, isBefore: isBefore, now: 0..<count, then: then,
                            nowRate: nowRate, thenRate: thenRate, test: test, isLowNow: low <= -0.1))
                }
            }
            return found
        }
    }

    let made: [PlainDecision]
    let state: PlainState
    /// Where the last whole week ends in which all have had a horizon's time.
    let end: (Int64) -> Timestamp

    func tables(without: [PlainGroup] = []) -> [Table] {
        Self.horizons.map {
            Table(made, state, horizon: $0, end: end($0), without: without)
        }
    }

    func falls(among count: Int) -> [Fall] {
        let tables = tables()
        let comparisons = tables.flatMap { $0.comparisons() }
        var left = comparisons.filter { $0.isFall(among: count) }
        var heads: [PlainGroup] = []
        var falls: [Fall] = []
        while var strongest = left.first {
            for other in left
            where (other.test.z, other.group) < (strongest.test.z, strongest.group) { strongest = other }
            heads.append(strongest.group)
            let others = Set(left.map(\.group)).subtracting([strongest.group])
            var own: Set<PlainGroup> = []
            if [.version, .segment].contains(strongest.group.kind) {
                let rest = self.tables(without: heads).flatMap { $0.comparisons() }
                own = others.intersection(rest.filter { $0.isFall(among: count) }.map(\.group))
            }
            falls.append(
                Fall(
                    comparison: strongest, since: since(strongest, tables),
                    hasRecovered: hasRecovered(strongest, comparisons),
                    alsoSeenIn: others.subtracting(own).sorted()))
            left = left.filter { own.contains($0.group) }
        }
        return falls
    }

    /// The earliest low week of those that reach up to now; weeks of under 10 decisions do not end them, nor
    /// does one of the newest weeks, which are low together.
    private func since(_ fall: Comparison, _ tables: [Table]) -> String {
        guard let table = tables.first(where: { $0.horizon == fall.horizon }) else { return "" }
        let usual = Double(fall.thenRate.hits) / Double(fall.thenRate.count)
        var earliest = 0
        for week in 0..<Self.weeksMax {
            guard let rate = table.rate(fall.group, week..<(week + 1)), rate.count >= 10 else { continue }
            let isLow = Double(rate.hits) / Double(rate.count) - usual <= -0.1
            if isLow { earliest = week }
            if !isLow, week >= fall.now.count { break }
        }
        return table.label(earliest..<(earliest + 1))
    }

    /// Over is a fall when the newest weeks of the shortest horizon are back; where that cannot be told, when
    /// those of its own are.
    private func hasRecovered(_ fall: Comparison, _ comparisons: [Comparison]) -> Bool {
        let same = comparisons.filter { $0.group == fall.group }
        let latest = same.filter { $0.horizon == Self.horizons[0] }
        if !latest.isEmpty, latest.allSatisfy({ !$0.isLowNow }) { return true }
        return same.filter { $0.horizon == fall.horizon }.allSatisfy { !$0.isLowNow }
    }
}
