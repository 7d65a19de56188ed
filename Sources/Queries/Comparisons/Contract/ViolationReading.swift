import Model
import Projections

/// The violations that a selection's decisions have.
struct ViolationReading: Sendable {
    struct Key: Hashable, Sendable {
        let version: Identifier
        /// A feature, or the score.
        let column: ColumnKey
        let kind: ViolationKind
    }

    struct Day: Sendable {
        var decisions = 0
        /// Those that break a rule.
        var broken = 0
        /// Violations, in the order of `ViolationKind.allCases`.
        var kinds = [Int](repeating: 0, count: ViolationKind.allCases.count)
    }

    struct Judged: Sendable {
        var decisions = 0
        var broken = 0
    }

    private(set) var tallies: [Key: ViolationTally] = [:]
    /// By days since 1970.
    private(set) var days: [Int64: Day] = [:]
    private(set) var versions: [Identifier: Judged] = [:]
    private(set) var leftOut: LeftOut
    private let limit: Int

    /// Columns of a chunk that are in memory at once.
    private static let batch = 32
    private static let microsecondsOfDay: Int64 = 86_400_000_000
    private static let order = ViolationKind.allCases

    /// Cost: a pass over every feature, one byte a decision.
    init(
        _ selection: Selection, _ rules: [Identifier: ContractRules], limit: Int, _ request: Request,
        _ view: borrowing View
    ) throws {
        self.limit = limit
        leftOut = LeftOut(selection.filter)
        var keys = Set(try ColumnSample.keys(.feature, selection, request, view))
        for rule in rules.values { keys.formUnion(rule.features.keys) }
        let columns = [ColumnKey.field(.score)] + keys.sorted()
        // By chunk, in the order in which every pass comes by: the rows that broke a rule so far.
        var broken: [RowMask] = []
        for start in stride(from: 0, to: columns.count, by: Self.batch) {
            let end = min(start + Self.batch, columns.count)
            var needs = ChunkNeeds()
            needs.ats = true
            needs.positions = true
            for key in columns[start..<end] { needs.add(key) }
            var number = 0
            var ignored = LeftOut(selection.filter)
            try selection.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
                if start == 0 { broken.append(RowMask(false, count: rows.count)) }
                let days = rows.ats.map { $0 / Self.microsecondsOfDay }
                if start == 0 { count(rows, chosen, days) }
                if let rule = rules[rows.series.version] {
                    for key in columns[start..<end] {
                        take(key, rule, rows, chosen, days, &broken[number])
                    }
                }
                if end == columns.count { countBroken(rows, broken[number], days) }
                number += 1
            }
            if start == 0 { leftOut = ignored }
        }
    }

    private mutating func count(_ rows: ChunkColumns, _ chosen: ChosenRows, _ days: [Int64]) {
        versions[rows.series.version, default: Judged()].decisions += chosen.population
        var (day, found) = (Int64.min, 0)
        chosen.forEach { row in
            // Neighbours mostly share their day.
            if days[row] != day {
                if found > 0 { self.days[day, default: Day()].decisions += found }
                (day, found) = (days[row], 0)
            }
            found += 1
        }
        if found > 0 { self.days[day, default: Day()].decisions += found }
    }

    private mutating func countBroken(_ rows: ChunkColumns, _ broken: RowMask, _ days: [Int64]) {
        for row in 0..<broken.count where broken[row] { self.days[days[row], default: Day()].broken += 1 }
        versions[rows.series.version, default: Judged()].broken += broken.population
    }

    /// Holds one column of a chunk against its rule.
    private mutating func take(
        _ key: ColumnKey, _ rules: ContractRules, _ rows: ChunkColumns, _ chosen: ChosenRows,
        _ days: [Int64], _ broken: inout RowMask
    ) {
        var found = [ViolationTally?](repeating: nil, count: Self.order.count)
        let isScore = key.family == .field
        func add(_ row: Int, _ kind: ViolationKind) {
            let kind = isScore && kind == .range ? ViolationKind.scoreRange : kind
            let place = Self.order.firstIndex(of: kind) ?? 0
            if found[place] == nil {
                found[place] =
                    tallies.removeValue(
                        forKey: Key(version: rules.version, column: key, kind: kind))
                    ?? ViolationTally(limit: limit)
            }
            found[place]?.add(rows.positions[row], rows.ats[row])
            broken.insert(row)
            self.days[days[row], default: Day()].kinds[place] += 1
        }
        let column = rows.column(key)
        if isScore {
            rules.score.violations(column, chosen, add)
        } else if let rule = rules.features[key] {
            rule.violations(column, chosen, add)
        } else if rules.namesFeatures {
            CheckedFeature.unknown(column, chosen, add)
        }
        for (place, tally) in found.enumerated() {
            guard let tally else { continue }
            tallies[Key(version: rules.version, column: key, kind: Self.order[place])] = tally
        }
    }
}
