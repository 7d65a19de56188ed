import Model
import Projections

/// The versions of a model with the time of their first decision in each role, as far as known.
struct LiveVersions: Sendable {
    private struct Known: Sendable {
        let version: Identifier
        let role: Role
        var first: Int64
        var rows: Int
    }

    private let model: Identifier
    private var known: [Known] = []

    /// Cost: a pass over the times of the model's decisions.
    init(of model: Identifier, _ request: Request, _ view: borrowing View) throws {
        self.model = model
        var needs = ChunkNeeds()
        needs.ats = true
        var ignored = LeftOut(nil)
        try Selection(model: model).chunks(request, view, needs, leftOut: &ignored) { rows, _ in
            guard let first = rows.ats.min() else { return }
            let series = rows.series
            if let place = known.firstIndex(where: { $0.version == series.version && $0.role == series.role })
            {
                known[place].first = min(known[place].first, first)
                known[place].rows += rows.count
            } else {
                known.append(
                    Known(version: series.version, role: series.role, first: first, rows: rows.count))
            }
        }
    }

    func count(_ version: Identifier, _ role: Role) -> Int {
        known.first { $0.version == version && $0.role == role }?.rows ?? 0
    }

    var isEmpty: Bool { known.isEmpty }

    func isKnown(_ version: Identifier) -> Bool { known.contains { $0.version == version } }

    /// The version before: the one that the newest deployment says it replaces, if that was live; else the
    /// live version whose first decision is the last before this one's first; nil when there is none.
    func before(
        _ version: Identifier, _ request: Request, _ view: borrowing View
    ) throws -> Identifier? {
        var newest: (row: DocumentRow, replaces: Identifier)?
        for row in try view.documents(.deployment, model: model, asOf: request.position)
        where row.version == version {
            guard case .deployment(let deployment) = try view.event(at: row.position).body,
                let replaces = deployment.replaces, replaces != version, count(replaces, .live) > 0
            else { continue }
            if let newest, (newest.row.at, newest.row.position) > (row.at, row.position) { continue }
            newest = (row, replaces)
        }
        if let newest { return newest.replaces }
        let own = known.filter { $0.version == version }
        guard
            let first = own.first(where: { $0.role == .live })?.first
                ?? own.filter({ $0.role == .shadow || $0.role == .replay }).map(\.first).min()
        else { return nil }
        var found: Known?
        for other in known where other.role == .live && other.version != version && other.first < first {
            if let best = found, (best.first, best.version) > (other.first, other.version) { continue }
            found = other
        }
        return found?.version
    }
}
