import Documents
import Model
import Projections
import Wire

/// What is done with scores on two sides: thresholds, actions, fallbacks.
struct WorkflowQuery: Query {
    static let name = "workflow"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let sides = try Sides(request, view)
        var known: [WorkflowKnown.Key: WorkflowKnown] = [:]
        let (before, leftBefore) = try Self.read(sides.baseline, &known, request, view)
        let (now, leftNow) = try Self.read(sides.current, &known, request, view)
        let page = WorkflowPage(before: before, now: now, figures: WorkflowFigures(before, now))
        let empty = try sides.empty((before.decisions, now.decisions), request, view)
        return .document(
            Document(
                name: Self.name, title: "Workflow of \(sides.current.text) against \(sides.baseline.text)",
                parameters: try request.parameters(sides.facts), definitions: WorkflowPage.definitions,
                findings: WorkflowFindings(
                    figures: page.figures, counts: (before.decisions, now.decisions)
                ).all, sections: page.sections(empty: empty, (leftBefore, leftNow))))
    }

    /// Cost: one pass over scores, thresholds, actions and segments, and some 20 us a review.
    private static func read(
        _ side: Side, _ known: inout [WorkflowKnown.Key: WorkflowKnown], _ request: Request,
        _ view: borrowing View
    ) throws -> (WorkflowTallies, LeftOut) {
        let request = side.asking(request)
        var leftOut = LeftOut(side.selection.filter)
        var policies = PolicyBook()
        var needs = WorkflowTallies.needs
        for series in try side.selection.series(view) {
            needs.add(try policies.policies(of: series.model, view, asOf: request.position).needs)
        }
        let key = WorkflowKnown.Key(knowledge: request.knowledge, model: side.selection.model)
        let beside = try known[key] ?? WorkflowKnown(key, request, view)
        known[key] = beside
        needs.ats = needs.ats || beside.needsTimes
        var tallies = WorkflowTallies()
        try side.selection.chunksInParallel(
            request, view, needs, leftOut: &leftOut, &tallies,
            more: { series in
                WorkflowTallies.Terms(
                    policies: try policies.policies(of: series.model, view, asOf: request.position),
                    reviews: beside.reviews(of: series))
            }
        ) { tallies, rows, chosen, terms in
            try tallies.add(rows, chosen, terms)
        }
        tallies.bypass = try BypassTally(
            side.selection.model, tallies.span, beside.unmatched, request, view)
        return (tallies, leftOut)
    }
}
