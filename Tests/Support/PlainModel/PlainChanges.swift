import Model

/// Deployments and policies beside rows that are stretches of time.
struct PlainChanges {
    let state: PlainState
    let selection: PlainSelection

    /// The unit of the rows: the one that is asked for, else the first that they are grouped by.
    func add(_ unit: CalendarUnit?, _ grouping: PlainGrouping, to document: inout PlainDocument) {
        let grouped = grouping.parts.compactMap { CalendarUnit(rawValue: $0) }.first
        guard let unit = unit ?? grouped else { return }
        let changes = state.entries.sorted {
            ($0.event.at, $0.position) < ($1.event.at, $1.position)
        }
        document.table(
            "changes", ["period", "at", "model", "change"],
            changes.compactMap { entry in
                let model: Identifier
                let words: String
                switch entry.event.body {
                case .deployment(let body): (model, words) = (body.model, "\(body.version.text) deployed")
                case .policy(let body): (model, words) = (body.model, "policy \(entry.event.id.text)")
                default: return nil
                }
                let at = entry.event.at
                if let wanted = selection.model, wanted != model { return nil }
                if let from = selection.from, at < from { return nil }
                if let to = selection.to, at >= to { return nil }
                return [.text(unit.label(of: at)), .time(at), .text(model), .text(words)]
            })
    }
}
