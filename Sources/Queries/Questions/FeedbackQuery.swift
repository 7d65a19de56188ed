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
        let period = arguments.choice("period").flatMap { CalendarUnit(rawValue: $0) }
        var counted = FeedbackRows(
            grouping: Grouping(arguments.groupings("by")), period: period, within: within)
        var later = 0
        let leftOut = try selection.decisions(
            request, view, needsCells: counted.grouping.needsCells
        ) { row, cells in
            if row.at > request.knowledge.evaluated { later += 1 }
            try counted.add(row, cells, try view.label(of: row, at: request.knowledge))
        }
        let overdueAfter = arguments.span("overdue_after")?.seconds
        var ages: [Identifier: MaturityAge] = [:]
        for model in counted.models.keys.sorted() {
            ages[model] = MaturityAge(
                overdueAfter: overdueAfter, delays: DelayFigures(counted.modelDelays[model] ?? []))
        }
        let page = FeedbackPage(
            counted: counted, ages: ages, evaluated: request.knowledge.evaluated, model: selection.model)
        let unmatched = try UnmatchedOutcomes(request, view, model: selection.model)
        return .document(
            Document(
                name: Self.name, title: page.title,
                parameters: try request.parameters(),
                definitions: FeedbackPage.definitions,
                sections: page.sections(
                    leftOut: leftOut, later: later, unmatched: unmatched,
                    empty: counted.models.isEmpty ? try selection.whyEmpty(request, view) : nil)))
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
