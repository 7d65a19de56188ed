package import Model

/// A review of a decision, with where that decision stands.
package struct DecisionReview: Sendable {
    package let position: Position
    package let at: Timestamp
    package let review: Review
    /// The number of the decision's series, and its row there.
    package let series: UInt32
    package let row: UInt32
}

extension View {
    /// Every known review of a known decision, in position order. Reviews come from people, so they are few.
    /// Cost: two records each, some 20 us.
    ///
    /// - Parameter check: called before each; may throw to end it.
    package func decisionReviews(
        at knowledge: Knowledge, check: () throws -> Void = {}
    ) throws -> [DecisionReview] {
        let last = min(knowledge.position, position)
        var found: [DecisionReview] = []
        for position in try moment.index.positions(.reviews, through: last) {
            try check()
            let event = try EventShelf.event(of: record(at: position))
            guard case .review(let review) = event.body, case .decision(let decision) = review.target,
                knowledge.includes(position: position, at: event.at),
                let (entry, _) = try entry(.decision, decision, asOf: last)
            else { continue }
            found.append(
                DecisionReview(
                    position: position, at: event.at, review: review, series: entry.table, row: entry.row))
        }
        return found
    }
}
