import Model
import Projections
import Wire

extension Selection {
    /// What `choose` looks at.
    private var needs: ChunkNeeds {
        var needs = ChunkNeeds()
        for segment in segments { needs.add(ColumnKey.named(.segment, segment.name)) }
        for operand in filter?.operands ?? [] {
            for place in operand.places { needs.add(place) }
        }
        return needs
    }

    /// Hands over the chunks of the selection with the rows that are in it: series by number, chunks in
    /// order.
    ///
    /// - Parameters:
    ///   - needs: what `body` looks at.
    ///   - leftOut: counts what is left out; nil when that was counted already.
    func chunks(
        _ request: Request, _ view: borrowing View, _ needs: ChunkNeeds,
        leftOut: inout LeftOut, _ body: (ChunkColumns, ChosenRows) throws -> Void
    ) throws {
        let own = self.needs
        let (from, to) = (window.from?.microseconds ?? .min, window.to?.microseconds)
        for series in try series(view) {
            try view.chunks(of: series, asOf: request.position, from: window.from, to: window.to) { chunk in
                try request.deadline.check()
                var needs = needs
                needs.add(own)
                let isWhole =
                    chunk.ats.lowerBound >= from && to.map { chunk.ats.upperBound < $0 } ?? true
                if !isWhole { needs.ats = true }
                let columns = try ChunkColumns(chunk, needs, view)
                let chosen = choose(columns, isWhole: isWhole, &leftOut)
                try body(columns, chosen)
                return true
            }
        }
    }

    /// The rows of a chunk that are in the window, have the segments and meet the condition.
    func choose(_ rows: ChunkColumns, isWhole: Bool, _ leftOut: inout LeftOut) -> ChosenRows {
        var chosen = ChosenRows.all(count: rows.count)
        if !isWhole {
            let from = window.from?.microseconds ?? .min
            if let to = window.to?.microseconds {
                chosen = .some(RowMask(rows.ats.map { $0 >= from && $0 < to ? 1 : 0 }))
            } else {
                chosen = .some(RowMask(rows.ats.map { $0 >= from ? 1 : 0 }))
            }
        }
        if !segments.isEmpty {
            let before = chosen.population
            for name in Set(segments.map(\.name)).sorted() {
                let values = segments.filter { $0.name == name }.map {
                    Filter.Literal.text($0.value.utf8Bytes)
                }
                chosen = chosen.meeting(Filter.test(.segment(name), .among(values)).mask(rows))
            }
            leftOut.segments += before - chosen.population
        }
        if let filter {
            let before = chosen.population
            leftOut.look(at: rows, chosen, count: before)
            if before > 0 {
                chosen = chosen.meeting(filter.mask(rows))
                leftOut.filter += before - chosen.population
            }
        }
        return chosen
    }
}
