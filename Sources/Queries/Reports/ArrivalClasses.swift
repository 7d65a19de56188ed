import Model
import Projections
import Wire

/// Decisions of one model that the decay rule cannot tell apart, counted together: of one version, with the
/// same segments, of the same weeks, labelled in the same horizons by the same one.
struct ArrivalClasses: Sendable {
    fileprivate struct Key: Hashable, Sendable {
        let version: Int
        var segments: Int
        let weeks: ArrivalChunk.Weeks
        /// Who gave the first label; nil where it came in no horizon.
        let by: Identifier?
    }

    fileprivate struct Entry: Sendable {
        /// One of the decisions stands for all.
        let at: Int64
        let firstAt: Int64?
        var count: Int64
    }

    private var versions: [Identifier] = []
    private var segmentSets: [[Segment]] = []
    private var known: [[Segment]: Int] = [:]
    private var classes: [Key: Entry] = [:]
    /// In the order in which they are met.
    private var order: [Key] = []
    /// By name: the values met, of all decisions and of those in the weeks of each horizon; at most one more
    /// than are looked at.
    private var values: [Identifier: [Set<Identifier>]] = [:]
    /// Names of which no horizon looks at the values.
    private var dropped: Set<Identifier> = []

    struct Segment: Hashable, Sendable {
        let name: Identifier
        let value: Identifier
    }

    init() {}

    mutating func add(_ chunk: ArrivalChunk, _ meaning: LabelMeaning) {
        note(chunk)
        let version = versions.firstIndex(of: chunk.version) ?? versions.count
        if version == versions.count { versions.append(chunk.version) }
        var sets = [Int](repeating: -1, count: chunk.groups.values.count)
        for (place, entry) in chunk.entries {
            let code = Int(place.code)
            if sets[code] < 0 { sets[code] = number(of: segments(chunk, code)) }
            let key = Key(
                version: version, segments: sets[code], weeks: place.weeks,
                by: place.by.map { meaning.labeller($0) }
            )
            add(key, Entry(at: entry.at, firstAt: entry.firstAt, count: entry.count))
        }
    }

    private mutating func add(_ key: Key, _ entry: Entry) {
        if classes[key]?.count != nil {
            classes[key]?.count += entry.count
        } else {
            classes[key] = entry
            order.append(key)
        }
    }

    private func segments(_ chunk: ArrivalChunk, _ code: Int) -> [Segment] {
        zip(chunk.names, chunk.groups.values[code]).compactMap { name, value in
            guard case .text(let value)? = value, !dropped.contains(name) else { return nil }
            return Segment(name: name, value: value)
        }
    }

    private mutating func number(of segments: [Segment]) -> Int {
        if let found = known[segments] { return found }
        known[segments] = segmentSets.count
        segmentSets.append(segments)
        return segmentSets.count - 1
    }

    /// Notes the values that names have, and drops the names that have too many: such a segment names
    /// decisions, and there would be a class for each.
    private mutating func note(_ chunk: ArrivalChunk) {
        var more = false
        for (index, name) in chunk.names.enumerated() {
            var sets = values[name] ?? [[], [], []]
            values[name] = nil
            for (place, _) in chunk.entries {
                guard case .text(let value)? = chunk.groups.values[Int(place.code)][index] else { continue }
                for (set, isMember) in [true, place.weeks.index3 >= 0, place.weeks.index14 >= 0].enumerated()
                where isMember && sets[set].count <= ArrivalWeeks.valuesMax {
                    sets[set].insert(value)
                }
            }
            values[name] = sets
            if sets[1].count > ArrivalWeeks.valuesMax, sets[2].count > ArrivalWeeks.valuesMax,
                dropped.insert(name).inserted
            {
                more = true
            }
        }
        if more { merge() }
    }

    private mutating func merge() {
        let old = (segmentSets, classes, order)
        segmentSets = []
        known = [:]
        classes = [:]
        order = []
        let numbers = old.0.map { segments in number(of: segments.filter { !dropped.contains($0.name) }) }
        for key in old.2 {
            guard let entry = old.1[key] else { continue }
            var key = key
            key.segments = numbers[key.segments]
            add(key, entry)
        }
    }

    /// Segments with too many values to look at each.
    var manyValued: [Identifier] {
        values.filter { $0.value[0].count > ArrivalWeeks.valuesMax }.keys.sorted()
    }

    /// One arrival for each class, with how many it stands for.
    var arrivals: [LabelArrival] {
        order.compactMap { key in
            guard let entry = classes[key] else { return nil }
            return LabelArrival(
                at: Timestamp(microseconds: entry.at),
                // Whoever labelled too late for every horizon is looked at by none.
                first: entry.firstAt.map { (Timestamp(microseconds: $0), key.by ?? Identifier("")) },
                version: versions[key.version],
                segments: segmentSets[key.segments].map { ($0.name, $0.value) }, count: entry.count)
        }
    }
}

/// The classes of one chunk's decisions.
struct ArrivalChunk {
    /// Which weeks a decision is counted in, -1 for none, and whether it was labelled in time: for each
    /// horizon.
    struct Weeks: Hashable, Sendable {
        let index3: Int8
        let index14: Int8
        let hits: UInt8
    }

    struct Place: Hashable {
        let code: UInt32
        let weeks: Weeks
        let by: UInt32?
    }

    struct Entry {
        let at: Int64
        let firstAt: Int64?
        var count: Int64
    }

    let version: Identifier
    /// The segments' names, ascending.
    let names: [Identifier]
    let groups: ChunkGroups
    /// In the order in which they are met.
    private(set) var entries: [(place: Place, entry: Entry)] = []
    private var known: [Place: Int] = [:]
    private let ends: [Int64]
    private let spans: [Int64]

    init(_ rows: ChunkColumns, _ scope: AuditScope) {
        version = rows.series.version
        names = rows.segmentNames
        groups = ChunkGroups(rows, names.map { .segment($0) })
        ends = DecayRule.horizons.map { scope.matureEnd($0).microseconds }
        spans = DecayRule.horizons.map(\.microseconds)
    }

    mutating func add(_ row: Int, _ at: Int64, first: LabelEntry?) {
        var hits: UInt8 = 0
        for index in 0..<2 {
            if let first, first.at - at <= spans[index] { hits |= 1 << UInt8(index) }
        }
        let place = Place(
            code: UInt32(groups.code(row)),
            weeks: Weeks(
                index3: Self.week(ends[0] - at), index14: Self.week(ends[1] - at), hits: hits),
            by: hits == 0 ? nil : first?.by)
        if let index = known[place] {
            entries[index].entry.count += 1
        } else {
            known[place] = entries.count
            entries.append((place, Entry(at: at, firstAt: first?.at, count: 1)))
        }
    }

    private static func week(_ age: Int64) -> Int8 {
        let week = (age - 1) / AuditScope.week.microseconds
        return age > 0 && week < Int64(ArrivalWeeks.weeksMax) ? Int8(week) : -1
    }
}
