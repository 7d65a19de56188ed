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
        var (first, last): (Int64?, Int64?)
        var inWindow = 0
        var withSegments = 0
        var names: Set<Identifier> = []
        var needs = ChunkNeeds()
        needs.ats = true
        needs.allSegments = true
        var plain = self
        plain.filter = nil
        for series in series {
            try view.chunks(of: series, asOf: request.position) { chunk in
                try request.deadline.check()
                let rows = try ChunkColumns(chunk, needs, view)
                first = rows.ats.min().map { min(first ?? $0, $0) } ?? first
                last = rows.ats.max().map { max(last ?? $0, $0) } ?? last
                var ignored = LeftOut(nil)
                let chosen = plain.choose(rows, isWhole: false, &ignored)
                withSegments += chosen.population
                inWindow += chosen.population + ignored.segments
                let window = RowMask(
                    rows.ats.map { self.window.contains(Timestamp(microseconds: $0)) ? 1 : 0 })
                for name in rows.segmentNames
                where Filter.Operand.segment(name).presence(rows).meets(window) {
                    names.insert(name)
                }
                return true
            }
        }
        guard let first, let last else {
            return "No such decision was known at position \(request.position)."
        }
        guard inWindow > 0 else {
            return
                "No decision lies in the window; those of the selection lie from \(Timestamp(microseconds: first).text) to \(Timestamp(microseconds: last).text)."
        }
        if let filter, withSegments > 0 {
            return
                "None of the \(withSegments) decisions that are else asked for meets the condition \(filter.text)."
        }
        guard !names.isEmpty else {
            return "None of the \(inWindow) decisions in the window carries a segment."
        }
        return "None of the \(inWindow) decisions in the window has the segments asked for; they carry "
            + "\(Self.names(Array(names)))."
    }

    /// Names in byte order, each once.
    private static func names(_ names: [Identifier]) -> String {
        let sorted = Set(names).sorted()
        let shown = sorted.prefix(namesMax).map(\.text).joined(separator: ", ")
        return sorted.count > namesMax ? "\(shown) and \(sorted.count - namesMax) more" : shown
    }
}
