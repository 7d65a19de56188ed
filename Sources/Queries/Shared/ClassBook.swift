import Projections

/// The classes of a selection's labels, chunk by chunk, so that each of many columns can be read in a pass of
/// its own without the labels being put together anew. One byte a decision.
struct ClassBook: Sendable {
    /// By chunk, in the order in which the selection hands them over: by row.
    private(set) var chunks: [[UInt8]] = []
    /// Decisions of the selection by class: see `RowClasses.Code`.
    private(set) var counts = [Int](repeating: 0, count: 4)

    var positives: Int { counts[Int(RowClasses.Code.positive)] }
    var negatives: Int { counts[Int(RowClasses.Code.negative)] }
    /// Decisions of the selection.
    var rows: Int { counts.reduce(0, +) }
    var labelled: Int { positives + negatives }

    init() {}

    /// Of classes that are known; codes beyond those of `RowClasses.Code` are not counted.
    /// - Parameter chunks: all rows of each chunk that the selection hands over, in its order; those that are
    ///   not chosen are pending.
    init(chunks: [[UInt8]]) {
        self.chunks = chunks
        for codes in chunks {
            for code in codes where Int(code) < counts.count { counts[Int(code)] += 1 }
        }
    }

    /// Looks at all labels of a selection. Cost: see `View.labels(_:at:)`.
    init(
        _ selection: Selection, _ request: Request, _ view: borrowing View, leftOut: inout LeftOut
    ) throws {
        var needs = ChunkNeeds()
        needs.labels = request.knowledge
        var meanings: [UInt32: LabelMeaning] = [:]
        var book = ClassBook()
        for series in try selection.series(view) {
            meanings[series.number] = try view.meaning(of: series, at: request.knowledge)
        }
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            guard let meaning = meanings[rows.series.number] else { return }
            book.add(RowClasses(rows, meaning).codes, chosen)
        }
        self = book
    }

    private mutating func add(_ codes: [UInt8], _ chosen: ChosenRows) {
        chunks.append(codes)
        chosen.forEach { counts[Int(codes[$0])] += 1 }
    }

    /// Goes over the chunks of the selection once more, each with its classes. The selection has to be the
    /// same.
    func forEach(
        _ selection: Selection, _ request: Request, _ view: borrowing View, _ needs: ChunkNeeds,
        _ body: (_ rows: ChunkColumns, _ chosen: ChosenRows, _ classes: [UInt8]) throws -> Void
    ) throws {
        var ignored = LeftOut(nil)
        var next = 0
        try selection.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
            defer { next += 1 }
            guard next < chunks.count, chunks[next].count == rows.count else { return }
            try body(rows, chosen, chunks[next])
        }
    }
}
