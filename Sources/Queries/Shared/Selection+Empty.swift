import Model
import Projections
import Wire

extension Selection {
    /// Names listed at most.
    private static let namesMax = 20

    /// Why no decision is in the selection, in a sentence that says what there is instead: the first of
    /// model, version, role, window, segments and condition that leaves nothing.
    ///
    /// Asked for only when the selection is empty. Cost: a walk over the series that are left.
    func whyEmpty(_ request: Request, _ view: borrowing View) throws -> String {
        let all = try view.series()
        if all.isEmpty { return "There is no decision in the ledger yet." }
        if let model, !all.contains(where: { $0.model == model }) {
            return "There is no model \(model.text); there are \(Self.names(all.map(\.model)))."
        }
        let ofModel = all.filter { model == nil || $0.model == model }
        if !versions.isEmpty, !ofModel.contains(where: { versions.contains($0.version) }) {
            return "There is no such version; there are \(Self.names(ofModel.map(\.version)))."
        }
        let ofVersion = ofModel.filter { versions.isEmpty || versions.contains($0.version) }
        if !roles.isEmpty, !ofVersion.contains(where: { roles.contains($0.role) }) {
            let there = Self.names(ofVersion.map { Identifier($0.role.rawValue) })
            return "There is no decision in the role asked for; there are decisions in \(there)."
        }
        return try whyNone(of: ofVersion.filter(admits), request, view)
    }

    private func whyNone(
        of series: [Series], _ request: Request, _ view: borrowing View
    ) throws -> String {
        var count = 0
        var (first, last): (Timestamp?, Timestamp?)
        var inWindow = 0
        var withSegments = 0
        var segmentNames: [Identifier] = []
        for series in series {
            try view.decisions(of: series, asOf: request.position, from: nil, to: nil) { row in
                try request.deadline.tick(&count)
                first = first.map { min($0, row.at) } ?? row.at
                last = last.map { max($0, row.at) } ?? row.at
                guard window.contains(row.at) else { return true }
                inWindow += 1
                if admits(segmentsOf: row) { withSegments += 1 }
                for segment in row.segments where !segmentNames.contains(segment.name) {
                    if segmentNames.count < Self.namesMax { segmentNames.append(segment.name) }
                }
                return true
            }
        }
        guard let first, let last else {
            return "No such decision was known at position \(request.position)."
        }
        guard inWindow > 0 else {
            return
                "No decision lies in the window; those of the selection lie from \(first.text) to \(last.text)."
        }
        if let filter, withSegments > 0 {
            return
                "None of the \(withSegments) decisions that are else asked for meets the condition \(filter.text)."
        }
        guard !segmentNames.isEmpty else {
            return "None of the \(inWindow) decisions in the window carries a segment."
        }
        return "None of the \(inWindow) decisions in the window has the segments asked for; they carry "
            + "\(Self.names(segmentNames))."
    }

    /// Names in byte order, each once.
    private static func names(_ names: [Identifier]) -> String {
        let sorted = Set(names).sorted()
        let shown = sorted.prefix(namesMax).map(\.text).joined(separator: ", ")
        return sorted.count > namesMax ? "\(shown) and \(sorted.count - namesMax) more" : shown
    }
}
