import Model
import Projections

/// What is known beside the decisions of a side: read once for both sides where they know the same.
///
/// Only what is known counts, so that what comes later does not show in an answer.
struct WorkflowKnown {
    struct Key: Hashable {
        let knowledge: Knowledge
        let model: Identifier?
    }

    /// `View.subjectsWithoutDecision`; none without a model.
    let unmatched: [Int64]
    /// By number of a series; nil where no review is known.
    private let reviews: [UInt32: SeriesReviews]?
    private let none: SeriesReviews

    init(_ key: Key, _ request: Request, _ view: borrowing View) throws {
        let evaluated = key.knowledge.evaluated
        let found = try view.decisionReviews(at: key.knowledge) { try request.deadline.check() }
        none = SeriesReviews([], evaluated: evaluated)
        reviews =
            found.isEmpty
            ? nil
            : Dictionary(grouping: found, by: \.series).mapValues {
                SeriesReviews($0, evaluated: evaluated)
            }
        unmatched =
            try key.model.map { try view.subjectsWithoutDecision(at: key.knowledge, model: $0) } ?? []
    }

    /// Whether the times of decisions are looked at.
    var needsTimes: Bool { reviews != nil || !unmatched.isEmpty }

    func reviews(of series: Series) -> SeriesReviews? { reviews.map { $0[series.number] ?? none } }
}
