import Journal
import Model
import Projections

/// The decisions that a replay set may be drawn from.
struct ReplayPool {
    /// A decision that was drawn.
    struct Member {
        let position: Position
        let id: Identifier
        let at: Timestamp
        let decision: Decision
        /// The exact bytes of its event.
        let body: [UInt8]
        let label: Label
    }

    /// Decisions with a label that is positive or negative.
    private(set) var count = 0
    private(set) var unlabelled = 0
    private(set) var unusable = 0
    private(set) var leftOut: LeftOut
    /// Of them, those that may be drawn.
    private var candidates: [ReplayDraw.Candidate] = []

    init(
        _ selection: Selection, _ draw: ReplayDraw, _ request: Request, _ view: borrowing View
    ) throws {
        var leftOut = LeftOut(selection.filter)
        var needs = ChunkNeeds()
        needs.ats = true
        needs.positions = true
        needs.labels = request.knowledge
        var found = (count: 0, unlabelled: 0, unusable: 0)
        var candidates: [ReplayDraw.Candidate] = []
        // Of the most recent ones no more than the set has are ever drawn.
        let room = draw.seed == 0 && !draw.isStratified ? draw.size : nil
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            guard let labels = rows.labels else { return }
            let meaning = try view.meaning(of: rows.series, at: request.knowledge)
            chosen.forEach { row in
                guard let current = labels.current(row) else {
                    found.unlabelled += 1
                    return
                }
                let labelClass = meaning.labelClass(current)
                guard labelClass == .positive || labelClass == .negative else {
                    found.unusable += 1
                    return
                }
                found.count += 1
                candidates.append(
                    ReplayDraw.Candidate(
                        position: rows.positions[row], at: Timestamp(microseconds: rows.ats[row]),
                        isPositive: labelClass == .positive))
            }
            if let room, candidates.count > 4 * room + 65_536 {
                candidates = draw.mostRecent(room, of: candidates)
            }
        }
        self.leftOut = leftOut
        (count, unlabelled, unusable) = found
        self.candidates = candidates
    }

    /// Draws the members and reads them, ascending by position.
    func members(
        _ draw: ReplayDraw, _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> [Member] {
        let chosen = draw.members(of: candidates)
        let wanted = Set(chosen)
        var needs = ChunkNeeds()
        needs.positions = true
        needs.labels = request.knowledge
        var labels: [Position: Label] = [:]
        var ignored = LeftOut(nil)
        let times = candidates.filter { wanted.contains($0.position) }.map(\.at.microseconds)
        if let first = times.min(), let last = times.max() {
            var near = selection
            near.window.narrow(from: first)
            near.window.narrow(to: last + 1)
            try near.chunks(request, view, needs, leftOut: &ignored) { rows, _ in
                let meaning = try view.meaning(of: rows.series, at: request.knowledge)
                for (row, position) in rows.positions.enumerated() where wanted.contains(position) {
                    guard let current = rows.labels?.current(row) else { continue }
                    labels[position] = meaning.label(current)
                }
            }
        }
        return try chosen.compactMap { position in
            let record = try request.record(at: position)
            let event = try Request.event(of: record)
            guard let label = labels[position], case .decision(let decision) = event.body else { return nil }
            return Member(
                position: position, id: event.id, at: event.at, decision: decision, body: record.body,
                label: label)
        }
    }
}
