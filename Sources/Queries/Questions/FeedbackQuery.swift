import Documents
import Model
import Projections
import Statistics
import Wire

/// How many decisions have got their labels, when, and what the labels say.
struct FeedbackQuery: Query {
    static let name = "feedback"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let selection = try Selection(request)
        let arguments = request.arguments
        let within = arguments.span("within") ?? Model.Span(microseconds: 14 * 86_400_000_000)
        let grouping = Grouping(arguments.groupings("by"))
        let unit = arguments.choice("period").flatMap { CalendarUnit(rawValue: $0) }
        let (counted, leftOut) = try FeedbackRows.count(
            selection, request, view, grouping: grouping, period: unit, within: within,
            overdueAfter: arguments.span("overdue_after")?.seconds)
        let page = FeedbackPage(
            counted: counted, evaluated: request.knowledge.evaluated, model: selection.model)
        let unmatched = try UnmatchedOutcomes(request, view, model: selection.model)
        return .document(
            Document(
                name: Self.name, title: page.title,
                parameters: try request.parameters(),
                definitions: FeedbackPage.definitions,
                sections: try page.sections(
                    leftOut: leftOut, unmatched: unmatched,
                    empty: counted.models.isEmpty ? try selection.whyEmpty(request, view) : nil)
                    + ChangeMarkers.sections(unit, grouping, selection, view, asOf: request.position)))
    }
}

/// Outcomes that have found no decision.
struct UnmatchedOutcomes: Sendable {
    let counts: OutcomeCounts

    /// Counts them as known. With a model, outcomes by subject that name another are left out; one for a
    /// decision that is not there yet names no model and is always counted.
    init(_ request: Request, _ view: borrowing View, model: Identifier?) throws {
        try request.deadline.check()
        counts = try view.outcomeCounts(at: request.knowledge, model: model)
    }

    var facts: [Fact] {
        [
            Fact("outcomes", "outcomes known, for any role and time", .count(counts.outcomes)),
            Fact("unmatched", "outcomes that match no decision", .count(counts.unmatched)),
            Fact("unmatched_withdrawn", "of others that match none, taken back", .count(counts.withdrawn)),
            Fact(
                "oldest_unmatched", "oldest unmatched",
                counts.oldest.map(Value.time) ?? .none("every outcome matches a decision")),
        ]
    }
}
