import Documents
import Model
import Projections
import Statistics
import Wire

/// Where to cut the scores of a new version, and what each cutoff would have done to the decisions made.
struct CalibrateQuery: Query {
    static let name = "calibrate"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let sides = try Sides(request, view)
        let grouping = Grouping(arguments.groupings("by"))
        let maturity = Maturity(arguments)
        let baseline = try ScoredReading(
            sides.baseline.selection, sides.baseline.asking(request), view, parts: grouping.parts,
            maturity: maturity)
        let current = try ScoredReading(
            sides.current.selection, sides.current.asking(request), view, parts: grouping.parts,
            maturity: maturity)
        let model = sides.current.selection.model ?? Identifier("")
        let maker = CalibrateMaker(
            costs: try CostsInForce(request, model: model, view),
            capacity: try Self.capacity(request, model, view),
            percentile: arguments.number("percentile"))
        let page = CalibratePage(
            model: model, grouping: grouping, maker: maker, groups: maker.groups(baseline, current),
            sides: [("baseline", sides.baseline, baseline), ("current", sides.current, current)])
        var empty: String?
        for (side, reading) in [(sides.baseline, baseline), (sides.current, current)]
        where empty == nil && reading.groups.isEmpty {
            empty = try side.whyEmpty(request, view)
        }
        return .document(
            Document(
                name: Self.name, title: "Cutoffs of \(model.text)",
                parameters: try request.parameters(sides.facts), definitions: CalibratePage.definitions,
                findings: CalibrateFindings(page).all, sections: page.sections(empty: empty)))
    }

    /// The caller's capacity, else that of the policy in force.
    private static func capacity(
        _ request: Request, _ model: Identifier, _ view: borrowing View
    ) throws -> (perDay: Int, words: String)? {
        if let given = request.arguments.integer("capacity") { return (Int(given), "given") }
        let found = try PolicyInForce.latest(model, view, at: request.knowledge) { $0.capacity != nil }
        guard let found, let capacity = found.policy.capacity else { return nil }
        return (Int(min(capacity, 1e15)), "policy \(found.id.text)")
    }
}
