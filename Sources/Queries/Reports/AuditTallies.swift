import Model
import Projections
import Statistics

/// What an audit gathers beside counts by day: delays by group, ages of what waits, and when labels arrived.
struct AuditTallies {
    /// Of one model.
    struct ModelTally {
        /// The latest decision looked at, in microseconds.
        var latest = Int64.min
        /// Decisions that wait, by class of `PendingAges`.
        var pendingAges = [Int64](repeating: 0, count: PendingAges.days.count)
        var arrivals = ArrivalClasses()
    }

    private let scope: AuditScope
    private let knowledge: Knowledge
    private(set) var models: [Identifier: ModelTally] = [:]
    private(set) var delays = DelayTallies()
    private var delayNumbers: [DelayKey: Int] = [:]

    private struct DelayKey: Hashable {
        let model: Identifier
        let group: AuditGroup
    }

    init(_ scope: AuditScope, _ knowledge: Knowledge) {
        self.scope = scope
        self.knowledge = knowledge
    }

    var needs: ChunkNeeds {
        var needs = ChunkNeeds()
        needs.ats = true
        needs.labels = knowledge
        needs.allSegments = true
        return needs
    }

    /// Takes the chosen rows of a chunk.
    /// - Parameter isFirst: false takes the delays alone, once more.
    mutating func add(_ rows: ChunkColumns, _ chosen: ChosenRows, _ meaning: LabelMeaning, isFirst: Bool) {
        guard let labels = rows.labels else { return }
        let model = rows.series.model
        var tally = models[model] ?? ModelTally()
        models[model] = nil
        var all: [Double] = []
        var byLabeller: [(by: UInt32, delays: [Double])] = []
        var places: [UInt32: Int] = [:]
        var classes = isFirst ? ArrivalChunk(rows, scope) : nil
        let evaluated = knowledge.evaluated.microseconds
        chosen.forEach { row in
            let at = rows.ats[row]
            let summary = labels.summary(row).flatMap { $0.standing > 0 ? $0 : nil }
            let isExcluded = summary.map { meaning.labelClass($0.current) == .excluded } ?? false
            if isFirst {
                tally.latest = max(tally.latest, at)
                if summary == nil { tally.pendingAges[PendingAges.index(of: evaluated - at)] += 1 }
                if !isExcluded { classes?.add(row, at, first: summary?.first) }
            }
            guard let summary, !isExcluded else { return }
            let delay = Double(summary.first.at - at) / 1_000_000
            all.append(delay)
            let by = summary.first.by
            let place = places[by] ?? byLabeller.count
            if place == byLabeller.count {
                places[by] = place
                byLabeller.append((by, []))
            }
            byLabeller[place].delays.append(delay)
        }
        if let classes { tally.arrivals.add(classes, meaning) }
        models[model] = tally
        delays.add(all, group: number(model, .all))
        delays.add(all, group: number(model, .version(rows.series.version)))
        for (by, list) in byLabeller {
            delays.add(list, group: number(model, .labeller(meaning.labeller(by))))
        }
    }

    private mutating func number(_ model: Identifier, _ group: AuditGroup) -> Int {
        let key = DelayKey(model: model, group: group)
        if let found = delayNumbers[key] { return found }
        delayNumbers[key] = delayNumbers.count
        return delayNumbers.count - 1
    }

    /// Ends a pass.
    /// - Returns: whether the delays have to be handed over once more.
    mutating func close() -> Bool { delays.close() }

    /// The figures of every group of a model that has any.
    func delayFigures(_ model: Identifier) -> [AuditGroup: DelayFigures] {
        var found: [AuditGroup: DelayFigures] = [:]
        for (key, number) in delayNumbers where key.model == model {
            let figures = delays.figures(group: number)
            if figures.count > 0 { found[key.group] = figures }
        }
        return found
    }
}
