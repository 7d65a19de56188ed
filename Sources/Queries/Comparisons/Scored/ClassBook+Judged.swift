import Model
import Projections
import Statistics

extension ClassBook {
    /// The code of a decision that is too young to be judged, with a label or without.
    static let immature: UInt8 = 4

    /// The classes of a selection's mature decisions; those of others are `immature`.
    /// - Returns: also the age that was used; nil where every age will do.
    static func judged(
        _ selection: Selection, _ request: Request, _ view: borrowing View, _ maturity: Maturity,
        leftOut: inout LeftOut
    ) throws -> (book: ClassBook, age: MaturityAge?) {
        var needs = ChunkNeeds()
        needs.ats = true
        needs.labels = request.knowledge
        var chunks: [[UInt8]] = []
        var delays: [Double] = []
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            let feedback = RowFeedback(
                rows, chosen, try view.meaning(of: rows.series, at: request.knowledge))
            chunks.append(feedback.codes)
            if case .derived = maturity { delays += feedback.delays }
        }
        let age = maturity.age(delays: delays)
        if let seconds = age?.seconds {
            let cutoff = OverdueRule.cutoff(seconds, at: request.knowledge.evaluated)
            var ignored = LeftOut(nil)
            var times = ChunkNeeds()
            times.ats = true
            var next = 0
            try selection.chunks(request, view, times, leftOut: &ignored) { rows, _ in
                defer { next += 1 }
                guard next < chunks.count, rows.span.upperBound > cutoff else { return }
                for row in chunks[next].indices where rows.ats[row] > cutoff { chunks[next][row] = immature }
            }
        }
        return (ClassBook(chunks: chunks), age)
    }
}
