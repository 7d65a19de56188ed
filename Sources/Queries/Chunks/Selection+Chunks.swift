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
        try read(request, view, needs) { columns, isWhole in
            try body(columns, choose(columns, isWhole: isWhole, &leftOut))
        }
    }

    /// The same on several threads (`ParallelWork`), chunks in any order: what comes out must not depend on
    /// it.
    ///
    /// - Parameters:
    ///   - state: what chunks are added to.
    ///   - more: what `body` has to know of a series besides its rows; may read the store.
    ///   - body: takes a chunk. Must not touch the store.
    func chunksInParallel<State: Mergeable, More: Sendable>(
        _ request: Request, _ view: borrowing View, _ needs: ChunkNeeds, leftOut: inout LeftOut,
        _ state: inout State, more: (Series) throws -> More,
        _ body: @escaping @Sendable (inout State, ChunkColumns, ChosenRows, More) throws -> Void
    ) throws {
        var parts = ChunkWork(leftOut: leftOut, state: state)
        // Held in one place while it grows.
        defer { (leftOut, state) = (parts.leftOut, parts.state) }
        try ParallelWork.run(&parts) { (parts: inout ChunkWork<State>, job: ChunkJob<More>) in
            let chosen = choose(job.columns, isWhole: job.isWhole, &parts.leftOut)
            try body(&parts.state, job.columns, chosen, job.more)
        } make: { hand in
            try read(request, view, needs) { columns, isWhole in
                try hand(ChunkJob(columns: columns, isWhole: isWhole, more: more(columns.series)))
            }
        }
    }

    /// Rows to make room for at once, so that what gathers them need not move as it grows: none where a
    /// segment or a condition may leave few. Cost: one small row a chunk.
    func expectedRows(_ request: Request, _ view: borrowing View) throws -> Int {
        guard segments.isEmpty, filter == nil else { return 0 }
        var count = 0
        for series in try series(view) {
            try view.chunks(of: series, asOf: request.position, from: window.from, to: window.to) { chunk in
                count += chunk.count
                return true
            }
        }
        return min(count, ColumnSample.numbersMax)
    }

    /// Reads the chunks that may have rows of the selection: with whether all their times are in the window.
    private func read(
        _ request: Request, _ view: borrowing View, _ needs: ChunkNeeds,
        _ body: (ChunkColumns, Bool) throws -> Void
    ) throws {
        var needs = needs
        needs.add(self.needs)
        let (from, to) = (window.from?.microseconds ?? .min, window.to?.microseconds)
        for series in try series(view) {
            try view.chunks(of: series, asOf: request.position, from: window.from, to: window.to) { chunk in
                try request.deadline.check()
                var needs = needs
                let isWhole =
                    chunk.ats.lowerBound >= from && to.map { chunk.ats.upperBound < $0 } ?? true
                if !isWhole { needs.ats = true }
                try body(try ChunkColumns(chunk, needs, view), isWhole)
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

/// A chunk that was read.
private struct ChunkJob<More: Sendable>: Sendable {
    let columns: ChunkColumns
    let isWhole: Bool
    let more: More
}

/// What one thread has come to.
private struct ChunkWork<State: Mergeable>: Mergeable {
    var leftOut: LeftOut
    var state: State

    mutating func merge(_ other: ChunkWork) throws {
        leftOut.merge(other.leftOut)
        try state.merge(other.state)
    }
}
